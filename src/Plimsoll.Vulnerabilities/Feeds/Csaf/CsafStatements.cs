using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Csaf;

/// <summary>
/// The statements of one vulnerability. A feed names every package of every architecture of every product; what differs in nothing but architecture and product is one statement here, which is
/// what keeps Red Hat's feed from having millions of them.
/// </summary>
internal sealed class CsafStatements(JsonElement vulnerability, CsafProductTree tree, CsafVendor vendor, FeedLimits limits)
{
    private readonly Dictionary<AffectedPackage, (SortedSet<string> Architectures, SortedSet<string> Products)> _merged = new(StatementComparer.Instance);
    private readonly CsafRemarks _remarks = new(vulnerability);

    /// <summary>Reads them.</summary>
    public List<AffectedPackage> Read()
    {
        foreach (var (name, products) in vulnerability.Get("product_status").Members().Select(member => (member.Name, member.Value)))
        {
            foreach (var id in products.Items().Select(item => item.AsText()).OfType<string>()) Add(name, id);
        }
        return [.. _merged.Select(pair => pair.Key with { Architectures = [.. pair.Value.Architectures], Products = [.. pair.Value.Products] })];
    }

    private void Add(string statusName, string id)
    {
        if (tree.Find(id) is not { } product || Describe(product) is not { } component) return;
        var (status, word) = _remarks.Status(statusName, id);
        if (status is null) return;
        var statement = component.Package with
        {
            Status = status.Value,
            VendorStatus = word,
            Justification = _remarks.Justification(id),
            Severities = _remarks.Impact(id) is { } impact ? [new() { Origin = vendor.Source, Word = impact }] : [],
        };
        statement = (component.Version, status) switch
        {
            (null, _) => statement with { Ranges = [AffectedRange.All] },
            (var version, AffectedStatus.Fixed) => statement with { Ranges = [AffectedRange.From("0", version)] },
            // Named with a version, a component is judged as it was shipped.
            var (version, _) => statement with { Versions = [version] },
        };
        if (!_merged.TryGetValue(statement, out var sets))
        {
            if (_merged.Count >= limits.MaxAffected) throw new FeedFormatException($"The document has more than {limits.MaxAffected} statements.");
            _merged.Add(statement, sets = (new(StringComparer.Ordinal), new(StringComparer.Ordinal)));
        }
        if (component.Architecture is { } architecture) sets.Architectures.Add(architecture);
        if (product.Cpe is { Length: <= 300 } cpe) sets.Products.Add(cpe);
    }

    private (AffectedPackage Package, string? Version, string? Architecture)? Describe(CsafProduct product)
    {
        var place = vendor.Namespace(product.Cpe, product.Place);
        if (product.Component is null) return null;
        if (!Purl.TryParse(product.Purl, out var purl))
        {
            // Components without a package URL are named as the vendor calls them: "openssl", "nodejs:18/nodejs", "openssl.src".
            var text = product.Component[(product.Component.LastIndexOf('/') + 1)..];
            var isSource = text.EndsWith(".src", StringComparison.Ordinal);
            return (Package(place, isSource ? text[..^4] : text, isSource ? PackageLevel.Source : PackageLevel.Any, product.Module), null, null);
        }
        var architecture = purl.Qualifiers.GetValueOrDefault("arch");
        if (purl.Type == "oci")
        {
            var name = purl.Qualifiers.GetValueOrDefault("repository_url") ?? (purl.Namespace is null ? purl.Name : $"{purl.Namespace}/{purl.Name}");
            return (Package("oci", name, PackageLevel.Any, null), purl.Version is null ? null : FeedText.Version(purl.Version, limits), architecture);
        }
        if (purl.Type != "rpm")
        {
            var parts = PackageNamespace.Parse(place);
            return (Package((parts with { Type = purl.Type }).ToString(), purl.Name, PackageLevel.Any, product.Module), purl.Version is null ? null : FeedText.Version(purl.Version, limits), architecture);
        }
        var epoch = purl.Qualifiers.GetValueOrDefault("epoch");
        var version = purl.Version is null ? null : FeedText.Version(epoch is null or "0" ? purl.Version : $"{epoch}:{purl.Version}", limits);
        var module = purl.Qualifiers.TryGetValue("rpmmod", out var label) ? RpmModule.Label(label) : product.Module;
        var level = architecture == "src" ? PackageLevel.Source : architecture is null && version is null ? PackageLevel.Any : PackageLevel.Binary;
        return (Package(place, purl.Name, level, module), version, level == PackageLevel.Source ? null : architecture);
    }

    private AffectedPackage Package(string place, string name, PackageLevel level, string? module) => new()
    {
        Namespace = place.Length <= PackageNamespace.MaxLength ? place : throw new FeedFormatException("The name of a product is too long."),
        Name = FeedText.Name(name, "name of a package", limits),
        Level = level,
        Module = module,
    };
}
