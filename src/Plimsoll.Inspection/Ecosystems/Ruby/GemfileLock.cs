using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Ruby;

/// <summary><c>Gemfile.lock</c> of Bundler: under <c>specs:</c> each gem has four spaces in front, what it needs has six.</summary>
internal static class GemfileLock
{
    private const int MaxLine = 4096;

    public static void Read(FileContent file, LockReport report)
    {
        using var content = file.Open();
        using var lines = new LineReader(content, MaxLine);
        var section = "";
        while (lines.TryRead(out var bytes))
        {
            var line = ForeignText.Decode(bytes).TrimEnd();
            if (line.Length == 0) continue;
            if (line[0] != ' ') section = line;
            // Gems of a path are part of the project.
            if (section is not ("GEM" or "GIT") || !line.StartsWith("    ", StringComparison.Ordinal) || line.Length < 5 || line[4] == ' ') continue;
            var open = line.IndexOf(" (", 4, StringComparison.Ordinal);
            if (open < 0 || !line.EndsWith(')')) continue;
            var version = line[(open + 2)..^1];
            var platform = version.IndexOf('-') is var dash and > 0 ? version[(dash + 1)..] : null;
            if (platform is not null) version = version[..^(platform.Length + 1)];
            if (!report.TryAdd(new PackageRecord { Type = "gem", Name = line[4..open], Version = version }, null, null, [new("platform", platform)])) return;
        }
    }
}
