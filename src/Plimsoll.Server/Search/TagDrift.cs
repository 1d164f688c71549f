using System.Collections.Concurrent;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Comparison;
using Plimsoll.Server.Api.Images;

namespace Plimsoll.Server.Search;

/// <summary>What a move of a tag changed.</summary>
/// <param name="Summary">How the image after came from the one before; null when that cannot be told.</param>
/// <param name="Why">Why it cannot be told; null when it can.</param>
public sealed record MoveChange(DiffSummary? Summary, string? Why);

/// <summary>Compares what a tag pointed at before and after. Neither image ever changes, so what was compared once is remembered.</summary>
internal sealed class TagDrift(ImageFinder images, ImageInspections inspections)
{
    private const int MaxKept = 5000;

    private readonly ConcurrentDictionary<(Digest, Digest), DiffSummary> _kept = new();

    /// <summary>What changed from one manifest to another; of indexes, the images for one platform are compared.</summary>
    /// <exception cref="OciException">The caller may not read the repository.</exception>
    public async Task<MoveChange> CompareAsync(HttpContext http, RepositoryName repository, Digest? from, Digest? to, string? platform)
    {
        if (from is not { } before) return new MoveChange(null, "the tag was new");
        if (to is not { } after) return new MoveChange(null, "the tag was deleted");
        var isKept = platform is null;
        if (isKept && _kept.TryGetValue((before, after), out var known)) return new MoveChange(known, null);
        var (old, whyOld) = await DocumentAsync(http, repository, before, platform);
        var (now, whyNow) = await DocumentAsync(http, repository, after, platform);
        if (old is null || now is null) return new MoveChange(null, old is null ? "the image before " + whyOld : "the image " + whyNow);
        var summary = DiffSummary.Of(old, now);
        if (_kept.Count >= MaxKept) _kept.Clear();
        if (isKept) _kept[(before, after)] = summary;
        return new MoveChange(summary, null);
    }

    private async Task<(InspectionDocument? Document, string Why)> DocumentAsync(HttpContext http, RepositoryName repository, Digest digest, string? platform)
    {
        try
        {
            var chosen = await images.ChooseAsync(http, await images.FindAsync(http, repository, null, digest), platform);
            return await inspections.FindAsync(chosen, http.RequestAborted) switch
            {
                Inspected.Done { OutdatedScanner: null } done => (InspectionDocument.FromJson(done.Document.Span), ""),
                Inspected.Failed => (null, "could not be opened"),
                Inspected.Off => (null, "was not opened: inspection is switched off"),
                _ => (null, "is being opened"),
            };
        }
        catch (OciException e) when (e.Error == OciError.ManifestUnknown)
        {
            return (null, "is not here any more");
        }
    }
}
