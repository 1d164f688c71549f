using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Feeds;

namespace Plimsoll.Vulnerabilities.Vex;

/// <summary>Statements of CSAF 2.0 and 2.1, profile VEX (section 4.5): the status of products, of which those with a package URL are taken.</summary>
internal static class CsafVexStatements
{
    private static readonly string[] Statuses = ["known_not_affected", "known_affected", "fixed", "under_investigation"];

    public static IEnumerable<VexStatement> Read(JsonElement root, VexDocument document)
    {
        var products = new Dictionary<string, VexProduct>(StringComparer.Ordinal);
        var tree = root.Get("product_tree");
        AddBranches(tree, products);
        foreach (var product in tree.Items("full_product_names")) Add(product, products);
        foreach (var relationship in tree.Items("relationships")) Relate(relationship, products);
        foreach (var vulnerability in root.Items("vulnerabilities"))
        {
            string[] names = [.. new[] { vulnerability.Text("cve") }.Concat(vulnerability.Items("ids").Select(id => id.Text("text"))).OfType<string>()];
            if (names.Length == 0) continue;
            var flags = vulnerability.Items("flags").SelectMany(flag => flag.Texts("product_ids").Select(id => (Id: id, Label: flag.Text("label")))).ToLookup(flag => flag.Id, flag => flag.Label, StringComparer.Ordinal);
            var impacts = vulnerability.Items("threats").Where(threat => threat.Text("category") == "impact").SelectMany(threat => threat.Texts("product_ids").Select(id => (Id: id, Text: threat.Text("details"))))
                .ToLookup(threat => threat.Id, threat => threat.Text, StringComparer.Ordinal);
            foreach (var word in Statuses)
            {
                // Products that share a status and the reasons for it are one statement.
                var told = vulnerability.Get("product_status").Texts(word).Where(products.ContainsKey).GroupBy(id => (Flag: flags[id].FirstOrDefault(), Impact: impacts[id].FirstOrDefault()));
                foreach (var group in told)
                {
                    yield return new VexStatement
                    {
                        Vulnerabilities = names,
                        Status = VexReader.StatusOf(word)!.Value,
                        Products = [.. group.Select(id => products[id])],
                        Justification = group.Key.Flag,
                        Note = group.Key.Impact,
                        Timestamp = document.Timestamp,
                        Author = document.Author,
                        Document = document.Digest,
                    };
                }
            }
        }
    }

    /// <summary>Goes down the branches; how deep they go is limited by the reader of JSON.</summary>
    private static void AddBranches(JsonElement element, Dictionary<string, VexProduct> products)
    {
        foreach (var branch in element.Items("branches"))
        {
            Add(branch.Get("product"), products);
            AddBranches(branch, products);
        }
    }

    private static void Add(JsonElement product, Dictionary<string, VexProduct> products)
    {
        if (product.Text("product_id") is { } id && PurlOf(product.Get("product_identification_helper")) is { } purl) products.TryAdd(id, new VexProduct(purl, []));
    }

    private static Purl? PurlOf(JsonElement identification) => VexReader.PurlOf(identification.Text("purl") ?? (identification.Texts("purls") is [var first, ..] ? first : null));

    /// <summary>A component of an image is meant in it alone; a component of what has no package URL, such as a distribution, stands for itself.</summary>
    private static void Relate(JsonElement relationship, Dictionary<string, VexProduct> products)
    {
        var name = relationship.Get("full_product_name");
        if (name.Text("product_id") is not { } id || relationship.Text("product_reference") is not { } part || !products.TryGetValue(part, out var component)) return;
        var whole = relationship.Text("relates_to_product_reference") is { } container ? products.GetValueOrDefault(container) : null;
        products.TryAdd(id, whole is { Purl.Type: "oci" or "docker" } ? new VexProduct(whole.Purl, [component.Purl]) : component);
    }
}
