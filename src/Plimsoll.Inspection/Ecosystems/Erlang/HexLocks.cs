using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Erlang;

/// <summary>Lock files of Hex: <c>mix.lock</c> of Elixir and <c>rebar.lock</c> of Erlang, one package a line.</summary>
internal static partial class HexLocks
{
    private const int MaxLine = 64 << 10;

    public static void ReadMix(FileContent file, LockReport report) => Read(file, report, MixEntry());

    public static void ReadRebar(FileContent file, LockReport report) => Read(file, report, RebarEntry());

    private static void Read(FileContent file, LockReport report, Regex entry)
    {
        using var content = file.Open();
        using var lines = new LineReader(content, MaxLine);
        while (lines.TryRead(out var bytes))
        {
            if (entry.Match(ForeignText.Decode(bytes)) is not { Success: true } match) continue;
            var hash = match.Groups.Count > 3 && match.Groups[3].Success ? "sha256:" + match.Groups[3].Value : null;
            if (!report.TryAdd(new PackageRecord { Type = "hex", Name = match.Groups[1].Value, Version = match.Groups[2].Value, Integrity = hash })) return;
        }
    }

    [GeneratedRegex("""^\s*"[^"]+":\s*\{:hex,\s*:"?([a-zA-Z0-9_]+)"?,\s*"([^"]+)"(?:,\s*"([0-9a-f]{64})")?""", RegexOptions.NonBacktracking)]
    private static partial Regex MixEntry();

    [GeneratedRegex("""\{<<"[^"]+">>,\s*\{pkg,\s*<<"([^"]+)">>,\s*<<"([^"]+)">>""", RegexOptions.NonBacktracking)]
    private static partial Regex RebarEntry();
}
