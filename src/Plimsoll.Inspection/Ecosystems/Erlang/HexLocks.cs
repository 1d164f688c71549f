using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Erlang;

/// <summary>
/// <c>mix.lock</c> of Elixir, one package a line, and <c>rebar.lock</c> of Erlang, whose terms are broken into lines at 80 columns. Packages come from Hex or out of git;
/// those of a path are part of the project.
/// </summary>
internal static partial class HexLocks
{
    private const int MaxLine = 64 << 10;
    private const int MaxTerms = 1 << 20;

    public static void ReadMix(FileContent file, LockReport report)
    {
        using var content = file.Open();
        using var lines = new LineReader(content, MaxLine);
        while (lines.TryRead(out var bytes))
        {
            if (!TryAddMix(ForeignText.Decode(bytes), report)) return;
        }
    }

    public static void ReadRebar(FileContent file, LockReport report)
    {
        if (file.Length > MaxTerms) report.Problem($"only the first {MaxTerms} bytes of {file.Length} were read");
        var terms = TextFile.Start(file, MaxTerms);
        foreach (Match package in RebarPackage().Matches(terms))
        {
            if (!report.TryAdd(new PackageRecord { Type = "hex", Name = package.Groups[1].Value, Version = package.Groups[2].Value })) return;
        }
        foreach (Match git in RebarGit().Matches(terms))
        {
            if (!report.TryAddGit(git.Groups[1].Value, git.Groups[2].Value, git.Groups[3].Value, TextOf(git.Groups[4]))) return;
        }
    }

    private static bool TryAddMix(string line, LockReport report)
    {
        if (MixGit().Match(line) is { Success: true } git)
            return report.TryAddGit(git.Groups[1].Value, git.Groups[2].Value, git.Groups[3].Value, TextOf(MixFolder().Match(git.Groups[4].Value).Groups[1]));
        if (MixPackage().Match(line) is not { Success: true } match) return true;
        var hash = TextOf(match.Groups[3]) is { } sum ? "sha256:" + sum : null;
        return report.TryAdd(new PackageRecord { Type = "hex", Name = match.Groups[1].Value, Version = match.Groups[2].Value, Integrity = hash }, TextOf(MixOrganisation().Match(line).Groups[1]));
    }

    private static string? TextOf(Group group) => group.Success ? group.Value : null;

    [GeneratedRegex("""^\s*"[^"]+":\s*\{:hex,\s*:"?([a-zA-Z0-9_]+)"?,\s*"([^"]+)"(?:,\s*"([0-9a-f]{64})")?""", RegexOptions.NonBacktracking)]
    private static partial Regex MixPackage();

    /// <summary>Packages of an organisation of hex.pm are in a repository of its own; behind its name stands at most a second checksum.</summary>
    [GeneratedRegex("""\],\s*"hexpm:([a-z0-9_-]+)"(?:,\s*"[0-9a-f]{64}")?\},?\s*$""", RegexOptions.NonBacktracking)]
    private static partial Regex MixOrganisation();

    [GeneratedRegex("""^\s*"([^"]+)":\s*\{:git,\s*"([^"]+)",\s*"([^"]+)"(.*)$""", RegexOptions.NonBacktracking)]
    private static partial Regex MixGit();

    [GeneratedRegex("""\b(?:sparse|subdir):\s*"([^"]+)["]""", RegexOptions.NonBacktracking)]
    private static partial Regex MixFolder();

    [GeneratedRegex("""\{<<"[^"]+">>,\s*\{pkg,\s*<<"([^"]+)">>,\s*<<"([^"]+)">>""", RegexOptions.NonBacktracking)]
    private static partial Regex RebarPackage();

    [GeneratedRegex("""\{<<"([^"]+)">>,\s*\{git(?:_subdir)?,\s*"([^"]+)",\s*\{ref,\s*"([^"]+)"\}(?:,\s*"([^"]+)")?""", RegexOptions.NonBacktracking)]
    private static partial Regex RebarGit();
}
