using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Julia;

/// <summary><c>Manifest.toml</c> of Julia: a table <c>[[deps.NAME]]</c> for each package, <c>[[NAME]]</c> in the first version.</summary>
internal static class JuliaManifest
{
    public static void Read(FileContent file, LockReport report)
    {
        using var content = file.Open();
        using var lines = new TomlLines(content);
        var (name, version, uuid) = ("", "", "");
        while (lines.Next())
        {
            if (lines.IsHeader)
            {
                if (!Add(report, name, version, uuid)) return;
                (name, version, uuid) = (NameOf(lines.Table), "", "");
            }
            else if (lines.Key == "version")
            {
                version = lines.Value;
            }
            else if (lines.Key == "uuid")
            {
                uuid = lines.Value;
            }
        }
        Add(report, name, version, uuid);
    }

    private static string NameOf(string table)
    {
        var name = table.StartsWith("deps.", StringComparison.Ordinal) ? table[5..] : table;
        return name.Contains('.') ? "" : name;
    }

    /// <summary>Parts of Julia itself have no version; without the UUID a name means nothing.</summary>
    private static bool Add(LockReport report, string name, string version, string uuid) =>
        name.Length == 0 || version.Length == 0 || uuid.Length == 0 || report.TryAdd(new PackageRecord { Type = "julia", Name = name, Version = version }, null, null, [new("uuid", uuid)]);
}
