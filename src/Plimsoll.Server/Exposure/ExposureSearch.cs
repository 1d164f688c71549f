using Plimsoll.Core.Advisories;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Search;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Exposure;

/// <summary>Answers which images a vulnerability reaches and who has them, as far as the caller may know.</summary>
internal sealed class ExposureSearch(IMetadataStore metadata, IAdvisorySource advisories, Evidence evidence)
{
    /// <summary>Images of a page, unless told.</summary>
    public const int PageCount = 50;

    private const int MaxPackages = 200;
    private const int MaxPlaces = 50;
    private const int MaxPulls = 3;
    private const int MaxEnded = 1000;
    private const int MaxWaiting = 100_000;

    /// <summary>Rows that are looked at for one page: a caller who may read little must not cost much.</summary>
    private const int MaxLooked = 2000;

    private readonly IExposureStore _exposure = metadata.Exposure;

    /// <summary>A page of what a vulnerability reaches; where the next one begins comes beside it.</summary>
    public async Task<(ExposureAnswer Answer, string? Next)> FindAsync(Caller caller, string id, string? after, int limit, CancellationToken stop)
    {
        var identifiers = await advisories.ListIdentifiersAsync(id, stop);
        var affected = await _exposure.ListAffectedAsync(identifiers, stop);
        var derived = await evidence.DeriveAsync([.. affected.Select(a => a.Component).DistinctBy(c => c.Id).Take(MaxPackages)], stop);
        long[] components = [.. affected.Select(a => a.Component.Id).Distinct()];
        var images = await PageAsync(caller, affected, components, derived, after, limit, stop);
        var record = affected.Count > 0 ? await advisories.FindAsync(affected[0].Advisory, stop) : null;
        var waiting = await WaitingAsync(stop);
        // Which versions others have is others' affair.
        var maySeeAll = MaySeeAll(caller);
        var shown = maySeeAll ? affected : [.. affected.Where(a => images.Components.Contains(a.Component.Id))];
        return (new ExposureAnswer(
            id,
            identifiers,
            record?.Summary,
            affected.Count > 0 || await metadata.Advisories.FindAsync(id, 1, stop) is { Count: > 0 },
            shown.Select(a => a.Component.Id).Distinct().Count(),
            [.. shown.Take(MaxPackages).Select(a => Package(a, derived))],
            maySeeAll ? (await _exposure.CountAsync(components, stop)).Images : null,
            images.Items,
            caller.May(Permission.Audit) || caller.May(Permission.Administer) ? images.Hidden : null,
            maySeeAll ? (await _exposure.ListEndedAsync(identifiers, MaxEnded, stop)).Count : 0,
            waiting > 0 ? waiting : null,
            null), images.Next);
    }

    /// <summary>Who asked for images that the vulnerability reaches, since a time, the last ones first. Whoever asks must be allowed to read all events.</summary>
    public async Task<(IReadOnlyList<PullEntry> Items, string? Next)> PullsAsync(string id, DateTimeOffset since, string? after, int limit, CancellationToken stop)
    {
        var components = (await _exposure.ListAffectedAsync(await advisories.ListIdentifiersAsync(id, stop), stop)).Select(a => a.Component.Id).Distinct().ToArray();
        // What waits in the queue of the log belongs to the answer.
        await metadata.Audit.ListAsync(new AuditQuery { Limit = 1 }, stop);
        var position = Cursor.Read(after, 4) is { } c ? new PullPosition(Cursor.Number(c[0]), Cursor.Number(c[1]), Cursor.Number(c[2]), Cursor.Number(c[3])) : null;
        var pulls = await _exposure.ListPullsAsync(components, since, position, limit + 1, stop);
        var last = pulls.Count > limit ? pulls[limit - 1].Position : null;
        return ([.. pulls.Take(limit).Select(Entry)], last is null ? null : Cursor.Write(last.At.ToString(), last.Image.ToString(), last.Actor.ToString(), last.Place.ToString()));
    }

    /// <summary>Facts and packages that have still to be looked at.</summary>
    public async Task<int> WaitingAsync(CancellationToken stop) => await metadata.Index.CountTasksAsync(MaxWaiting, stop) + await _exposure.CountWaitingAsync(MaxWaiting, stop);

    private static bool MaySeeAll(Caller caller) => caller.May(Permission.Pull) || caller.May(Permission.Audit) || caller.May(Permission.Administer);

    private static PullEntry Entry(ImagePull pull) => new(pull.Image.Value, pull.Actor, pull.Address, pull.Count, pull.First, pull.Last);

    private static ExposedPackage Package(AffectedComponent affected, IReadOnlyDictionary<(long Component, AdvisoryKey Advisory), ComponentMatch> derived)
    {
        var component = affected.Component.Component;
        var match = derived.GetValueOrDefault((affected.Component.Id, affected.Advisory));
        return new ExposedPackage(
            component.Namespace, component.Name, component.Version, component.Source, Evidence.Word(affected.Status), match?.FixedIn, affected.Since, affected.Advisory.ToString(), match?.Range, match?.Comparison);
    }

    private async Task<(IReadOnlyList<ExposedImage> Items, IReadOnlySet<long> Components, int Hidden, string? Next)> PageAsync(
        Caller caller, IReadOnlyList<AffectedComponent> affected, long[] components, IReadOnlyDictionary<(long Component, AdvisoryKey Advisory), ComponentMatch> derived, string? after, int limit, CancellationToken stop)
    {
        var position = Cursor.Read(after, 3) is { } c ? new ImagePosition(Cursor.Number(c[0]), Cursor.Number(c[1]), Cursor.Number(c[2])) : null;
        var byComponent = affected.ToLookup(a => a.Component.Id);
        var (found, inside) = (new List<ExposedImage>(), new HashSet<long>());
        var hidden = 0;
        for (var looked = 0; looked < MaxLooked;)
        {
            var images = await _exposure.ListImagesAsync(components, position, limit, stop);
            foreach (var image in images)
            {
                (position, looked) = (image.Position, looked + 1);
                var places = await metadata.Index.ListPlacesAsync(image.Digest, MaxPlaces, stop);
                if (!places.Any(place => caller.May(Permission.Pull, place.Repository)))
                {
                    // What was deleted, and may come back, is nowhere.
                    if (places.Count > 0) hidden++;
                    continue;
                }
                found.Add(await DescribeAsync(caller, image, places, byComponent, derived, stop));
                inside.UnionWith(image.Components.Select(c => c.Component));
                if (found.Count == limit) return (found, inside, hidden, Next());
            }
            if (images.Count < limit) return (found, inside, hidden, null);
        }
        return (found, inside, hidden, Next());

        string Next() => Cursor.Write(position!.Component.ToString(), position.Set.ToString(), position.Image.ToString());
    }

    private async Task<ExposedImage> DescribeAsync(
        Caller caller, AffectedImage image, IReadOnlyList<ManifestPlace> places, ILookup<long, AffectedComponent> affected, IReadOnlyDictionary<(long Component, AdvisoryKey Advisory), ComponentMatch> derived, CancellationToken stop)
    {
        var known = image.Components.SelectMany(c => affected[c.Component], (c, a) => (In: c, Affected: a)).ToList();
        var packages = known.Select(k => new PackageInImage(
            k.Affected.Component.Component.Name, k.Affected.Component.Component.Version, k.In.Layer, Evidence.Word(k.Affected.Status), derived.GetValueOrDefault((k.In.Component, k.Affected.Advisory))?.FixedIn));
        var found = known.Min(k => k.Affected.Since);
        var pushed = await _exposure.FindPushAsync(image.Digest, stop) ?? found;
        return new ExposedImage(
            image.Digest.Value,
            Readable(caller, places),
            pushed > found ? pushed : found,
            [.. packages.DistinctBy(p => (p.Name, p.Version, p.Layer)).OrderBy(p => p.Layer).ThenBy(p => p.Name, StringComparer.Ordinal)],
            await BaseAsync(caller, image, known.Min(k => k.In.Layer), stop),
            // Pulls are known by image, whatever repository it came from: only for those who may read the events of all of them.
            places.Count < MaxPlaces && places.All(place => caller.May(Permission.Audit, place.Repository)) ? [.. (await _exposure.ListPullsOfAsync(image.Digest, MaxPulls, stop)).Select(Entry)] : null);
    }

    private async Task<InheritedFrom?> BaseAsync(Caller caller, AffectedImage image, int layer, CancellationToken stop)
    {
        if (await _exposure.FindBaseAsync(image.Id, layer, stop) is not { } found) return null;
        var places = Readable(caller, await metadata.Index.ListPlacesAsync(found.Digest, MaxPlaces, stop));
        return places.Count == 0 ? null : new InheritedFrom(found.Digest.Value, found.Layers, found.Descendants, places);
    }

    private static IReadOnlyList<ImagePlace> Readable(Caller caller, IReadOnlyList<ManifestPlace> places) =>
        [.. places.Where(place => caller.May(Permission.Pull, place.Repository)).Select(place => new ImagePlace(place.Repository.Value, [.. place.Tags.Select(tag => tag.Value)]))];
}
