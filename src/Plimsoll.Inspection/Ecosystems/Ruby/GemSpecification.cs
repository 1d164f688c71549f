using System.Text.RegularExpressions;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;

namespace Plimsoll.Inspection.Ecosystems.Ruby;

/// <summary>
/// What a <c>.gemspec</c> says. It is Ruby code; RubyGems writes it in one form when it installs a gem, with a line for its own stub reader in front,
/// and nothing but that form is understood.
/// </summary>
internal sealed partial record GemSpecification(string? Name, string? Version, string? Platform, string? Licence, string? Homepage)
{
    public static GemSpecification Read(FileContent file)
    {
        var text = TextFile.Start(file, 256 << 10);
        var stub = Stub().Match(text);
        return new GemSpecification(
            Literal(text, "name") ?? Group(stub, 1),
            Literal(text, "version") ?? Group(stub, 2),
            (Literal(text, "platform") ?? Group(stub, 3)) is { } platform and not "ruby" ? platform : null,
            LicenceOf(text),
            Literal(text, "homepage"));
    }

    /// <summary>The value of <c>s.FIELD = "…".freeze</c>; versions may be wrapped in <c>Gem::Version.new</c>.</summary>
    private static string? Literal(string text, string field)
    {
        foreach (Match match in Assignment().Matches(text))
        {
            if (match.Groups[1].Value == field) return match.Groups[2].Value;
        }
        return null;
    }

    private static string? LicenceOf(string text)
    {
        if (Literal(text, "license") is { } single) return single;
        var list = Licences().Match(text);
        var licences = list.Success ? Quoted().Matches(list.Groups[1].Value).Select(match => match.Groups[1].Value).Take(20).ToList() : [];
        return licences.Count == 0 ? null : licences.Count == 1 ? licences[0] : $"({string.Join(" OR ", licences)})";
    }

    private static string? Group(Match match, int group) => match.Success ? match.Groups[group].Value : null;

    [GeneratedRegex(@"^# stub: (\S+) (\S+) (\S+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Stub();

    [GeneratedRegex("""^\s*\w+\.(name|version|platform|license|homepage)\s*=\s*(?:Gem::Version\.new\s*\(?\s*)?["']([^"'\n]+)["']""", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Assignment();

    [GeneratedRegex("""^\s*\w+\.licenses\s*=\s*\[([^\]\n]*)\]""", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Licences();

    [GeneratedRegex("""["']([^"'\n]+)["']""", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();
}
