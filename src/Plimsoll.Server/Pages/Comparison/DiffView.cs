using Plimsoll.Core.Errors;
using Plimsoll.Inspection.Comparison;
using Plimsoll.Server.Api;
using Plimsoll.Server.Api.Contents;
using Plimsoll.Server.Api.Images;

namespace Plimsoll.Server.Pages.Comparison;

/// <summary>Two images side by side.</summary>
/// <param name="From">The first image, as it was asked for.</param>
/// <param name="To">The second image, as it was asked for.</param>
/// <param name="Platform">Of indexes the image for this platform.</param>
/// <param name="Diff">How the second came from the first; null while that is not known.</param>
/// <param name="Problem">Why it is not known.</param>
/// <param name="IsWaiting">True when the page shall load itself again.</param>
internal sealed record DiffModel(string From, string To, string? Platform, ImageDiff? Diff, string? Problem, bool IsWaiting)
{
    /// <summary>The same from the API.</summary>
    public string? Json => Diff is null ? null : Links.Api("diff", ("from", From), ("to", To), ("platform", Platform));
}

/// <summary>The page that compares two images.</summary>
internal sealed class DiffView(ReadyImages images)
{
    private const int MaxFiles = 300;

    public static async Task<IResult> ShowAsync(HttpContext http, DiffView view) => new PageResult<DiffPage, DiffModel>(await view.LoadAsync(http));

    private async Task<DiffModel> LoadAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var (from, to) = (query["from"].ToString().Trim(), query["to"].ToString().Trim());
        var platform = query["platform"].ToString() is { Length: > 0 } text ? text : null;
        if (from.Length == 0 || to.Length == 0) return new DiffModel(from, to, platform, null, null, false);
        try
        {
            var before = await images.FindAsync(http, from, platform);
            var after = await images.FindAsync(http, to, platform);
            if (before.Opened is { } a && after.Opened is { } b)
                return new DiffModel(from, to, platform, await Task.Run(() => ImageComparison.Compare(a, from, b, to, new DiffOptions { MaxFiles = MaxFiles }), http.RequestAborted), null, false);
            var (name, inspected) = before.Opened is null ? (from, before.Inspected) : (to, after.Inspected);
            return inspected is Inspected.Pending
                ? new DiffModel(from, to, platform, null, $"{name} is being opened. The page looks again every 3 seconds.", true)
                : new DiffModel(from, to, platform, null, $"{name} was not opened, so its content is not known.", false);
        }
        catch (OciException e) when (e.Error == OciError.ManifestUnknown || e.Error == OciError.NameUnknown || e.Error == ParameterError.Image)
        {
            return new DiffModel(from, to, platform, null, e.Message, false);
        }
    }
}
