using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Search;

/// <summary>
/// Reads how people name a package: <c>openssl</c>, <c>libssl*</c>, <c>npm:left-pad</c>, <c>openssl@3.0.11-1</c>, or a package URL; a name without a version may have bounds behind it,
/// <c>npm:left-pad &gt;=1.0 &lt;1.3</c>.
/// </summary>
internal static class PackageTerm
{
    private static readonly OciError Unclear = new("SEARCH_UNCLEAR", "ask for one thing", StatusCodes.Status400BadRequest);

    /// <summary>Reads a package with bounds.</summary>
    /// <exception cref="OciException">The bounds are none.</exception>
    public static (ComponentQuery Query, VersionBounds? Bounds) ParseBounded(string text)
    {
        text = text.Trim();
        var space = text.IndexOfAny([' ', '<', '>', '!']);
        if (space < 0) return (Parse(text), null);
        var query = Parse(text[..space]);
        if (query.Version is not null || query.IsPrefix || !VersionBounds.TryParse(text[space..], out var bounds))
            throw new OciException(Unclear, "behind the whole name of a package, without @version, there may be bounds such as '>=1.0 <2.0'", text.Length > 80 ? text[..80] : text);
        return (query with { Accepts = bounds.Accepts }, bounds);
    }

    /// <summary>All packages with a licence.</summary>
    public static ComponentQuery OfLicence(string licence) => new("", false) { Licence = licence.Trim().ToLowerInvariant() };

    public static ComponentQuery Parse(string text)
    {
        text = text.Trim();
        if (Purl.TryParse(text, out var purl)) return new ComponentQuery(NameOf(purl), false, purl.Type, purl.Version);
        var (rest, version) = Cut(text, '@');
        var isPrefix = rest.EndsWith('*');
        // Names of Maven have a colon themselves; what stands before one is a type only where it looks like one.
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var type = colon > 0 && rest.AsSpan(0, colon).IndexOfAnyExceptInRange('a', 'z') < 0 ? rest[..colon] : null;
        var name = (type is null ? rest : rest[(colon + 1)..]).TrimEnd('*');
        return new ComponentQuery(name, isPrefix, type, version);
    }

    /// <summary>The name as the package manager prints it; the namespace of a distribution is no part of it.</summary>
    private static string NameOf(Purl purl) => purl switch
    {
        { Namespace: null } or { Type: "deb" or "rpm" or "apk" or "alpm" } => purl.Name,
        { Type: "maven" } => $"{purl.Namespace}:{purl.Name}",
        _ => $"{purl.Namespace}/{purl.Name}",
    };

    /// <summary>The name of a package of npm may begin with the same character.</summary>
    private static (string First, string? Last) Cut(string text, char mark) => text.LastIndexOf(mark) is var at and > 0 && text[at - 1] != ':' ? (text[..at], text[(at + 1)..]) : (text, null);
}
