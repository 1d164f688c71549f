using System.Text.RegularExpressions;

namespace Plimsoll.Inspection.Findings;

/// <summary>Downloads that a build step ran without looking at them, in the ways that people write it.</summary>
internal static partial class RunDownload
{
    /// <summary>Saved files of a step that are followed.</summary>
    private const int MostFiles = 20;

    private static readonly string[] Programs = ["curl", "wget", "fetch", "aria2c", "iwr", "invoke-webrequest", "downloadstring", "irm"];

    /// <summary>Whether a step does so. Expressions cost much to prepare and most histories need none.</summary>
    public static bool IsIn(string line) =>
        Array.Exists(Programs, program => line.Contains(program, StringComparison.OrdinalIgnoreCase))
        && (PipeToShell().IsMatch(line) || ShellOfDownload().IsMatch(line) || PowerShell().IsMatch(line) || IsSavedAndRun(line));

    /// <summary>A script that is saved under a name and given to a shell by that name.</summary>
    private static bool IsSavedAndRun(string line)
    {
        foreach (var saved in SavedTo().Matches(line).Take(MostFiles))
        {
            var name = saved.Groups["file"].Value.Trim('"', '\'');
            if (name.Length < 2) continue;
            var rest = line[(saved.Index + saved.Length)..];
            // What is compared with a digest or a signature in between was looked at.
            if (rest.Contains("sha256sum", StringComparison.Ordinal) || rest.Contains("sha512sum", StringComparison.Ordinal) || rest.Contains("gpg", StringComparison.Ordinal)) continue;
            if (Regex.IsMatch(rest, $@"(?:^|[;&|\s])(?:(?:sudo\s+)?(?:/\S*/)?(?:ba|z|da|a|k)?sh|python[0-9.]*|perl|ruby|node|php|source|\.)\s+(?:-\S+\s+)*[""']?(?:\./)?{Regex.Escape(name)}(?:[""'\s;&|]|$)", RegexOptions.NonBacktracking)) return true;
        }
        return false;
    }

    [GeneratedRegex(@"\b(curl|wget|fetch|aria2c)\b[^|;&]*(\|\s*(tee\b[^|]*|gunzip[^|]*|gzip -d[^|]*|xz -d[^|]*|base64[^|]*|sed\b[^|]*|tr\b[^|]*))*\|\s*(sudo\s+(-\S+\s+)*)?(xargs\s+(-\S+\s+)*)?(env\s+)?([A-Z_][A-Z0-9_]*=\S*\s+)*(/\S*/)?((ba|z|da|a|k)?sh|python[0-9.]*|perl|ruby|node|php|pwsh)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PipeToShell();

    [GeneratedRegex(@"(\b((ba|z|da|a|k)?sh|eval|source|exec|python[0-9.]*|perl|ruby|node)|(^|[;&|]\s*)\.)\s+(-\S+\s+)*[""']?(\$\(|<\(|`)\s*(sudo\s+)?(curl|wget|fetch)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ShellOfDownload();

    [GeneratedRegex(@"(?i)\b(iex|invoke-expression)\b.*\b(iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring|curl|wget)\b|\b(iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring)\b.*\|\s*(iex|invoke-expression)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PowerShell();

    [GeneratedRegex(@"\bcurl\b[^|;&]*\s(?:-[a-zA-Z]*o|--output)[ =]?(?<file>[^\s;&|]+)|\bwget\b[^|;&]*\s(?:-[a-zA-Z]*O|--output-document)[ =]?(?<file>[^\s;&|]+)|\b(?:curl|wget)\b[^|;&>]*>\s*(?<file>[^\s;&|]+)|\b(?:wget|curl\s+(?:-\S+\s+)*-[a-zA-Z]*O[a-zA-Z]*)\b[^|;&]*/(?<file>[\w.-]+\.(?:sh|py|pl|bash))\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SavedTo();
}
