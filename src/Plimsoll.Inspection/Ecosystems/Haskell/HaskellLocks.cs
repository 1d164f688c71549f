using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Haskell;

/// <summary><c>cabal.project.freeze</c> and <c>stack.yaml.lock</c>.</summary>
internal static partial class HaskellLocks
{
    private const int MaxLine = 64 << 10;

    public static void ReadCabal(FileContent file, LockReport report) => Read(file, report, CabalEntry());

    public static void ReadStack(FileContent file, LockReport report) => Read(file, report, StackEntry());

    private static void Read(FileContent file, LockReport report, Regex entry)
    {
        using var content = file.Open();
        using var lines = new LineReader(content, MaxLine);
        while (lines.TryRead(out var bytes))
        {
            foreach (Match match in entry.Matches(ForeignText.Decode(bytes)))
            {
                if (!report.TryAdd(new PackageRecord { Type = "hackage", Name = match.Groups[1].Value, Version = match.Groups[2].Value })) return;
            }
        }
    }

    [GeneratedRegex(@"(?:^|[\s,:.])([A-Za-z0-9][A-Za-z0-9-]*) ==([0-9]+(?:\.[0-9]+)*)", RegexOptions.NonBacktracking)]
    private static partial Regex CabalEntry();

    [GeneratedRegex(@"^\s*(?:-\s+)?hackage: ([A-Za-z0-9-]+)-([0-9]+(?:\.[0-9]+)*)(?:@|\s|$)", RegexOptions.NonBacktracking)]
    private static partial Regex StackEntry();
}
