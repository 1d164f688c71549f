using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.Dpkg;

/// <summary>The <c>Conffiles</c> field of a package: configuration files with the MD5 that they had when they were installed.</summary>
internal static class DpkgConffiles
{
    /// <summary>Says which configuration files the package owns that was added last; false when there is no room.</summary>
    public static bool TryOwn(DpkgStanza stanza, FileReport report)
    {
        if (stanza.Conffiles is not { } lines) return true;
        Span<byte> digest = stackalloc byte[16];
        foreach (var line in lines.AsSpan().EnumerateLines())
        {
            var entry = line.Trim();
            // A name may have spaces in it; behind the digest only known words can stand.
            while (entry.EndsWith(" obsolete") || entry.EndsWith(" remove-on-upgrade")) entry = entry[..entry.LastIndexOf(' ')].TrimEnd();
            var space = entry.LastIndexOf(' ');
            if (space <= 0) continue;
            // A configuration file that was not there yet when its package was unpacked has the word newconffile instead.
            var isKnown = Convert.FromHexString(entry[(space + 1)..], digest, out _, out var written) == System.Buffers.OperationStatus.Done && written == 16;
            if (!report.TryOwn(entry[..space].TrimEnd().ToString(), OwnedFileTraits.Configuration, null, FileDigestKind.Md5, isKnown ? digest : [])) return false;
        }
        return true;
    }
}
