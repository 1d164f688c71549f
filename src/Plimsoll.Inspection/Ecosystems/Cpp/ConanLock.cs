using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Cpp;

/// <summary><c>conan.lock</c>: lists of <c>NAME/VERSION@USER/CHANNEL#REVISION%TIME</c> in Conan 2, a graph with a <c>ref</c> for each node in Conan 1.</summary>
internal static class ConanLock
{
    public static void Read(FileContent file, LockReport report) => JsonWalk.Read(file, report.Problem, (ref JsonWalk json) =>
    {
        if (!json.EnterObject()) return;
        while (json.NextMember(out var name))
        {
            if (name is "requires" or "build_requires" or "python_requires") json.Texts().ForEach(reference => Add(report, reference));
            else if (name == "graph_lock" && json.EnterObject()) ReadGraph(ref json, report);
            else json.Skip();
        }
    });

    private static void ReadGraph(ref JsonWalk json, LockReport report)
    {
        while (json.NextMember(out var name))
        {
            if (name != "nodes" || !json.EnterObject())
            {
                json.Skip();
                continue;
            }
            while (json.NextMember(out _))
            {
                if (!json.EnterObject()) continue;
                while (json.NextMember(out var field))
                {
                    if (field == "ref" && json.Text() is { } reference) Add(report, reference);
                    else json.Skip();
                }
            }
        }
    }

    private static void Add(LockReport report, string reference)
    {
        var (head, revision) = Cut(Cut(reference, '%').Head, '#');
        var (package, place) = Cut(head, '@');
        var (name, version) = Cut(package, '/');
        if (version is null) return;
        var (user, channel) = Cut(place ?? "", '/');
        report.TryAdd(new PackageRecord { Type = "conan", Name = name, Version = version }, null, null, [new("user", user), new("channel", channel), new("rrev", revision)]);
    }

    private static (string Head, string? Tail) Cut(string text, char separator) => text.IndexOf(separator) is var at and >= 0 ? (text[..at], text[(at + 1)..]) : (text, null);
}
