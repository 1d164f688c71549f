using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Exposure;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary>
/// Which repositories have to be rebuilt, from the bottom up: an image that has what is mended from a base that somebody rebuilds waits for that base. When the new base is pushed, those that stand
/// directly on the one before are next, and so on.
/// </summary>
internal sealed partial class RebuildPlan(IMetadataStore metadata, Evidence evidence, ILogger<RebuildPlan> logger)
{
    private const int Page = 200;
    private const int MaxLooked = 20_000;
    private const int MaxPlaces = 50;
    private const int MaxBases = 500;

    /// <summary>A fix is known for packages of images.</summary>
    public async Task OfFixAsync(AdvisoryKey advisory, RoutingDraft draft, CancellationToken stop)
    {
        var affected = (await metadata.Exposure.ListAffectedAsync([advisory.Id], stop)).Where(a => a.Advisory == advisory).Select(a => a.Component).ToList();
        var derived = await evidence.DeriveAsync(affected, stop);
        long[] mended = [.. affected.Where(component => derived.GetValueOrDefault((component.Id, advisory))?.FixedIn is not null).Select(component => component.Id)];
        if (mended.Length == 0) return;
        ImagePosition? position = null;
        for (var looked = 0; looked < MaxLooked;)
        {
            var images = await metadata.Exposure.ListImagesAsync(mended, position, Page, stop);
            foreach (var image in images)
            {
                (position, looked) = (image.Position, looked + 1);
                var places = await RebuiltAsync(image.Digest, draft, stop);
                if (places.Count == 0 || await StandsOnAsync(image.Digest, image.Components.Min(c => c.Layer), draft, stop)) continue;
                foreach (var place in places) draft.Rebuild(place.Repository, place.Tags.Select(tag => tag.Value), advisory.Id);
            }
            if (images.Count < Page) return;
        }
        LogCutOff(advisory.Id, MaxLooked);
    }

    /// <summary>A tag points at another image than before: those on the old one have a new base.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="detail">The tag and what it pointed at before.</param>
    /// <param name="draft">Where it is noted.</param>
    /// <param name="stop">Gives up.</param>
    public async Task OfMoveAsync(string repository, string detail, RoutingDraft draft, CancellationToken stop)
    {
        var (name, tag) = (RepositoryName.Parse(repository), Tag.Parse(detail.Split(' ')[0]));
        foreach (var old in await ImagesOfAsync(name, Digest.Parse(detail.Split(' ')[1]), stop))
        {
            var (after, looked) = (0L, 0);
            while (await metadata.Index.ListDerivedAsync(old, after, Page, stop) is { Count: > 0 } images && looked < MaxLooked)
            {
                foreach (var image in images)
                {
                    (after, looked) = (image.Id, looked + 1);
                    // An image that was made of what its own tag pointed at shall not be made again for that.
                    var places = (await RebuiltAsync(image.Digest, draft, stop)).Select(place => place.Repository == name ? place with { Tags = [.. place.Tags.Where(t => t != tag)] } : place).Where(place => place.Tags.Count > 0).ToList();
                    if (places.Count == 0 || await IsFurtherUpAsync(image, old, draft, stop)) continue;
                    foreach (var place in places) draft.Rebuild(place.Repository, place.Tags.Select(t => t.Value), $"{repository}:{tag}");
                }
            }
            if (looked >= MaxLooked) LogCutOff(repository, MaxLooked);
        }
    }

    /// <summary>Where an image is under a tag that somebody rebuilds.</summary>
    private async Task<IReadOnlyList<ManifestPlace>> RebuiltAsync(Digest image, RoutingDraft draft, CancellationToken stop) =>
        [.. (await metadata.Index.ListPlacesAsync(image, MaxPlaces, stop)).Where(place => place.Tags.Count > 0 && draft.IsRebuilt(place.Repository))];

    /// <summary>Whether an image has a layer from a base that somebody rebuilds: then it comes after that.</summary>
    private async Task<bool> StandsOnAsync(Digest image, int layer, RoutingDraft draft, CancellationToken stop)
    {
        foreach (var below in await metadata.Index.ListBasesAsync(image, MaxBases, stop))
        {
            if (below.Layers > layer && (await RebuiltAsync(below.Digest, draft, stop)).Count > 0) return true;
        }
        return false;
    }

    /// <summary>Whether there is another image between, that is rebuilt first.</summary>
    private async Task<bool> IsFurtherUpAsync(ImageInIndex image, Digest old, RoutingDraft draft, CancellationToken stop)
    {
        var bases = await metadata.Index.ListBasesAsync(image.Digest, MaxBases, stop);
        var layers = bases.FirstOrDefault(below => below.Digest == old)?.Layers ?? 0;
        foreach (var below in bases.Where(below => below.Layers > layers))
        {
            if ((await RebuiltAsync(below.Digest, draft, stop)).Count > 0) return true;
        }
        return false;
    }

    private async Task<IReadOnlyList<Digest>> ImagesOfAsync(RepositoryName repository, Digest manifest, CancellationToken stop)
    {
        if (await metadata.Manifests.FindAsync(repository, manifest, stop) is not { } record) return [manifest];
        try
        {
            return [manifest, .. ManifestReader.Read(record.Content, record.MediaType).Manifests.Select(child => child.Digest)];
        }
        catch (OciException)
        {
            return [manifest];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "rebuilds for {Subject}: more than {Count} images are concerned, the rest was not looked at")]
    private partial void LogCutOff(string subject, int count);
}
