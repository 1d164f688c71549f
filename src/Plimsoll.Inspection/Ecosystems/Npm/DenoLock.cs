using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Npm;

/// <summary><c>deno.lock</c>: a map <c>npm</c> by <c>NAME@VERSION</c>, with the versions of peers behind; below <c>packages</c> in its third version.</summary>
internal static class DenoLock
{
    public static void Read(FileContent file, LockReport report) => JsonWalk.Read(file, report.Problem, (ref JsonWalk json) =>
    {
        if (!json.EnterObject()) return;
        while (json.NextMember(out var name))
        {
            if (name == "packages" && json.EnterObject()) ReadGroups(ref json, report);
            else if (name == "npm" && json.EnterObject()) ReadPackages(ref json, report);
            else json.Skip();
        }
    });

    private static void ReadGroups(ref JsonWalk json, LockReport report)
    {
        while (json.NextMember(out var name))
        {
            if (name == "npm" && json.EnterObject()) ReadPackages(ref json, report);
            else json.Skip();
        }
    }

    private static void ReadPackages(ref JsonWalk json, LockReport report)
    {
        while (json.NextMember(out var key))
        {
            string? integrity = null;
            if (!json.EnterObject()) continue;
            while (json.NextMember(out var field))
            {
                if (field == "integrity") integrity = json.Text();
                else json.Skip();
            }
            if (NpmLock.SplitAt(key) is var (package, version)) NpmLock.Declare(report, package, version.Split('_')[0], integrity);
        }
    }
}
