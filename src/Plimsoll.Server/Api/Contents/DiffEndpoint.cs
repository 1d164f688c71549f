using System.ComponentModel;
using Plimsoll.Inspection.Comparison;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Api.Listing;

namespace Plimsoll.Server.Api.Contents;

/// <summary><c>/api/v1/diff</c>: how one image became another.</summary>
internal static class DiffEndpoint
{
    /// <summary>Files that are listed unless told.</summary>
    public const int MaxFiles = 2000;

    public static void MapDiff(this IEndpointRouteBuilder api) => api.MapGet("/diff", GetAsync)
        .WithTags("Files").WithSummary("How one image became another: packages, files, configuration, history, licences, findings. 202 while one of them is being opened")
        .Produces<ImageDiff>().Produces<PendingInspection>(StatusCodes.Status202Accepted).Refuses(404, 422);

    private static async Task<IResult> GetAsync(
        HttpContext http,
        ReadyImages images,
        [Description("The first image, such as shop/api:1.2 or shop/api@sha256:…")] string from,
        [Description("The second image; both may be in different repositories")] string to,
        [Description("Of an index the image for this platform; linux/amd64 unless told, else the first")] string? platform,
        [Description("Files that are listed, 2000 unless told and at most; all are counted")] int? files)
    {
        var before = await images.FindAsync(http, from, platform);
        var after = await images.FindAsync(http, to, platform);
        if (before.Opened is not { } a) return ReadyImages.Instead(http, before.Inspected);
        if (after.Opened is not { } b) return ReadyImages.Instead(http, after.Inspected);
        var options = new DiffOptions { MaxFiles = Math.Clamp(files ?? MaxFiles, 0, MaxFiles) };
        var diff = await Task.Run(() => ImageComparison.Compare(a, from, b, to, options), http.RequestAborted);
        return Results.Bytes(diff.ToJson(), "application/json");
    }
}
