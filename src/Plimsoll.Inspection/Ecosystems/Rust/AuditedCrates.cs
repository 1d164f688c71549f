using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems.Formats;

namespace Plimsoll.Inspection.Ecosystems.Rust;

/// <summary>The list of crates in a program (cargo-auditable, PARSING.md). Those that only built it are not in it, so they are declared.</summary>
internal static class AuditedCrates
{
    public static void Read(ReadOnlySpan<byte> json, FileReport report) => JsonWalk.Read(json, report.Problem, (ref JsonWalk walk) =>
    {
        if (!walk.EnterObject()) return;
        while (walk.NextMember(out var name))
        {
            if (name != "packages") walk.Skip();
            else if (walk.EnterArray()) ReadPackages(ref walk, report);
        }
    });

    private static void ReadPackages(ref JsonWalk json, FileReport report)
    {
        while (json.NextItem())
        {
            if (!json.EnterObject()) continue;
            var (name, version, source, kind, isRoot) = ("", "", (string?)null, "runtime", false);
            while (json.NextMember(out var field))
            {
                if (field == "name") name = json.Text() ?? "";
                else if (field == "version") version = json.Text() ?? "";
                else if (field == "source") source = json.Text();
                else if (field == "kind") kind = json.Text() ?? kind;
                else if (field == "root") isRoot = json.IsTrue();
                else json.Skip();
            }
            var added = report.TryAdd(new PackageRecord
            {
                Type = "cargo",
                Name = name,
                Version = version,
                Main = isRoot ? true : null,
                Declared = kind == "build" ? true : null,
                Properties = PackageNames.Properties(("source", source), ("kind", kind == "runtime" ? null : kind)),
            }, null);
            if (!added) return;
        }
    }
}
