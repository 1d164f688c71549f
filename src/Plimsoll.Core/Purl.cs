using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Plimsoll.Core;

/// <summary>
/// A package URL such as <c>pkg:deb/debian/curl@7.88.1-10?arch=amd64&amp;distro=debian-12</c>. One that exists is canonical by ECMA-427: lower-case
/// type, qualifiers in order and without empty values, no leading or trailing slashes. Components are held decoded.
/// </summary>
public sealed record Purl
{
    private Purl() { }

    /// <summary>Type, such as <c>deb</c>; lower case.</summary>
    public required string Type { get; init; }

    /// <summary>Namespace, its segments separated by slashes; null without one.</summary>
    public string? Namespace { get; private init; }

    /// <summary>Name; never empty.</summary>
    public required string Name { get; init; }

    /// <summary>Version; null without one.</summary>
    public string? Version { get; private init; }

    /// <summary>Qualifiers in ordinal order of the key; no value is empty.</summary>
    public IReadOnlyDictionary<string, string> Qualifiers { get; private init; } = new SortedList<string, string>(StringComparer.Ordinal);

    /// <summary>Path inside the package; null without one.</summary>
    public string? Subpath { get; private init; }

    /// <summary>Builds a package URL from decoded components; empty ones count as absent.</summary>
    /// <exception cref="FormatException">The type, the name or the key of a qualifier is not allowed, or the components do not fit the type.</exception>
    public static Purl Build(
        string type, string? @namespace, string name, string? version = null, IEnumerable<KeyValuePair<string, string?>>? qualifiers = null, string? subpath = null)
    {
        if (!IsType(type)) throw new FormatException($"'{type}' is not the type of a package URL: a letter, then letters, digits, '.' and '-'.");
        type = type.ToLowerInvariant();
        var segments = Segments(@namespace);
        name = name.Trim('/');
        if (name.Length == 0) throw new FormatException("A package URL needs a name.");
        var sorted = Sorted(qualifiers ?? []);
        var purl = new Purl
        {
            Type = type,
            Namespace = segments.Length == 0 ? null : PurlTypes.Namespace(type, string.Join('/', segments)),
            Name = PurlTypes.Name(type, name, sorted),
            Version = string.IsNullOrEmpty(version) ? null : PurlTypes.Version(type, version),
            Qualifiers = sorted,
            Subpath = Segments(subpath).Where(s => s is not ("." or "..")).ToArray() is { Length: > 0 } path ? string.Join('/', path) : null,
        };
        PurlTypes.Check(type, purl.Namespace, purl.Name, purl.Version, sorted);
        return purl;
    }

    /// <summary>Reads a package URL.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static Purl Parse(string text) => TryParse(text, out var purl) ? purl : throw new FormatException($"'{text}' is not a package URL.");

    /// <summary>Reads a package URL; false when the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Purl? purl)
    {
        purl = null;
        if (text is null) return false;
        try
        {
            purl = PurlParser.Parse(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Equal when the canonical texts are.</summary>
    public bool Equals(Purl? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The canonical text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("pkg:").Append(Type).Append('/');
        foreach (var segment in Segments(Namespace)) PercentEncoding.Append(text, segment).Append('/');
        PercentEncoding.Append(text, Name);
        if (Version is not null) PercentEncoding.Append(text.Append('@'), Version);
        var separator = '?';
        foreach (var (key, value) in Qualifiers)
        {
            PercentEncoding.Append(text.Append(separator).Append(key).Append('='), value);
            separator = '&';
        }
        separator = '#';
        foreach (var segment in Segments(Subpath))
        {
            PercentEncoding.Append(text.Append(separator), segment);
            separator = '/';
        }
        return text.ToString();
    }

    private static bool IsType(string type)
    {
        if (type.Length == 0 || !char.IsAsciiLetter(type[0])) return false;
        foreach (var c in type)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-')) return false;
        }
        return true;
    }

    private static bool IsKey(string key)
    {
        if (key.Length == 0 || !char.IsAsciiLetter(key[0])) return false;
        foreach (var c in key)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')) return false;
        }
        return true;
    }

    private static string[] Segments(string? path) => path is null ? [] : path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static SortedList<string, string> Sorted(IEnumerable<KeyValuePair<string, string?>> qualifiers)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in qualifiers)
        {
            if (!IsKey(key)) throw new FormatException($"'{key}' is not the key of a qualifier of a package URL.");
            if (string.IsNullOrEmpty(value)) continue;
            if (!given.TryAdd(key.ToLowerInvariant(), value)) throw new FormatException($"The qualifier '{key}' is given twice.");
        }
        return new SortedList<string, string>(given, StringComparer.Ordinal);
    }
}
