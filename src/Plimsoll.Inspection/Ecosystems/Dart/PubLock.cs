using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Dart;

/// <summary><c>pubspec.lock</c> of Dart and Flutter: below <c>packages</c> a map for each.</summary>
internal static class PubLock
{
    public static void Read(FileContent file, LockReport report)
    {
        using var content = file.Open();
        using var lines = new YamlLines(content);
        var (isPackages, name, version, source, hash) = (false, "", "", "", (string?)null);
        while (lines.Next())
        {
            if (lines.Indent <= 2)
            {
                if (!Add(report, name, version, source, hash)) return;
                (name, version, source, hash) = ("", "", "", null);
            }
            if (lines.Indent == 0) isPackages = lines.Key == "packages";
            else if (lines.Indent == 2 && isPackages) name = lines.Key;
            else if (lines is { Indent: 4, Key: "version" }) version = lines.Value;
            else if (lines is { Indent: 4, Key: "source" }) source = lines.Value;
            else if (lines is { Indent: 6, Key: "sha256" }) hash = "sha256:" + lines.Value;
        }
        Add(report, name, version, source, hash);
    }

    /// <summary>What comes from a directory or with the toolkit is no package of its own.</summary>
    private static bool Add(LockReport report, string name, string version, string source, string? hash) =>
        name.Length == 0 || version.Length == 0 || source is "path" or "sdk" || report.TryAdd(new PackageRecord { Type = "pub", Name = name, Version = version, Integrity = hash });
}
