using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Osv;

/// <summary>Reads the property <c>severity</c> of records and of packages.</summary>
internal static class OsvSeverities
{
    /// <summary>The judgements, each once.</summary>
    public static IEnumerable<AdvisorySeverity> Read(JsonElement element, string source) => All(element, source).Distinct();

    private static IEnumerable<AdvisorySeverity> All(JsonElement element, string source)
    {
        foreach (var severity in element.Items("severity"))
        {
            if (severity.Text("score") is not { Length: <= 500 } score) continue;
            yield return severity.Text("type") switch
            {
                "CVSS_V2" => new AdvisorySeverity { Origin = source, Scale = SeverityScale.CvssV2, Vector = score },
                "CVSS_V3" => new AdvisorySeverity { Origin = source, Scale = SeverityScale.CvssV3, Vector = score },
                "CVSS_V4" => new AdvisorySeverity { Origin = source, Scale = SeverityScale.CvssV4, Vector = score },
                var other => new AdvisorySeverity { Origin = other ?? source, Word = score },
            };
        }
    }
}
