using Plimsoll.Core;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Storage.Metadata;

/// <summary>
/// Which images have which packages, what is known against the packages, and who asked for the images. Costs follow distinct packages, not images: a set that is known costs a row for
/// each image, a record that changed costs the components of the names in it. One server at a time registers, and one matches (leases hold that); all may be done again after a crash.
/// </summary>
public interface IExposureStore
{
    /// <summary>Components of a question that are looked at; more are cut off.</summary>
    const int MaxComponents = 20_000;

    /// <summary>Gives an image exactly these sets. Components that nobody had are new: they wait to be matched. Sets that no image has any more are removed.</summary>
    Task RegisterAsync(long image, IReadOnlyList<LayerSet> sets, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Notes names that advisories say something else about.</summary>
    Task EnqueueAsync(IReadOnlyCollection<PackageKey> keys, CancellationToken cancellationToken);

    /// <summary>Names that wait, in no order.</summary>
    ValueTask<IReadOnlyList<MatchTask>> ListTasksAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Components that wait to be matched for the first time.</summary>
    ValueTask<IReadOnlyList<StoredComponent>> ListNewAsync(int limit, CancellationToken cancellationToken);

    /// <summary>How many names and new components wait, counted up to the limit.</summary>
    ValueTask<int> CountWaitingAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Components that a name stands for.</summary>
    /// <param name="key">The name.</param>
    /// <param name="from">Only those whose sort key is not below it; null for all.</param>
    /// <param name="below">Only those whose sort key is below it; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<StoredComponent>> ListComponentsAsync(PackageKey key, ReadOnlyMemory<byte>? from, ReadOnlyMemory<byte>? below, CancellationToken cancellationToken);

    /// <summary>Components that any of some names stands for, each once.</summary>
    ValueTask<IReadOnlyList<StoredComponent>> ListComponentsAsync(IReadOnlyList<PackageKey> keys, CancellationToken cancellationToken);

    /// <summary>Components name by name, of some names behind one, with the number of the last name; none at the end.</summary>
    ValueTask<(IReadOnlyList<StoredComponent> Components, long? Last)> ListByNameAsync(long after, int names, CancellationToken cancellationToken);

    /// <summary>What is found for some components.</summary>
    ValueTask<IReadOnlyList<StoredMatch>> ListMatchesAsync(IReadOnlyList<long> components, CancellationToken cancellationToken);

    /// <summary>Writes what was found.</summary>
    Task UpdateAsync(MatchUpdate update, CancellationToken cancellationToken);

    /// <summary>How far all components are held against the advisories.</summary>
    ValueTask<MatchProgress> FindProgressAsync(CancellationToken cancellationToken);

    /// <summary>Messages behind a number, in order.</summary>
    ValueTask<IReadOnlyList<ChangeEvent>> ListEventsAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Components that records with one of these identifiers hold for.</summary>
    ValueTask<IReadOnlyList<AffectedComponent>> ListAffectedAsync(IReadOnlyList<string> advisories, CancellationToken cancellationToken);

    /// <summary>Numbers of the components that each of some records holds for, without a limit: what is told of many records at once.</summary>
    ValueTask<ILookup<AdvisoryKey, long>> ListHeldAsync(IReadOnlyList<AdvisoryKey> advisories, CancellationToken cancellationToken);

    /// <summary>Components that records with one of these identifiers held for, the last ones first.</summary>
    ValueTask<IReadOnlyList<EndedMatch>> ListEndedAsync(IReadOnlyList<string> advisories, int limit, CancellationToken cancellationToken);

    /// <summary>How many sets and images have one of the components.</summary>
    ValueTask<ExposureCount> CountAsync(IReadOnlyList<long> components, CancellationToken cancellationToken);

    /// <summary>Images that have one of the components, each once, in order of position.</summary>
    ValueTask<IReadOnlyList<AffectedImage>> ListImagesAsync(IReadOnlyList<long> components, ImagePosition? after, int limit, CancellationToken cancellationToken);

    /// <summary>Who asked for images with one of the components since a time, the last ones first.</summary>
    ValueTask<IReadOnlyList<ImagePull>> ListPullsAsync(IReadOnlyList<long> components, DateTimeOffset since, PullPosition? after, int limit, CancellationToken cancellationToken);

    /// <summary>How many asked for images with one of the components since a time.</summary>
    ValueTask<PullCount> CountPullsAsync(IReadOnlyList<long> components, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Who asked for one image, the last ones first.</summary>
    ValueTask<IReadOnlyList<ImagePull>> ListPullsOfAsync(Digest image, int limit, CancellationToken cancellationToken);

    /// <summary>The smallest other image that an image is made of and that has its layer of this index; null when no image of this registry is.</summary>
    ValueTask<BaseInIndex?> FindBaseAsync(long image, int layer, CancellationToken cancellationToken);

    /// <summary>What is known against an image.</summary>
    ValueTask<IReadOnlyList<ImageMatch>> ListOfImageAsync(Digest image, CancellationToken cancellationToken);

    /// <summary>When an image was first pushed to each of the repositories that have it, the earliest one; null when none has it.</summary>
    ValueTask<DateTimeOffset?> FindPushAsync(Digest image, CancellationToken cancellationToken);
}
