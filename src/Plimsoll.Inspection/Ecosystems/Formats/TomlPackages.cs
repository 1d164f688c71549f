using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Formats;

/// <summary>Lock files that are a list of tables, one for each package.</summary>
internal static class TomlPackages
{
    /// <summary>Reads the packages.</summary>
    /// <param name="file">The lock file.</param>
    /// <param name="report">Told of damage.</param>
    /// <param name="table">Name of the tables.</param>
    /// <param name="add">Takes the keys of each, those of its <c>source</c> behind <c>source.</c>.</param>
    public static void Read(FileContent file, LockReport report, string table, Action<Dictionary<string, string>> add)
    {
        using var content = file.Open();
        using var lines = new TomlLines(content);
        Dictionary<string, string>? package = null;
        var prefix = "";
        while (lines.Next())
        {
            if (lines.IsHeader && lines.Table == table)
            {
                if (package is not null) add(package);
                (package, prefix) = (new Dictionary<string, string>(StringComparer.Ordinal), "");
            }
            else if (lines.IsHeader)
            {
                // Of the tables below a package only its source is of interest.
                prefix = lines.Table == table + ".source" ? "source." : "\n";
            }
            else if (package is not null && prefix != "\n" && package.Count < 64)
            {
                package.TryAdd(prefix + lines.Key, lines.Value);
            }
        }
        if (package is not null) add(package);
        if (lines.IsDamaged) report.Problem("lines of it are not TOML");
    }
}
