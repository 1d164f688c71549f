using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Search;

/// <summary>Reads how people name a package: <c>openssl</c>, <c>libssl*</c>, <c>npm:left-pad</c>, <c>openssl@3.0.11-1</c>, or a package URL.</summary>
internal static class PackageTerm
{
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
