using System.Text;
using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Configuration;

namespace Plimsoll.Inspection.Secrets;

/// <summary>
/// Secrets in an image configuration: environment, labels, command, history. Everybody who can pull the image can read it; what is kept here has masks
/// in the place of the values.
/// </summary>
internal sealed partial class ConfigurationSecrets
{
    /// <summary>Longest text that is looked at, in characters.</summary>
    private const int Longest = 256 << 10;

    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The configuration without its secrets, and with findings for them.</summary>
    public static ConfigurationFacts Take(ConfigurationFacts facts)
    {
        var secrets = new ConfigurationSecrets();
        var config = facts.Config with
        {
            Env = facts.Config.Env?.Select(secrets.Variable).ToList(),
            Entrypoint = secrets.Words("config.entrypoint", facts.Config.Entrypoint),
            Cmd = secrets.Words("config.cmd", facts.Config.Cmd),
            HealthCheck = facts.Config.HealthCheck is { } check ? check with { Test = secrets.Words("config.healthCheck", check.Test) } : null,
        };
        var labels = new SortedList<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in facts.Labels) labels[key] = secrets.Label(key, value);
        var history = facts.History.Select((entry, line) => entry with { CreatedBy = secrets.Line(entry, line), Comment = entry.Comment is { } comment ? secrets.Text($"history[{line}]", entry.Layer, comment) : null }).ToList();
        return facts with { Config = config, Labels = labels, History = history, Secrets = secrets._findings };
    }

    /// <summary>A variable of the environment: its name may tell what its value does not.</summary>
    private string Variable(string variable)
    {
        var parts = variable.Split('=', 2);
        if (parts.Length < 2) return variable;
        var masked = Mask("config.env." + parts[0], null, variable, FindingKinds.ConfigSecretEnv, "everybody who can pull the image can read the variable");
        if (!ReferenceEquals(masked, variable) || !SecretNames.IsSecret(parts[0], parts[1])) return masked;
        _known.Add(SecretMask.HashOf(parts[1]));
        Add(FindingKinds.ConfigSecretEnv, "config.env." + parts[0], null, Severity.High, $"the variable {parts[0]} looks like a secret, and everybody who can pull the image can read it: {SecretMask.Of(parts[1])}", null);
        return $"{parts[0]}={SecretMask.Of(parts[1])}";
    }

    private string Label(string key, string value)
    {
        var text = $"{key}={value}";
        var masked = Mask("config.labels." + key, null, text, FindingKinds.Secret, "in a label");
        return ReferenceEquals(masked, text) || masked.Length <= key.Length ? value : masked[(key.Length + 1)..];
    }

    /// <summary>A list of arguments, of which one may say what the next one is.</summary>
    private IReadOnlyList<string>? Words(string path, IReadOnlyList<string>? words)
    {
        if (words is not { Count: > 0 }) return words;
        var text = string.Join(' ', words);
        var masked = Text(path, null, text);
        return ReferenceEquals(masked, text) ? words : [masked];
    }

    /// <summary>A line of the history: besides its text, the build arguments and variables that it sets.</summary>
    private string? Line(HistoryEntry entry, int line)
    {
        if (entry.CreatedBy is not { } text) return null;
        var path = $"history[{line}]";
        text = Text(path, entry.Layer, text);
        if (text.Length > Longest || !(text.StartsWith('|') || text.Contains("ENV ", StringComparison.Ordinal) || text.Contains("ARG ", StringComparison.Ordinal) || text.StartsWith("RUN |", StringComparison.Ordinal))) return text;
        return Assignment().Replace(text, match =>
        {
            var (name, value) = (match.Groups["name"].Value, match.Groups["value"].Value.Trim('"', '\''));
            if (value.Contains("… (", StringComparison.Ordinal) || !SecretNames.IsSecret(name, value)) return match.Value;
            if (_known.Add(SecretMask.HashOf(value))) Add(FindingKinds.Secret, path, entry.Layer, Severity.High, $"the build was given {name}, which looks like a secret, in a way that the history keeps: {SecretMask.Of(value)}", null);
            return $"{name}={SecretMask.Of(value)}";
        });
    }

    private string Text(string path, int? layer, string text) => Mask(path, layer, text, FindingKinds.Secret, path.StartsWith("history", StringComparison.Ordinal) ? "in the history" : "in the configuration");

    /// <summary>The text with masks for its secrets; the same object when it has none.</summary>
    private string Mask(string path, int? layer, string text, string kind, string where)
    {
        // The search counts bytes; text of other characters than Latin 1 has none of them where secrets are.
        if (text.Length > Longest || SecretSearch.Known.Find(text, SecretPlace.OfConfiguration) is not { Count: > 0 } matches) return text;
        var masked = new StringBuilder(text.Length);
        var at = 0;
        foreach (var match in matches)
        {
            masked.Append(text, at, match.Start - at).Append(SecretMask.Of(match.Value));
            at = match.End;
            // Docker writes the environment into the history too: one secret, one finding.
            if (_known.Add(SecretMask.HashOf(match.Value))) Add(kind, path, layer, match.SeverityAt(SecretPlace.OfConfiguration), $"{match.Reason}, {where}", match.Rule.Id);
        }
        return masked.Append(text, at, text.Length - at).ToString();
    }

    private void Add(string kind, string path, int? layer, Severity severity, string reason, string? rule) =>
        _findings.Add(new Finding { Kind = kind, Path = path, Layer = layer, Severity = severity, Reason = reason, Rule = rule });

    [GeneratedRegex(@"\b(?<name>[A-Za-z_][A-Za-z0-9_]{2,60})=(?<value>""[^""]*""|'[^']*'|[^\s""']+)", RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();
}
