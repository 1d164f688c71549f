using Plimsoll.Inspection.Licences.Expressions;

namespace Plimsoll.Inspection.Licences.Names;

/// <summary>What people write for licences: the ids and names of the SPDX list, and <c>Data/aliases.tsv</c>.</summary>
internal static class LicenceAliases
{
    /// <summary>Names of licences are shorter; what is longer is a text.</summary>
    private const int MaxLength = 200;

    private static readonly Lazy<AliasTables> Tables = new(Load);

    /// <summary>The licence of a name; null when nobody writes so.</summary>
    /// <param name="name">The name as it is written.</param>
    /// <param name="isGuess">True when the name does not say all: then it is the reading that claims least.</param>
    public static LicenceExpression? Find(ReadOnlySpan<char> name, out bool isGuess)
    {
        isGuess = false;
        if (name.Length > MaxLength) return null;
        var folded = LicenceWords.Fold(name);
        if (folded.Length == 0) return null;
        if (Tables.Value.Names.TryGetValue(folded, out var known)) return Parse(known);
        return GnuName.TryRead(folded, out var id, out isGuess) ? new LicenceExpression.Licence(id) : null;
    }

    /// <summary>The exception of a name, by its id; null when nobody writes so.</summary>
    public static string? FindException(ReadOnlySpan<char> name) =>
        name.Length <= MaxLength && Tables.Value.Exceptions.TryGetValue(LicenceWords.Fold(name), out var id) ? id : null;

    /// <summary>The licence at an address; null when it is not known.</summary>
    public static LicenceExpression? FindAddress(string address)
    {
        var path = Shorten(address);
        if (Tables.Value.Addresses.TryGetValue(path, out var known)) return Parse(known);
        // These have the id as the last part of the path.
        foreach (var site in (ReadOnlySpan<string>)["opensource.org/", "spdx.org/", "choosealicense.com/", "licenses.nuget.org/", "api.github.com/licenses"])
        {
            if (!path.StartsWith(site, StringComparison.Ordinal)) continue;
            var last = Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
            return LicenceParser.TryParse(last, out var expression, out _) ? expression : Find(last, out _);
        }
        return null;
    }

    /// <summary>Without scheme, <c>www</c>, ending, query and trailing slash, in lower case.</summary>
    private static string Shorten(string address)
    {
        var path = address.AsSpan().Trim();
        if (path.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0) path = path[(scheme + 3)..];
        if (path.IndexOfAny('?', '#') is var query and >= 0) path = path[..query];
        if (path.StartsWith("www.", StringComparison.OrdinalIgnoreCase)) path = path[4..];
        path = path.TrimEnd("/.,;");
        foreach (var ending in (ReadOnlySpan<string>)[".html", ".htm", ".php", ".txt", ".en", ".json"])
        {
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) path = path[..^ending.Length];
        }
        return path.ToString().ToLowerInvariant();
    }

    private static LicenceExpression Parse(string text) => LicenceParser.TryParse(text, out var expression, out var problem) ? expression : throw new FormatException($"'{text}' in aliases.tsv: {problem}");

    private static AliasTables Load()
    {
        var (names, exceptions, addresses) = (new Dictionary<string, string>(2500, StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var row in LicenceData.Rows("aliases.tsv"))
        {
            if (row[0].StartsWith("with ", StringComparison.Ordinal)) exceptions[LicenceWords.Fold(row[0].AsSpan(5))] = row[1];
            else if (row[0].Contains("://", StringComparison.Ordinal)) addresses[Shorten(row[0])] = row[1];
            else names[LicenceWords.Fold(row[0])] = row[1];
        }
        foreach (var licence in SpdxList.All) names.TryAdd(LicenceWords.Fold(licence.Id), licence.Id);
        foreach (var licence in SpdxList.All.Where(licence => !licence.IsDeprecated)) names.TryAdd(LicenceWords.Fold(licence.Name), licence.Id);
        foreach (var exception in SpdxList.AllExceptions) exceptions.TryAdd(LicenceWords.Fold(exception.Id), exception.ReplacedBy ?? exception.Id);
        return new AliasTables(names, exceptions, addresses);
    }

    private sealed record AliasTables(Dictionary<string, string> Names, Dictionary<string, string> Exceptions, Dictionary<string, string> Addresses);
}
