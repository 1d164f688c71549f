using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Api.Listing;

/// <summary>Which page of a list is asked for, and how the following one is named.</summary>
internal sealed class PageRequest
{
    /// <summary>Entries of a page, when nobody says.</summary>
    public const int DefaultCount = 100;

    /// <summary>Largest page; more is cut down, not refused.</summary>
    public const int MaxCount = 1000;

    /// <summary>Lines of a CSV file, which people read in one go.</summary>
    public const int CsvCount = 10_000;

    private readonly HttpRequest _request;

    private PageRequest(HttpRequest request, int count) => (_request, Count) = (request, count);

    /// <summary>Entries of the page.</summary>
    public int Count { get; }

    /// <summary>Reads <c>n</c>.</summary>
    /// <exception cref="OciException">It is not positive.</exception>
    public static PageRequest Of(HttpContext http, int? n)
    {
        if (n < 1) throw new OciException(OciError.PageInvalid, "'n' must be at least 1", n.ToString());
        var isCsv = Csv.IsWanted(http);
        return new PageRequest(http.Request, Math.Min(n ?? (isCsv ? CsvCount : DefaultCount), isCsv ? CsvCount : MaxCount));
    }

    /// <summary>The page with these entries, of which one more than <see cref="Count"/> was asked for to see whether there is a next page.</summary>
    /// <param name="entries">Up to <see cref="Count"/> + 1 entries.</param>
    /// <param name="key">Name of the query parameter that says where to go on.</param>
    /// <param name="value">Its value, from the last entry of this page.</param>
    public Page<T> Page<T>(IReadOnlyList<T> entries, string key, Func<T, string> value) =>
        entries.Count <= Count ? new Page<T>(entries, null) : new Page<T>([.. entries.Take(Count)], Link(key, value(entries[Count - 1])));

    /// <summary>This request with another value of one parameter: relative, so that it holds behind any proxy.</summary>
    /// <param name="key">The parameter.</param>
    /// <param name="value">Its value; there is no such request for null.</param>
    public string? Link(string key, string? value)
    {
        if (value is null) return null;
        var others = _request.Query.Where(q => q.Key != key).SelectMany(q => q.Value, (q, v) => KeyValuePair.Create(q.Key, v));
        return _request.Path + QueryString.Create([.. others, KeyValuePair.Create<string, string?>(key, value)]);
    }
}
