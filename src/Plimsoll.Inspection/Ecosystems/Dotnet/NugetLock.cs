using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Dotnet;

/// <summary><c>packages.lock.json</c> of NuGet: for each target framework the packages with the version that was resolved.</summary>
internal static class NugetLock
{
    public static void Read(FileContent file, LockReport report) => JsonWalk.Read(file, report.Problem, (ref JsonWalk json) =>
    {
        if (!json.EnterObject()) return;
        while (json.NextMember(out var name))
        {
            if (name != "dependencies") json.Skip();
            else if (json.EnterObject()) ReadFrameworks(ref json, report);
        }
    });

    private static void ReadFrameworks(ref JsonWalk json, LockReport report)
    {
        while (json.NextMember(out _))
        {
            if (!json.EnterObject()) continue;
            while (json.NextMember(out var name))
            {
                if (!json.EnterObject()) continue;
                var (version, hash) = ((string?)null, (string?)null);
                while (json.NextMember(out var field))
                {
                    if (field == "resolved") version = json.Text();
                    else if (field == "contentHash") hash = json.Text();
                    else json.Skip();
                }
                // Projects of the same solution have no version that was resolved.
                if (version is { Length: > 0 }) report.TryAdd(NugetName.Package(name, version, hash is null ? null : "sha512-" + hash));
            }
        }
    }
}
