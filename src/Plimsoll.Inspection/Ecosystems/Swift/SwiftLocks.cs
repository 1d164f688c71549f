using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Swift;

/// <summary><c>Package.resolved</c> of the Swift package manager, versions 1 to 3, and <c>Podfile.lock</c> of CocoaPods.</summary>
internal static class SwiftLocks
{
    public static void ReadResolved(FileContent file, LockReport report) => JsonWalk.Read(file, report.Problem, (ref JsonWalk json) =>
    {
        if (!json.EnterObject()) return;
        while (json.NextMember(out var name))
        {
            if (name == "pins" && json.EnterArray()) ReadPins(ref json, report);
            else if (name == "object" && json.EnterObject()) ReadObject(ref json, report);
            else json.Skip();
        }
    });

    public static void ReadPods(FileContent file, LockReport report)
    {
        using var content = file.Open();
        using var lines = new YamlLines(content);
        var isPods = false;
        while (lines.Next())
        {
            if (lines is { Indent: 0, IsItem: false }) isPods = lines.Key == "PODS";
            if (!isPods || !lines.IsItem || lines.Indent > 2) continue;
            var entry = lines.Key.Length > 0 ? lines.Key : lines.Value;
            var open = entry.IndexOf(" (", StringComparison.Ordinal);
            if (open <= 0 || !entry.EndsWith(')')) continue;
            // NAME/PART is a part of a pod.
            var name = entry[..open];
            var slash = name.IndexOf('/');
            if (!report.TryAdd(new PackageRecord { Type = "cocoapods", Name = slash > 0 ? name[..slash] : name, Version = entry[(open + 2)..^1] })) return;
        }
    }

    private static void ReadObject(ref JsonWalk json, LockReport report)
    {
        while (json.NextMember(out var name))
        {
            if (name == "pins" && json.EnterArray()) ReadPins(ref json, report);
            else json.Skip();
        }
    }

    private static void ReadPins(ref JsonWalk json, LockReport report)
    {
        while (json.NextItem())
        {
            if (!json.EnterObject()) continue;
            var (location, version, revision) = ((string?)null, (string?)null, (string?)null);
            while (json.NextMember(out var field))
            {
                if (field is "location" or "repositoryURL") location = json.Text();
                else if (field == "state" && json.EnterObject()) ReadState(ref json, ref version, ref revision);
                else json.Skip();
            }
            // The address of the repository is its name; a branch has no version, then the commit stands for it.
            if (location is null || (version ?? revision) is not { } exact || NameOf(location) is not var (owner, name)) continue;
            var record = new PackageRecord { Type = "swift", Name = $"{owner}/{name}", Version = exact, Properties = PackageNames.Properties(("revision", revision)) };
            if (!report.TryAdd(record, owner, name)) return;
        }
    }

    private static void ReadState(ref JsonWalk json, ref string? version, ref string? revision)
    {
        while (json.NextMember(out var field))
        {
            if (field == "version") version = json.Text();
            else if (field == "revision") revision = json.Text();
            else json.Skip();
        }
    }

    /// <summary><c>https://HOST/OWNER/NAME.git</c> or <c>git@HOST:OWNER/NAME.git</c>.</summary>
    private static (string Owner, string Name)? NameOf(string location)
    {
        var path = location.IndexOf("://", StringComparison.Ordinal) is var scheme and > 0 ? location[(scheme + 3)..] : location.Replace(':', '/');
        path = path[(path.IndexOf('@') + 1)..].TrimEnd('/');
        if (path.EndsWith(".git", StringComparison.Ordinal)) path = path[..^4];
        return path.LastIndexOf('/') is var slash and > 0 && slash < path.Length - 1 ? (path[..slash], path[(slash + 1)..]) : null;
    }
}
