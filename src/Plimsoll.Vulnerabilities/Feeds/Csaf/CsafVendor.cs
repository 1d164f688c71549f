using System.Text.Json;

namespace Plimsoll.Vulnerabilities.Feeds.Csaf;

/// <summary>A distributor whose CSAF products we know the packages of.</summary>
/// <param name="Source">Name of the database.</param>
/// <param name="Namespace">The namespace of a product by its CPE (null without one) and name.</param>
internal sealed record CsafVendor(string Source, Func<string?, string, string> Namespace)
{
    private static readonly CsafVendor RedHat = new("Red Hat", (cpe, name) => RedHatProducts.Namespace(cpe ?? $"cpe:/a:redhat:{name.ToLowerInvariant().Replace(' ', '_')}"));
    private static readonly CsafVendor Suse = new("SUSE", (_, name) => SuseProducts.Namespace(name));

    /// <summary>The vendor by the address of the publisher; null for everybody else.</summary>
    public static CsafVendor? Of(JsonElement document) => document.Get("publisher").Text("namespace") switch
    {
        "https://www.redhat.com" or "https://redhat.com" or "https://access.redhat.com" => RedHat,
        "https://www.suse.com/" or "https://www.suse.com" => Suse,
        _ => null,
    };
}
