using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Findings;

/// <summary>What the configuration asks for. Paths name the field as the inspection document has it.</summary>
internal sealed class ConfigurationRule : IFindingRule
{
    private const string Path = "config.";

    private static readonly string[] Privileges =
    [
        "--privileged", "--cap-add", "--security-opt", "--pid=host", "--pid host", "--net=host", "--net host", "--network=host", "--network host", "--ipc=host", "--uts=host", "--userns=host",
        "docker.sock", "-v /:/", "--volume=/:/", "--volume /:/", "--device=", "--device ",
    ];

    private static readonly string[] PrivilegedKeys = ["privileged", "io.containers.capabilities", "cap-add", "cap_add", "cap.add"];

    public IEnumerable<Finding> Find(ImageView image)
    {
        if (image.Configuration is not { } configuration) yield break;
        var config = configuration.Config;
        if (IsRoot(config.User)) yield return Describe(FindingKinds.ConfigUserRoot, "user", Severity.Low, config.User is null ? "no user is set, so the process runs as root" : $"the process runs as {config.User}, which is root");
        foreach (var secret in configuration.Secrets) yield return secret;
        foreach (var port in (config.ExposedPorts ?? []).Where(port => port is "22" or "22/tcp"))
            yield return Describe(FindingKinds.ConfigSshPort, "exposedPorts." + port, Severity.Medium, "the image exposes the port of SSH: containers are entered through their runtime");
        if (config.HealthCheck?.Test is not { Count: > 0 } test || test[0] == "NONE")
            yield return Describe(FindingKinds.ConfigNoHealthcheck, "healthCheck", Severity.Info, "no health check tells whether the process still works");
        foreach (var (key, value) in configuration.Labels)
        {
            if (IsPrivileged(key, value)) yield return Describe(FindingKinds.ConfigPrivilegedLabel, "labels." + key, Severity.Medium, $"the label asks for rights of the host: {HistoryLine.Shorten(value)}");
        }
    }

    private static Finding Describe(string kind, string field, Severity severity, string reason) => new() { Kind = kind, Path = Path + field, Severity = severity, Reason = reason };

    private static bool IsRoot(string? user) => (user?.Split(':')[0] ?? "") is "" or "root" or "0";

    private static bool IsPrivileged(string key, string value) =>
        Has(value, Privileges) || (Has(key, PrivilegedKeys) && value is not ("false" or "0" or "no" or ""));

    private static bool Has(string text, string[] words) => Array.Exists(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
