using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Feeds;

namespace Plimsoll.Vulnerabilities.Vex;

/// <summary>Reads the statements of documents.</summary>
public static class VexReader
{
    /// <summary>Statements of one document that are read.</summary>
    public const int MaxStatements = 200_000;

    /// <summary>The statements of a document whose products can be found in images.</summary>
    /// <exception cref="FormatException">The bytes are no such document, or there are more statements in it than <see cref="MaxStatements"/>.</exception>
    public static IReadOnlyList<VexStatement> Read(VexDocument document)
    {
        try
        {
            using var json = JsonText.Parse(document.Content);
            var statements = (document.Format switch
            {
                "openvex" => OpenVexStatements.Read(json.RootElement, document),
                "csaf" => CsafVexStatements.Read(json.RootElement, document),
                "cyclonedx" => CycloneDxVexStatements.Read(json.RootElement, document),
                _ => throw new FormatException($"'{document.Format}' is no format of VEX; known are openvex, csaf and cyclonedx."),
            }).Take(MaxStatements + 1).ToList();
            return statements.Count <= MaxStatements ? statements : throw new FormatException($"The document {document.Id} has more than {MaxStatements} statements.");
        }
        catch (JsonException problem)
        {
            throw new FormatException($"The document {document.Id} is no JSON: {problem.Message}", problem);
        }
    }

    /// <summary>The status of a word of OpenVEX; null for another word.</summary>
    internal static VexStatus? StatusOf(string? word) => word switch
    {
        "not_affected" or "known_not_affected" => VexStatus.NotAffected,
        "affected" or "known_affected" => VexStatus.Affected,
        "fixed" => VexStatus.Fixed,
        "under_investigation" => VexStatus.UnderInvestigation,
        _ => null,
    };

    internal static Purl? PurlOf(string? text) => Purl.TryParse(text, out var purl) ? purl : null;
}
