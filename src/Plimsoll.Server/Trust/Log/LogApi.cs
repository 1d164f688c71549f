using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;

namespace Plimsoll.Server.Trust.Log;

/// <summary><c>/api/v1/trust/entries</c>: the transparency log, for everybody who is logged in.</summary>
internal static class LogApi
{
    public static void MapLogApi(this IEndpointRouteBuilder api)
    {
        var entries = api.MapGroup("/trust/entries").WithTags("Trust");
        entries.MapGet("", ListAsync).WithSummary("Entries of the transparency log, newest first").AsList<LogEntryRow>();
        entries.MapGet("/{index:long}", GetAsync).WithSummary("An entry with the proof that it is in the log").Refuses(404);
    }

    private static async Task<Page<LogEntryRow>> ListAsync(
        HttpContext http,
        LogBrowsing log,
        [Description("Only entries before this place")] long? before,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        Require(http);
        var page = PageRequest.Of(http, n);
        var size = (await log.HeadAsync(http.RequestAborted))?.Size ?? 0;
        return page.Page(await log.ListAsync(Math.Clamp(before ?? size, 0, size), page.Count + 1, http.RequestAborted), "before", entry => entry.Index.ToString());
    }

    private static async Task<Ok<LogEntryProof>> GetAsync(HttpContext http, LogBrowsing log, long index)
    {
        Require(http);
        return TypedResults.Ok(await log.FindAsync(index, http.RequestAborted) ?? throw new OciException(TrustError.Unknown, $"the log has no entry {index}"));
    }

    private static void Require(HttpContext http)
    {
        if (http.Caller().IsAnonymous) throw CallerOfRequest.Refusal(http, "read the log");
    }
}
