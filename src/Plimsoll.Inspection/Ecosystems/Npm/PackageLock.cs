using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Npm;

/// <summary>
/// <c>package-lock.json</c> and <c>npm-shrinkwrap.json</c>: version 1 has a tree of <c>dependencies</c>, version 3 a flat map <c>packages</c> by
/// path, version 2 both (npm documentation, "package-lock.json").
/// </summary>
internal static class PackageLock
{
    private const string Modules = "node_modules/";

    public static void Read(FileContent file, LockReport report) => JsonWalk.Read(file, report.Problem, (ref JsonWalk json) =>
    {
        if (!json.EnterObject()) return;
        while (json.NextMember(out var name))
        {
            if (name == "packages") ReadPackages(ref json, report);
            else if (name == "dependencies") ReadTree(ref json, report);
            else json.Skip();
        }
    });

    private static void ReadPackages(ref JsonWalk json, LockReport report)
    {
        if (!json.EnterObject()) return;
        while (json.NextMember(out var path))
        {
            var entry = Entry.Read(ref json, null);
            // What lies elsewhere is the application and its workspaces.
            if (entry.IsLink || path.LastIndexOf(Modules, StringComparison.Ordinal) is not (var at and >= 0)) continue;
            entry.Declare(entry.Name ?? path[(at + Modules.Length)..], report);
        }
    }

    private static void ReadTree(ref JsonWalk json, LockReport report)
    {
        if (!json.EnterObject()) return;
        while (json.NextMember(out var name)) Entry.Read(ref json, report).Declare(name, report);
    }

    private sealed class Entry
    {
        private string? _version;
        private string? _resolved;
        private string? _integrity;

        public string? Name { get; private set; }

        public bool IsLink { get; private set; }

        /// <summary>Reads an entry, and those below it where they are nested.</summary>
        public static Entry Read(ref JsonWalk json, LockReport? nested)
        {
            var entry = new Entry();
            if (!json.EnterObject()) return entry;
            while (json.NextMember(out var field))
            {
                switch (field)
                {
                    case "name":
                        entry.Name = json.Text();
                        break;
                    case "version":
                        entry._version = json.Text();
                        break;
                    case "resolved":
                        entry._resolved = json.Text();
                        break;
                    case "integrity":
                        entry._integrity = json.Text();
                        break;
                    case "link":
                        entry.IsLink = json.IsTrue();
                        break;
                    case "dependencies" when nested is not null:
                        ReadTree(ref json, nested);
                        break;
                    default:
                        json.Skip();
                        break;
                }
            }
            return entry;
        }

        public void Declare(string name, LockReport report)
        {
            if (_version is not { Length: > 0 } version || version.StartsWith("file:", StringComparison.Ordinal)) return;
            // Version 1 writes an alias as npm:NAME@VERSION.
            if (version.StartsWith("npm:", StringComparison.Ordinal) && version.LastIndexOf('@') is var at and > 4) (name, version) = (version[4..at], version[(at + 1)..]);
            NpmLock.Declare(report, name, version, _integrity, _resolved);
        }
    }
}
