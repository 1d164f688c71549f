using Plimsoll.Core.References;

namespace Plimsoll.Server.Advisories;

/// <summary>A feed to fetch.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Address">Where it is.</param>
public sealed record FeedSource(string Name, Uri Address)
{
    private const string Publication = "oci";
    private const string PlainPublication = "oci+http";

    /// <summary>The place in a registry where a whole set is published; null for a feed of its own.</summary>
    public ImageReference.Registry? Published => Address.Scheme is Publication or PlainPublication ? ImageReference.ParseRegistry(Address.Authority + Address.AbsolutePath) : null;

    /// <summary>Whether the registry speaks http.</summary>
    public bool IsPlain => Address.Scheme == PlainPublication;

    /// <summary>Reads <c>NAME=URL</c>, or a URL alone, which is named after its file: <c>…/Go/all.zip</c> is <c>Go</c>.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static FeedSource Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var isNamed = equals > 0 && !text.AsSpan(0, equals).Contains('/');
        if (!Uri.TryCreate(isNamed ? text[(equals + 1)..].Trim() : text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https" or Publication or PlainPublication))
            throw new FormatException($"'{text}' is no feed; expected NAME=URL or URL, with http, https, or oci://HOST/REPOSITORY:TAG");
        var source = new FeedSource(isNamed ? text[..equals].Trim() : NameOf(address), address);
        return source.Published is not { Host: null } ? source : throw new FormatException($"'{text}' is no feed; expected oci://HOST/REPOSITORY:TAG");
    }

    private static string NameOf(Uri address)
    {
        var segments = address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToList();
        if (segments.Count > 1 && segments[^1].StartsWith("all.", StringComparison.Ordinal)) segments.RemoveAt(segments.Count - 1);
        var name = segments.Count == 0 ? address.Host : segments[^1];
        return address.Scheme is Publication or PlainPublication ? name.Split(':', '@')[0] : name;
    }
}
