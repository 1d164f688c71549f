using System.Buffers;
using System.Globalization;
using System.Text;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Secrets;

/// <summary>Reads the rules from their text: sections in brackets, lines of <c>key = value</c>, comments after <c>#</c> at the start of a line.</summary>
internal static class SecretRuleFile
{
    /// <summary>What <c>{is}</c> stands for: what is between a name and its value, in whatever language.</summary>
    private const string Is = """\\?["'`\]]{0,2}[\t ]{0,8}(?:=>|:=|={1,2}|:|,|>|[\t ]value[\t ]?=)[\t ]{0,4}[(\[]?\\?["'`]?""";

    private const string UsualRemedy = "Revoke it, build the image again without it, and give it at run time or as a secret mount of the build. Removing the file in a later layer does not help: the lower layer is shipped.";

    /// <summary>Reads the rules in their order.</summary>
    /// <exception cref="FormatException">The text is not in order; the message says where.</exception>
    public static IReadOnlyList<SecretRule> Read(TextReader text)
    {
        var rules = new List<SecretRule>();
        string? section = null;
        var lines = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var number = 0;
        while (text.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == '[' && line[^1] == ']')
            {
                if (section is not null) rules.Add(Build(section, rules.Count, lines));
                lines.Clear();
                section = line[1..^1];
                continue;
            }
            var equals = line.IndexOf(" = ", StringComparison.Ordinal);
            if (equals <= 0 || section is null) throw new FormatException($"line {number} of the rules is no 'key = value' in a section");
            if (!lines.TryGetValue(line[..equals], out var values)) lines.Add(line[..equals], values = []);
            values.Add(line[(equals + 3)..]);
        }
        if (section is not null) rules.Add(Build(section, rules.Count, lines));
        return rules;
    }

    private static SecretRule Build(string id, int order, Dictionary<string, List<string>> lines)
    {
        List<string> All(string key) => lines.GetValueOrDefault(key) ?? [];
        string? One(string key) => lines.TryGetValue(key, out var values) ? values[0] : null;
        double Number(string key, double otherwise) => One(key) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        return new SecretRule(One("pattern")?.Replace("{is}", Is, StringComparison.Ordinal), One("files"), All("allow"))
        {
            Id = id,
            Order = order,
            Title = One("title") ?? throw new FormatException($"the rule {id} has no title"),
            Severity = SeverityOf(One("severity") ?? "high"),
            Keywords = [.. (One("keywords") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(keyword => new SecretKeyword(keyword))],
            Needs = One("needs") is { } needs ? SearchValues.Create(Encoding.Latin1.GetBytes(needs)) : null,
            Reach = (int)Number("reach", 320),
            Before = (int)Number("before", 80),
            Entropy = Number("entropy", 0),
            Check = One("check") is { } check ? SecretChecks.Named(check) : null,
            Paths = One("paths")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
            IsAnchored = One("anchored") == "yes",
            IsOfLines = One("lines") == "yes",
            IsWeak = One("weak") == "yes",
            IsOfPath = One("binary") == "yes",
            Remedy = One("remedy") ?? UsualRemedy,
            TrueCases = All("true").ConvertAll(Unescape),
            FalseCases = All("false").ConvertAll(Unescape),
        };
    }

    private static Severity SeverityOf(string name) => name switch
    {
        "info" => Severity.Info,
        "low" => Severity.Low,
        "medium" => Severity.Medium,
        "high" => Severity.High,
        "critical" => Severity.Critical,
        _ => throw new FormatException($"'{name}' is no severity"),
    };

    /// <summary><c>\n</c> is a line break, <c>\\</c> a backslash.</summary>
    private static string Unescape(string text) =>
        text.Replace(@"\\", "\u0001", StringComparison.Ordinal).Replace(@"\n", "\n", StringComparison.Ordinal).Replace("\u0001", @"\", StringComparison.Ordinal);
}
