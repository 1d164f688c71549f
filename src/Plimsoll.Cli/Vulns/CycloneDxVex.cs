using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Server.Exposure;

namespace Plimsoll.Cli.Vulns;

/// <summary>CycloneDX 1.6 with vulnerabilities (https://cyclonedx.org/capabilities/vex/). What could not be evaluated is a property of the document: it has no word for it.</summary>
internal static class CycloneDxVex
{
    public static string Write(ImageFindings findings, string reference, DateTimeOffset now)
    {
        var packages = findings.Findings.Select(finding => finding.Package).DistinctBy(package => package.Purl).ToList();
        return new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = "urn:uuid:" + Guid.CreateVersion7(now),
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["timestamp"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"),
                ["component"] = new JsonObject { ["type"] = "container", ["bom-ref"] = findings.Image, ["name"] = reference },
                ["properties"] = new JsonArray(
                [
                    Property("dataVersion", findings.DataVersion.ToString()), Property("hidden", findings.Hidden.ToString()),
                    .. findings.NotEvaluated.Select(gap => Property("notEvaluated", $"{gap.Package?.Purl ?? gap.About}: {gap.Reason}")),
                ]),
            },
            ["components"] = new JsonArray([.. packages.Select(package => new JsonObject { ["type"] = "library", ["bom-ref"] = package.Purl, ["name"] = package.Name, ["version"] = package.Version, ["purl"] = package.Purl })]),
            ["vulnerabilities"] = new JsonArray([.. findings.Findings.DistinctBy(finding => (finding.Id, finding.Package.Purl)).Select(Vulnerability)]),
        }.ToJsonString(JsonText.Indented) + "\n";
    }

    private static JsonObject Vulnerability(VulnerabilityFinding finding)
    {
        var source = new JsonObject { ["name"] = finding.Evidence.Source };
        var rating = new JsonObject { ["severity"] = finding.Severity == "negligible" ? "info" : finding.Severity };
        if (finding.SeverityOrigin is { } origin) rating["source"] = new JsonObject { ["name"] = origin };
        if (finding.Cvss is { } score) rating["score"] = score;
        if (finding.CvssVector is { } vector) rating["vector"] = vector;
        var json = new JsonObject
        {
            ["bom-ref"] = $"{finding.Id} {finding.Package.Purl}",
            ["id"] = finding.Id,
            ["source"] = source,
            ["references"] = new JsonArray([.. finding.Aliases.Select(alias => new JsonObject { ["id"] = alias, ["source"] = new JsonObject { ["name"] = alias.Split('-')[0] } })]),
            ["ratings"] = new JsonArray(rating),
            ["detail"] = $"{finding.Evidence.Source} {finding.Evidence.Record}: {finding.Evidence.Comparison}",
            ["affects"] = new JsonArray(new JsonObject
            {
                ["ref"] = finding.Package.Purl,
                ["versions"] = new JsonArray(new JsonObject { ["version"] = finding.Package.Version, ["status"] = finding.IsSettled ? "unaffected" : finding.IsPresent ? "affected" : "unknown" }),
            }),
            ["analysis"] = Analysis(finding),
        };
        if (finding.Summary is { Length: > 0 } summary) json["description"] = summary;
        if (finding.FixedIn is { } mended && finding.IsPresent) json["recommendation"] = $"Update {finding.Package.Name} to {mended} or later";
        return json;
    }

    private static JsonObject Analysis(VulnerabilityFinding finding)
    {
        var analysis = new JsonObject
        {
            ["state"] = finding.Vex?.Status switch
            {
                "not_affected" => "not_affected",
                "fixed" => "resolved",
                _ => finding.Status switch { "fixed" => "resolved", "not_affected" => "not_affected", _ when finding.IsPresent => "exploitable", _ => "in_triage" },
            },
            ["detail"] = finding.Vex is { Status: { } said } vex ? $"{finding.Status}; {said} by {vex.Author ?? "an unknown author"} in {vex.Document}" : finding.Status,
        };
        if (finding.IsExcused)
        {
            if (JustificationOf(finding.Vex!.Justification) is { } justification) analysis["justification"] = justification;
        }
        else if (finding.Status is "will_not_fix")
        {
            analysis["response"] = new JsonArray("will_not_fix");
        }
        else if (finding.IsActionable)
        {
            analysis["response"] = new JsonArray("update");
        }
        return analysis;
    }

    /// <summary>The words of OpenVEX and CSAF in those of CycloneDX, which has no exact word for all of them; its own stay.</summary>
    private static string? JustificationOf(string? word) => word switch
    {
        "component_not_present" or "vulnerable_code_not_present" or "code_not_present" => "code_not_present",
        "vulnerable_code_not_in_execute_path" or "code_not_reachable" => "code_not_reachable",
        "vulnerable_code_cannot_be_controlled_by_adversary" or "inline_mitigations_already_exist" or "protected_by_mitigating_control" => "protected_by_mitigating_control",
        "requires_configuration" or "requires_dependency" or "requires_environment" or "protected_by_compiler" or "protected_at_runtime" or "protected_at_perimeter" => word,
        _ => null,
    };

    private static JsonObject Property(string name, string value) => new() { ["name"] = "plimsoll:" + name, ["value"] = value };
}
