using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Sbom;

/// <summary>Lists the statements about vulnerabilities that lie in an image, as far as they are visible in the end.</summary>
internal static class EmbeddedStatements
{
    private const int MaxDocuments = 50;

    /// <summary>The documents in order of path; null where there are none.</summary>
    public static IReadOnlyList<EmbeddedStatement>? Of(ImageView image)
    {
        var found = image.Reports(StatementFileCataloguer.CataloguerName)
            .Select(report => new EmbeddedStatement { Path = "/" + report.Path, Layer = report.Layer, Document = report.Properties.GetValueOrDefault(StatementFileCataloguer.Document), Refusal = report.Properties.GetValueOrDefault(StatementFileCataloguer.Refusal) })
            .OrderBy(statement => statement.Path, StringComparer.Ordinal).Take(MaxDocuments).ToList();
        return found.Count == 0 ? null : found;
    }
}
