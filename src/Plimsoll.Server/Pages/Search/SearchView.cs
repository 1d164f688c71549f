using Plimsoll.Core.Errors;
using Plimsoll.Server.Api;
using Plimsoll.Server.Api.Contents;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Search;

namespace Plimsoll.Server.Pages.Search;

/// <summary>A search through all images, and what it found.</summary>
/// <param name="By">What is searched for: <c>package</c>, <c>licence</c>, <c>path</c>, <c>digest</c> or <c>label</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="Packages">Images with the package.</param>
/// <param name="Files">Images with the file.</param>
/// <param name="Labels">Images with the label.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
/// <param name="IsFirst">True for the first page.</param>
/// <param name="Waiting">Facts that the index has still to learn.</param>
/// <param name="Problem">Why nothing was searched.</param>
internal sealed record SearchModel(
    string By, string Text, IReadOnlyList<PackageFound>? Packages, IReadOnlyList<FileFound>? Files, IReadOnlyList<LabelFound>? Labels, string? Next, bool IsFirst, int Waiting, string? Problem)
{
    /// <summary>What can be searched for, with how to write it.</summary>
    public static readonly IReadOnlyList<(string By, string Title, string Example)> Kinds =
    [
        ("package", "Package", "openssl, libssl*, npm:left-pad@1.3.0, openssl >=3.0.0 <3.0.5"), ("licence", "Licence", "AGPL-3.0-only"), ("path", "File path or name", "/usr/bin/curl, log4j-core-2.14.1.jar"), ("digest", "SHA-256 of a file", "sha256:…"), ("label", "Label", "org.opencontainers.image.source=…"),
    ];

    /// <summary>How many were found on this page; null when nothing was searched.</summary>
    public int? Count => Packages?.Count ?? Files?.Count ?? Labels?.Count;

    /// <summary>The same from the API.</summary>
    public string? Json => Count is null ? null : Links.Api("search", (By, Text));

    /// <summary>The address of another page.</summary>
    public string Href(string? after) => Links.With("/search", ("by", By), ("text", Text), ("after", after));
}

/// <summary>The page that searches through all images.</summary>
internal sealed class SearchView(FactsSearch search)
{
    private const int PageCount = 50;

    public static async Task<IResult> ShowAsync(HttpContext http, SearchView view) => new PageResult<SearchPage, SearchModel>(await view.LoadAsync(http));

    private async Task<SearchModel> LoadAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var by = SearchModel.Kinds.Any(kind => kind.By == query["by"]) ? query["by"].ToString() : "package";
        var (text, after) = (query["text"].ToString().Trim(), query["after"].ToString() is { Length: > 0 } cursor ? cursor : null);
        var model = new SearchModel(by, text, null, null, null, null, after is null, await search.CountWaitingAsync(http.RequestAborted), null);
        if (text.Length == 0) return model;
        var (caller, stop) = (http.Caller(), http.RequestAborted);
        try
        {
            switch (by)
            {
                case "package":
                    var (sought, bounds) = PackageTerm.ParseBounded(text);
                    var packages = await search.PackagesAsync(caller, sought, after, PageCount, stop);
                    var problem = bounds is { Uncompared: > 0 } ? $"{bounds.Uncompared} versions could not be held against the bounds: their order is not known." : null;
                    return model with { Packages = packages.Items, Next = packages.Next, Problem = problem };
                case "licence":
                    var licensed = await search.PackagesAsync(caller, PackageTerm.OfLicence(text), after, PageCount, stop);
                    return model with { Packages = licensed.Items, Next = licensed.Next };
                case "label":
                    var equals = text.IndexOf('=', StringComparison.Ordinal);
                    var labels = await search.LabelsAsync(caller, equals < 0 ? text : text[..equals], equals < 0 ? null : text[(equals + 1)..], after, PageCount, stop);
                    return model with { Labels = labels.Items, Next = labels.Next };
                default:
                    var files = by == "digest"
                        ? await search.FilesAsync(caller, FilesEndpoint.Content(text), after, FilesEndpoint.DefaultCount, stop)
                        : await search.FilesAsync(caller, text, after, FilesEndpoint.DefaultCount, stop);
                    return model with { Files = files.Items, Next = files.Next };
            }
        }
        catch (OciException e) when (e.Error == ParameterError.Digest || e.Error.Code == "SEARCH_UNCLEAR")
        {
            return model with { Problem = e.Message };
        }
    }
}
