using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Server.Exposure;

namespace Plimsoll.Cli.Vulns;

/// <summary>SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html): a rule for each vulnerability, a result for each package, a notification for what could not be evaluated.</summary>
internal static class SarifLog
{
    public static string Write(ImageFindings findings, string reference)
    {
        var rules = findings.Findings.GroupBy(finding => finding.Id, StringComparer.Ordinal).Select(group => group.First()).ToList();
        var indexes = rules.Index().ToDictionary(rule => rule.Item.Id, rule => rule.Index, StringComparer.Ordinal);
        return new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject { ["driver"] = new JsonObject { ["name"] = "plimsoll", ["version"] = typeof(SarifLog).Assembly.GetName().Version!.ToString(3), ["rules"] = new JsonArray([.. rules.Select(Rule)]) } },
                ["invocations"] = new JsonArray(new JsonObject { ["executionSuccessful"] = findings.NotEvaluated.Count == 0, ["toolExecutionNotifications"] = new JsonArray([.. findings.NotEvaluated.Select(Notification)]) }),
                ["results"] = new JsonArray([.. findings.Findings.Select(finding => Result(finding, indexes[finding.Id], reference))]),
                ["properties"] = new JsonObject { ["image"] = findings.Image, ["dataVersion"] = findings.DataVersion, ["hidden"] = findings.Hidden },
            }),
        }.ToJsonString(JsonText.Indented) + "\n";
    }

    private static JsonObject Rule(VulnerabilityFinding finding)
    {
        var rule = new JsonObject { ["id"] = finding.Id, ["shortDescription"] = Message(finding.Summary is { Length: > 0 } summary ? summary : finding.Id), ["defaultConfiguration"] = new JsonObject { ["level"] = Level(finding) } };
        var properties = new JsonObject { ["aliases"] = new JsonArray([.. finding.Aliases.Select(alias => (JsonNode)alias)]), ["tags"] = new JsonArray("security", "vulnerability", finding.Severity) };
        // What code scanning sorts by; it wants a text.
        if (finding.Cvss is { } score) properties["security-severity"] = score.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
        rule["properties"] = properties;
        return rule;
    }

    private static JsonObject Result(VulnerabilityFinding finding, int rule, string reference)
    {
        var result = Plain(finding, rule, reference);
        // A statement that counts suppresses a result, which stays in the log.
        if (finding.IsExcused) result["suppressions"] = new JsonArray(new JsonObject { ["kind"] = "external", ["status"] = "accepted", ["justification"] = $"VEX of {finding.Vex!.Author ?? "an unknown author"}: {finding.Vex.Status} {finding.Vex.Justification} ({finding.Vex.Document})" });
        return result;
    }

    private static JsonObject Plain(VulnerabilityFinding finding, int rule, string reference) => new()
    {
        ["ruleId"] = finding.Id,
        ["ruleIndex"] = rule,
        ["kind"] = finding.IsSettled ? "pass" : finding.IsPresent ? "fail" : "open",
        ["level"] = finding.IsPresent ? Level(finding) : "none",
        ["message"] = Message($"{finding.Package.Name} {finding.Package.Version}: {finding.Status}, {(finding.FixedIn is { } mended ? "fixed in " + mended : "no fix is known")}. {finding.Evidence.Comparison} ({finding.Evidence.Source} {finding.Evidence.Record})"),
        ["locations"] = new JsonArray(new JsonObject
        {
            ["physicalLocation"] = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = Uri.EscapeDataString((finding.Package.Location ?? reference).TrimStart('/')).Replace("%2F", "/", StringComparison.Ordinal) }, ["region"] = new JsonObject { ["startLine"] = 1 } },
            ["logicalLocations"] = new JsonArray(new JsonObject { ["fullyQualifiedName"] = finding.Package.Purl, ["kind"] = "package" }),
        }),
        ["partialFingerprints"] = new JsonObject { ["plimsoll/v1"] = $"{finding.Id} {finding.Package.Purl} {finding.Package.Location}" },
        ["properties"] = new JsonObject { ["severity"] = finding.Severity, ["status"] = finding.Status, ["layer"] = finding.Package.Layer, ["range"] = finding.Evidence.Range },
    };

    private static JsonObject Notification(NotEvaluated gap) => new() { ["level"] = "warning", ["message"] = Message($"{gap.About}: {gap.Reason}"), ["descriptor"] = new JsonObject { ["id"] = gap.Kind } };

    private static JsonObject Message(string text) => new() { ["text"] = text };

    private static string Level(VulnerabilityFinding finding) => finding.Severity switch { "critical" or "high" => "error", "low" or "negligible" => "note", _ => "warning" };
}
