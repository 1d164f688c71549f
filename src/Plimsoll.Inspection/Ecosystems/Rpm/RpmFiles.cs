using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>The files that a header lists: directories once, and for each file its name, the number of its directory, and what it should be.</summary>
internal static class RpmFiles
{
    // rpmfileAttrs_e and rpmVerifyAttrs_e (rpm, include/rpm/rpmfiles.h).
    private const long Config = 1 << 0;
    private const long Documentation = 1 << 1;
    private const long Ghost = 1 << 6;
    private const long Licence = 1 << 7;
    private const long Readme = 1 << 8;
    private const long VerifyDigest = 1 << 0;

    /// <summary>Says which files the package owns that was added last; false when there is no room.</summary>
    /// <exception cref="InvalidDataException">The lists do not fit together.</exception>
    public static bool TryOwn(RpmHeader header, FileReport report)
    {
        var names = header.Texts(RpmTag.BaseNames);
        var directories = Directories(header);
        var places = header.Numbers(RpmTag.DirIndexes);
        // Before rpm 4 whole paths were listed.
        var isOld = names.Count == 0;
        if (isOld) names = header.Texts(RpmTag.OldFileNames);
        else if (places.Count != names.Count) throw new InvalidDataException($"the package lists {names.Count} files in {places.Count} directories");
        var flags = header.Numbers(RpmTag.FileFlags);
        var modes = header.Numbers(RpmTag.FileModes);
        var states = header.Numbers(RpmTag.FileStates);
        var verify = header.Numbers(RpmTag.FileVerifyFlags);
        var digests = header.Texts(RpmTag.FileDigests);
        var kind = KindOf(header.Number(RpmTag.FileDigestAlgorithm));
        Span<byte> digest = stackalloc byte[32];
        // A few long directories for very many files would make long work of a short header.
        var left = (1L << 20) + (4L * header.Data.Length);
        for (var i = 0; names.TryRead(out var name); i++)
        {
            digests.TryRead(out var listed);
            var place = isOld ? 0 : places[i];
            if (!isOld && (ulong)place >= (ulong)directories.Count) throw new InvalidDataException("a file of the package is in a directory that is not listed");
            var directory = isOld ? "" : directories[(int)place];
            // Files that another package replaced, or that were not installed, are somebody else's or nobody's (rpmfileState_e).
            if (i < states.Count && states[i] is 1 or 2 or 4) continue;
            if (directory is null || directory.Length + name.Length > LayerLimits.LongestOwnedPath) continue;
            left -= directory.Length + name.Length;
            if (left < 0) throw new InvalidDataException("the paths of the package are longer than is sane; the rest was not read");
            var isVerified = i >= verify.Count || (verify[i] & VerifyDigest) != 0;
            var length = isVerified && kind != FileDigestKind.None ? Hex(listed, digest) : 0;
            var traits = Traits(i < flags.Count ? flags[i] : 0);
            if (!report.TryOwn(directory + ForeignText.Decode(name), traits, i < modes.Count ? (int)modes[i] & 0xfff : null, kind, length == Length(kind) ? digest[..length] : [])) return false;
        }
        return true;
    }

    /// <summary>The directories; null stands for one that is too long to be real.</summary>
    private static List<string?> Directories(RpmHeader header)
    {
        var texts = header.Texts(RpmTag.DirNames);
        var directories = new List<string?>();
        while (texts.TryRead(out var directory)) directories.Add(directory.Length > LayerLimits.LongestOwnedPath ? null : ForeignText.Decode(directory));
        return directories;
    }

    private static OwnedFileTraits Traits(long flags)
    {
        var traits = OwnedFileTraits.None;
        if ((flags & Config) != 0) traits |= OwnedFileTraits.Configuration;
        if ((flags & Ghost) != 0) traits |= OwnedFileTraits.Ghost;
        if ((flags & (Documentation | Readme)) != 0) traits |= OwnedFileTraits.Documentation;
        if ((flags & Licence) != 0) traits |= OwnedFileTraits.Licence;
        return traits;
    }

    /// <summary>Numbers of hash functions in OpenPGP (RFC 9580 section 9.5); without one it is MD5.</summary>
    private static FileDigestKind KindOf(long? algorithm) => algorithm switch
    {
        null or 1 => FileDigestKind.Md5,
        2 => FileDigestKind.Sha1,
        8 => FileDigestKind.Sha256,
        _ => FileDigestKind.None,
    };

    private static int Length(FileDigestKind kind) => kind switch { FileDigestKind.Md5 => 16, FileDigestKind.Sha1 => 20, _ => 32 };

    private static int Hex(ReadOnlySpan<byte> text, Span<byte> digest) =>
        Convert.FromHexString(text, digest, out _, out var written) == System.Buffers.OperationStatus.Done ? written : 0;
}
