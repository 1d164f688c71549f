using System.Text.Json;
using Plimsoll.Core;

namespace Plimsoll.Vulnerabilities.Feeds.Csaf;

/// <summary>
/// The product tree: branches name products (by CPE) and components (by package URL), relationships put components into products. Modules of rpm come in two forms: as a component between package
/// and product (<c>pkg:rpmmod/…</c>), and since the middle of 2025 as qualifier <c>rpmmod</c> of the package (claircore issues 1555 and 1629).
/// </summary>
internal sealed class CsafProductTree
{
    private const int MaxChain = 8;
    private readonly Dictionary<string, (string Name, string? Cpe, string? Purl)> _products = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Component, string Place)> _relations = new(StringComparer.Ordinal);

    /// <summary>Reads the tree of a document.</summary>
    public CsafProductTree(JsonElement tree)
    {
        foreach (var product in tree.Items("full_product_names")) Add(product);
        foreach (var branch in tree.Items("branches")) Walk(branch);
        foreach (var relation in tree.Items("relationships"))
        {
            if (relation.Get("full_product_name").Text("product_id") is { } id && relation.Text("product_reference") is { } component && relation.Text("relates_to_product_reference") is { } place)
                _relations[id] = (component, place);
        }
    }

    /// <summary>What an identifier stands for; null for one the tree does not have.</summary>
    public CsafProduct? Find(string id)
    {
        var (place, cpe, purl, component, module) = ((string?)null, (string?)null, (string?)null, (string?)null, (string?)null);
        // A chain of relationships may be made to run in a circle.
        var at = id;
        for (var step = 0; _relations.TryGetValue(at, out var relation); step++)
        {
            if (step == MaxChain) return null;
            var part = _products.GetValueOrDefault(relation.Component);
            if (part.Purl?.StartsWith("pkg:rpmmod/", StringComparison.Ordinal) == true) module ??= ModuleOf(part.Purl, relation.Component);
            else (component, purl) = (component ?? relation.Component, purl ?? part.Purl);
            at = relation.Place;
        }
        if (_products.TryGetValue(at, out var found)) (place, cpe) = (found.Name, found.Cpe);
        // A module that is a product by itself, and a component nothing relates to a product.
        if (found.Purl?.StartsWith("pkg:rpmmod/", StringComparison.Ordinal) == true) module ??= ModuleOf(found.Purl, at);
        else if (found.Purl is not null) (component, purl) = (component ?? at, purl ?? found.Purl);
        return place is null && component is null ? null : new CsafProduct(place ?? "", cpe, purl, component, module ?? Inline(component));
    }

    // "nodejs:18/nodejs": a component of a module that has no fix yet.
    private static string? Inline(string? component)
    {
        var slash = component?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return slash > 0 && component!.IndexOf(':', StringComparison.Ordinal) is var colon && colon > 0 && colon < slash ? RpmModule.Label(component[..slash]) : null;
    }

    private static string? ModuleOf(string text, string id) =>
        Purl.TryParse(text, out var purl) && purl.Version is not null ? RpmModule.Label($"{purl.Name}:{purl.Version}") : RpmModule.Label(id);

    private void Walk(JsonElement branch)
    {
        if (branch.Get("product").ValueKind == JsonValueKind.Object) Add(branch.Get("product"));
        foreach (var child in branch.Items("branches")) Walk(child);
    }

    private void Add(JsonElement product)
    {
        if (product.Text("product_id") is not { } id) return;
        var identification = product.Get("product_identification_helper");
        _products[id] = (product.Text("name") ?? id, identification.Text("cpe"), identification.Text("purl"));
    }
}
