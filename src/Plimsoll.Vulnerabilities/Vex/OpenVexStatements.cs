using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Feeds;

namespace Plimsoll.Vulnerabilities.Vex;

/// <summary>Statements of OpenVEX (https://github.com/openvex/spec, 0.0.1 and 0.2.0).</summary>
internal static class OpenVexStatements
{
    public static IEnumerable<VexStatement> Read(JsonElement root, VexDocument document)
    {
        foreach (var statement in root.Items("statements"))
        {
            var vulnerability = statement.Get("vulnerability");
            string?[] names = [vulnerability.AsText() ?? vulnerability.Text("name") ?? vulnerability.Text("@id"), .. vulnerability.Texts("aliases")];
            var products = statement.Items("products").Select(Product).OfType<VexProduct>().ToList();
            if (VexReader.StatusOf(statement.Text("status")) is not { } status || names[0] is null || products.Count == 0) continue;
            yield return new VexStatement
            {
                Vulnerabilities = [.. names.OfType<string>()],
                Status = status,
                Products = products,
                Justification = statement.Text("justification"),
                Note = statement.Text("impact_statement") ?? statement.Text("action_statement") ?? statement.Text("status_notes"),
                Timestamp = statement.Time("last_updated") ?? statement.Time("timestamp") ?? document.Timestamp,
                Author = document.Author,
                Document = document.Digest,
            };
        }
    }

    private static VexProduct? Product(JsonElement product) =>
        PurlOf(product) is { } purl ? new VexProduct(purl, [.. product.Items("subcomponents").Select(PurlOf).OfType<Purl>()]) : null;

    /// <summary>In 0.0.1 a product is a text; since 0.2.0 an object with an identifier, or several by kind.</summary>
    private static Purl? PurlOf(JsonElement element) => VexReader.PurlOf(element.AsText() ?? element.Get("identifiers").Text("purl") ?? element.Text("@id"));
}
