using System.Buffers;
using System.Text.RegularExpressions;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Python;

/// <summary>
/// <c>requirements.txt</c> (pip documentation, "Requirements File Format"), as far as versions are pinned: a range or a branch is no version. What packages say
/// they carry inside (<c>_vendor/vendor.txt</c>) has the same form.
/// </summary>
internal static partial class RequirementsFile
{
    private const int MaxLine = 64 << 10;

    private static readonly SearchValues<char> Ends = SearchValues.Create(" ;,#\\\t");

    public static void Read(FileContent file, LockReport report)
    {
        using var content = file.Open();
        using var lines = new LineReader(content, MaxLine);
        while (lines.TryRead(out var bytes))
        {
            var line = ForeignText.Decode(bytes).Trim();
            if (FromGit().Match(line) is { Success: true } git)
            {
                if (!TryAddGit(git, report)) return;
                continue;
            }
            if (line.Length == 0 || line[0] is '#' or '-') continue;
            var equals = line.IndexOf("==", StringComparison.Ordinal);
            if (equals <= 0) continue;
            var name = line[..(line.IndexOf('[') is var extras and > 0 && extras < equals ? extras : equals)].Trim();
            var version = line[equals..].TrimStart('=').TrimStart();
            if (version.AsSpan().IndexOfAny(Ends) is var end and >= 0) version = version[..end];
            if (IsName(name) && version.Length > 0 && !version.Contains('*') && !report.TryAdd(PythonName.Package(name, version), null, PythonName.Normalize(name))) return;
        }
    }

    /// <summary>The name stands before the address, or in its fragment as <c>egg</c>.</summary>
    private static bool TryAddGit(Match git, LockReport report)
    {
        var name = git.Groups[1].Success ? git.Groups[1].Value : Part(git, "egg");
        return name is null || report.TryAddGit(name, git.Groups[2].Value, git.Groups[3].Value, Part(git, "subdirectory"));
    }

    private static string? Part(Match git, string name) =>
        Array.Find(git.Groups[4].Value.Split('&'), part => part.StartsWith(name + '=', StringComparison.Ordinal))?[(name.Length + 1)..].Split('[')[0];

    private static bool IsName(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>What <c>pip freeze</c> writes of a package out of git: <c>NAME @ git+URL@COMMIT#subdirectory=PATH</c>, or <c>-e git+URL@COMMIT#egg=NAME</c>. A branch is no version.</summary>
    [GeneratedRegex(@"^(?:(?:-e|--editable)[ =]+)?(?:([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*@\s*)?git\+([^\s#]+)@([0-9a-f]{40,64})(?:#(\S*))?(?:\s|$)", RegexOptions.NonBacktracking)]
    private static partial Regex FromGit();
}
