using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Findings;

/// <summary>What the configuration asks for. Paths name the field as the inspection document has it.</summary>
internal sealed partial class ConfigurationRule : IFindingRule
{
    private const string Path = "config.";

    public IEnumerable<Finding> Find(ImageView image)
    {
        if (image.Configuration is not { } configuration) yield break;
        var config = configuration.Config;
        if (IsRoot(config.User)) yield return Describe(FindingKinds.ConfigUserRoot, "user", Severity.Low, config.User is null ? "no user is set, so the process runs as root" : $"the process runs as {config.User}, which is root");
        foreach (var name in (config.Env ?? []).Where(IsSecret).Select(NameOf))
            yield return Describe(FindingKinds.ConfigSecretEnv, "env." + name, Severity.High, $"the variable {name} looks like a secret, and everybody who can pull the image can read it");
        foreach (var port in (config.ExposedPorts ?? []).Where(port => port is "22" or "22/tcp"))
            yield return Describe(FindingKinds.ConfigSshPort, "exposedPorts." + port, Severity.Medium, "the image exposes the port of SSH: containers are entered through their runtime");
        if (config.HealthCheck?.Test is not { Count: > 0 } test || test[0] == "NONE")
            yield return Describe(FindingKinds.ConfigNoHealthcheck, "healthCheck", Severity.Info, "no health check tells whether the process still works");
        foreach (var (key, value) in configuration.Labels.Where(label => Privileges().IsMatch(label.Value) || (PrivilegedKey().IsMatch(label.Key) && label.Value is not ("false" or "0" or "no" or ""))))
            yield return Describe(FindingKinds.ConfigPrivilegedLabel, "labels." + key, Severity.Medium, $"the label asks for rights of the host: {HistoryLine.Shorten(value)}");
    }

    private static Finding Describe(string kind, string field, Severity severity, string reason) => new() { Kind = kind, Path = Path + field, Severity = severity, Reason = reason };

    private static bool IsRoot(string? user) => (user?.Split(':')[0] ?? "") is "" or "root" or "0";

    private static string NameOf(string variable) => variable.Split('=', 2)[0];

    /// <summary>Variables that only name a file or a public key are none.</summary>
    private static bool IsSecret(string variable)
    {
        var parts = variable.Split('=', 2);
        if (parts.Length < 2 || !SecretName().IsMatch(parts[0]) || PublicName().IsMatch(parts[0])) return false;
        var value = parts[1].Trim();
        return value.Length > 2 && !value.StartsWith('/') && !value.StartsWith("${", StringComparison.Ordinal) && !value.StartsWith('<') && !Placeholder().IsMatch(value);
    }

    [GeneratedRegex("(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?|AUTH_?KEY|ENCRYPTION_?KEY)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SecretName();

    [GeneratedRegex("(_FILE|_PATH|_DIR|_URL|_URI|_ID|_NAME|_HEADER|_EXPIR[A-Z]*|_TTL|_LENGTH|_VERSION|_ALGORITHM)$|PUBLIC|GPG_KEY", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PublicName();

    [GeneratedRegex("^(true|false|yes|no|none|null|changeme|change_me|example|placeholder|x+|\\*+|[0-9]{1,3})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();

    [GeneratedRegex("--privileged|--cap-add|--security-opt|--(pid|net|network|ipc|uts|userns)[= ]host|docker\\.sock|-v +/:/|--volume[= ]/:/|--device[= ]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Privileges();

    [GeneratedRegex("privileged|io\\.containers\\.capabilities|cap[-_.]add", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PrivilegedKey();
}
