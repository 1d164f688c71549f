using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Npm;

/// <summary><c>bun.lock</c>: below <c>packages</c> a list for each, <c>NAME@VERSION</c> first and the digest last.</summary>
internal static class BunLock
{
    public static void Read(FileContent file, LockReport report) => JsonWalk.Read(file, report.Problem, (ref JsonWalk json) =>
    {
        if (!json.EnterObject()) return;
        while (json.NextMember(out var name))
        {
            if (name != "packages" || !json.EnterObject())
            {
                json.Skip();
                continue;
            }
            while (json.NextMember(out _))
            {
                var texts = json.Texts();
                // Members of the workspace have workspace:PATH for a version.
                if (texts.Count == 0 || NpmLock.SplitAt(texts[0]) is not var (package, version) || !char.IsAsciiDigit(version.FirstOrDefault())) continue;
                NpmLock.Declare(report, package, version, texts[^1].StartsWith("sha", StringComparison.Ordinal) ? texts[^1] : null);
            }
        }
    });
}
