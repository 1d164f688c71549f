using System.ComponentModel;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Search;

namespace Plimsoll.Server.Api.Contents;

/// <summary><c>/api/v1/files/sha256:…</c>: which images have a file of this content.</summary>
internal static class FilesEndpoint
{
    /// <summary>Entries of a page unless told: every image has to be looked into.</summary>
    public const int DefaultCount = 20;

    public static void MapFiles(this IEndpointRouteBuilder api) => api.MapGet("/files/{digest}", ListAsync)
        .WithTags("Files").WithSummary("Where a file is, by the SHA-256 of its content: image, layer, path, the package that owns it. Empty when no image that the caller may read has it")
        .AsList<FileFound>();

    private static async Task<Page<FileFound>> ListAsync(
        HttpContext http,
        FactsSearch search,
        [Description("SHA-256 of the content, with or without sha256:")] string digest,
        [Description("Where the page before ended")] string? after,
        [Description("Entries of a page, 20 unless told, at most 1000; a page may have more or fewer")] int? n,
        [Description("csv for CSV")] string? format)
    {
        var page = PageRequest.Of(http, n ?? DefaultCount);
        var content = Content(digest);
        await SayWhatWaitsAsync(http, search);
        var found = await search.FilesAsync(http.Caller(), content, after, page.Count, http.RequestAborted);
        return new Page<FileFound>(found.Items, page.Link("after", found.Next));
    }

    /// <exception cref="OciException">The text is no SHA-256.</exception>
    public static Digest Content(string text) => DigestParameter.Sha256(text, "the SHA-256 of a file, which sha256sum prints");

    /// <summary>What is not found may be in facts that the index has not learnt yet.</summary>
    public static async Task SayWhatWaitsAsync(HttpContext http, FactsSearch search)
    {
        if (await search.CountWaitingAsync(http.RequestAborted) is var waiting and > 0) http.Response.Headers["Plimsoll-Index-Waiting"] = waiting.ToString();
    }
}
