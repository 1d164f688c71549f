using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Npm;

/// <summary>
/// <c>pnpm-lock.yaml</c>: the keys of <c>packages</c> are <c>/NAME/VERSION</c> up to version 5, <c>/NAME@VERSION</c> in 6, <c>NAME@VERSION</c>
/// in 9, with the versions of peers behind.
/// </summary>
internal static class PnpmLock
{
    public static void Read(FileContent file, LockReport report)
    {
        using var content = file.Open();
        using var lines = new YamlLines(content);
        var (isPackages, pending) = (false, ((string Name, string Version)?)null);
        while (lines.Next())
        {
            if (lines.Indent == 0) isPackages = lines.Key == "packages";
            else if (isPackages && lines.Indent == 2 && !Declare(ref pending, null, report)) return;
            if (lines.Indent == 2 && isPackages) pending = Split(lines.Key);
            else if (lines is { Indent: 4, Key: "resolution" } && !Declare(ref pending, YamlLines.Inline(lines.Value, "integrity"), report)) return;
        }
        Declare(ref pending, null, report);
    }

    private static bool Declare(ref (string Name, string Version)? pending, string? integrity, LockReport report)
    {
        if (pending is not var (name, version)) return true;
        pending = null;
        return NpmLock.Declare(report, name, version, integrity);
    }

    /// <summary>The first slash or at sign behind the scope separates name and version, whatever the version of the lock file.</summary>
    private static (string Name, string Version)? Split(string key)
    {
        var text = key.TrimStart('/');
        var scope = text.StartsWith('@') ? text.IndexOf('/') + 1 : 0;
        var end = text.AsSpan(scope).IndexOfAny('/', '@') + scope;
        if (end <= scope) return null;
        var version = text[(end + 1)..];
        if (version.AsSpan().IndexOfAny('(', '_') is var peers and > 0) version = version[..peers];
        // Packages from elsewhere have an address here.
        return version.Length > 0 && char.IsAsciiDigit(version[0]) ? (text[..end], version) : null;
    }
}
