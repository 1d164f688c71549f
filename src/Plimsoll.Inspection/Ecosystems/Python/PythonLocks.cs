using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Python;

/// <summary>The lock files of Python's installers: those in TOML (poetry, uv, pdm, PEP 751), and that of pipenv in JSON.</summary>
internal static class PythonLocks
{
    /// <summary><c>poetry.lock</c>, <c>uv.lock</c>, <c>pdm.lock</c>.</summary>
    public static void ReadToml(FileContent file, LockReport report) => ReadToml(file, report, "package");

    /// <summary><c>pylock.toml</c>.</summary>
    public static void ReadStandard(FileContent file, LockReport report) => ReadToml(file, report, "packages");

    /// <summary><c>Pipfile.lock</c>.</summary>
    public static void ReadPipfile(FileContent file, LockReport report) => JsonWalk.Read(file, report.Problem, (ref JsonWalk json) =>
    {
        if (!json.EnterObject()) return;
        while (json.NextMember(out var group))
        {
            if (group == "_meta") json.Skip();
            else if (json.EnterObject()) ReadGroup(ref json, report);
        }
    });

    private static void ReadGroup(ref JsonWalk json, LockReport report)
    {
        while (json.NextMember(out var name))
        {
            if (!json.EnterObject()) continue;
            var (version, git, commit, folder) = ((string?)null, (string?)null, (string?)null, (string?)null);
            while (json.NextMember(out var field))
            {
                if (field == "version") version = json.Text();
                else if (field == "git") git = json.Text();
                else if (field == "ref") commit = json.Text();
                else if (field == "subdirectory") folder = json.Text();
                else json.Skip();
            }
            if (version?.StartsWith("==", StringComparison.Ordinal) == true) Add(report, name, version[2..]);
            else if (git is not null && commit is not null) report.TryAddGit(name, git, commit, folder);
        }
    }

    private static void ReadToml(FileContent file, LockReport report, string table) => TomlPackages.Read(file, report, table, package =>
    {
        var source = package.GetValueOrDefault("source") ?? "";
        // The project itself and the members of its workspace are not fetched.
        if (!source.Contains("virtual", StringComparison.Ordinal) && !source.Contains("editable", StringComparison.Ordinal))
            Add(report, package.GetValueOrDefault("name") ?? "", package.GetValueOrDefault("version") ?? "");
    });

    private static void Add(LockReport report, string name, string version)
    {
        if (version.Length > 0) report.TryAdd(PythonName.Package(name, version), null, PythonName.Normalize(name));
    }
}
