using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>What the index has to follow.</summary>
/// <param name="Kind"><see cref="ImageKind"/> or <see cref="LayerKind"/>.</param>
/// <param name="Digest">The manifest or the layer.</param>
/// <param name="Stamp">Tells this change from a later one of the same thing.</param>
public sealed record IndexTask(string Kind, Digest Digest, long Stamp)
{
    /// <summary>An image was opened, or is gone.</summary>
    public const string ImageKind = "image";

    /// <summary>A layer was opened, or is gone.</summary>
    public const string LayerKind = "layer";
}

/// <summary>A package as the index knows it: by name, type and version, whatever image has it.</summary>
/// <param name="Type">Type by the package URL specification.</param>
/// <param name="Name">Name as the package manager prints it.</param>
/// <param name="Version">Version as the package manager prints it.</param>
/// <param name="Layer">Index of the layer of the image that brought it.</param>
public sealed record IndexedComponent(string Type, string Name, string Version, int Layer);

/// <summary>What of an image is indexed besides its components.</summary>
/// <param name="Digest">The manifest.</param>
/// <param name="ScannerVersion">The scanner that opened it.</param>
/// <param name="Chains">The chain ids of its lowest layers, of one, of two, and so on; empty for what has no layers that could be named.</param>
/// <param name="Labels">Its labels.</param>
public sealed record IndexedImage(Digest Digest, int ScannerVersion, IReadOnlyList<Digest> Chains, IReadOnlyDictionary<string, string> Labels);

/// <summary>Which components to find.</summary>
/// <param name="Name">The name, or the beginning of it.</param>
/// <param name="IsPrefix">True for the beginning.</param>
/// <param name="Type">Only this type; null for all.</param>
/// <param name="Version">Only this version; null for all.</param>
public sealed record ComponentQuery(string Name, bool IsPrefix, string? Type = null, string? Version = null)
{
    /// <summary>Components with a licence, an identifier of SPDX in lower case, whatever their name, in the order of their numbers; null for a name.</summary>
    public string? Licence { get; init; }

    /// <summary>Whether a version, of a type, is looked for; null for all. Asked of the versions of the name, not of every image.</summary>
    public Func<string, string, bool>? Accepts { get; init; }
}

/// <summary>An image that has a component.</summary>
/// <param name="Component">The component.</param>
/// <param name="Image">The manifest.</param>
/// <param name="ImageId">The number of the image in the index.</param>
/// <param name="ComponentId">The number of the component.</param>
/// <param name="SetId">The number of the set by which the image has it.</param>
public sealed record ComponentHit(IndexedComponent Component, Digest Image, long ImageId, long ComponentId, long SetId);

/// <summary>An image that has a label.</summary>
/// <param name="Value">The value, or the beginning of a long one.</param>
/// <param name="Image">The manifest.</param>
/// <param name="ImageId">The number of the image in the index.</param>
public sealed record LabelHit(string Value, Digest Image, long ImageId);

/// <summary>A layer in the index.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Digest">Its digest.</param>
public sealed record IndexedLayer(long Id, Digest Digest);

/// <summary>An image that is made of a layer.</summary>
/// <param name="RepositoryId">Number of the repository.</param>
/// <param name="ManifestId">Number of the manifest in it.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Image">The manifest.</param>
public sealed record LayerUse(long RepositoryId, long ManifestId, RepositoryName Repository, Digest Image);

/// <summary>An image in the index.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Digest">The manifest.</param>
/// <param name="Layers">How many layers it has.</param>
public sealed record ImageInIndex(long Id, Digest Digest, int Layers);

/// <summary>Where a manifest is.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Tags">Tags that point at it, or at an index that lists it; in ASCII order, some of many.</param>
public sealed record ManifestPlace(RepositoryName Repository, IReadOnlyList<Tag> Tags);

/// <summary>
/// What the facts say, by what people look for. It follows the facts by itself: every change of theirs leaves a task, in the same transaction. All changes may be made again after a crash, and by two
/// servers at once.
/// </summary>
public interface IFactsIndex
{
    /// <summary>Characters of a value or name that are kept; what is longer is cut.</summary>
    const int MaxText = 512;

    /// <summary>What has to be followed, images first.</summary>
    ValueTask<IReadOnlyList<IndexTask>> ListTasksAsync(int limit, CancellationToken cancellationToken);

    /// <summary>How much has to be followed, counted up to the limit.</summary>
    ValueTask<int> CountTasksAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Ends a task, unless the thing changed again meanwhile.</summary>
    Task EndAsync(IndexTask task, CancellationToken cancellationToken);

    /// <summary>The number of a layer in the index; it is added where it is new. Null when the blob is gone.</summary>
    Task<long?> BeginLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken);

    /// <summary>Adds keys to a layer.</summary>
    Task AddKeysAsync(long layer, IReadOnlyList<long> keys, CancellationToken cancellationToken);

    /// <summary>Takes keys away from a layer whose blob is gone.</summary>
    Task RemoveKeysAsync(long layer, IReadOnlyList<long> keys, CancellationToken cancellationToken);

    /// <summary>The number of a layer in the index; null when it is not there.</summary>
    ValueTask<long?> FindLayerAsync(Digest layer, CancellationToken cancellationToken);

    /// <summary>Removes a layer whose blob is gone, with its facts. False when the blob is there again.</summary>
    Task<bool> ForgetLayerAsync(Digest layer, CancellationToken cancellationToken);

    /// <summary>
    /// The number of an image, whose chains and labels are replaced. Its packages stay as they are until <see cref="IExposureStore.RegisterAsync"/>. Null when no repository has it.
    /// </summary>
    Task<long?> BeginImageAsync(IndexedImage image, CancellationToken cancellationToken);

    /// <summary>Removes an image that no repository has, and that cannot come back, with what was found in it. False when one has it.</summary>
    Task<bool> ForgetImageAsync(Digest image, CancellationToken cancellationToken);

    /// <summary>Images with a component, in order of name, type and version; one that has it twice, for two architectures, is told once.</summary>
    ValueTask<IReadOnlyList<ComponentHit>> FindComponentsAsync(ComponentQuery query, ComponentHit? after, int limit, CancellationToken cancellationToken);

    /// <summary>Images with a label, in order of value and number.</summary>
    /// <param name="key">The label.</param>
    /// <param name="value">Only this value; null for all.</param>
    /// <param name="after">Only those behind this one.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<LabelHit>> FindLabelsAsync(string key, string? value, LabelHit? after, int limit, CancellationToken cancellationToken);

    /// <summary>Layers that may have a file with this key, in order of number.</summary>
    ValueTask<IReadOnlyList<IndexedLayer>> FindLayersAsync(long key, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Images, opened or not, that are made of a layer, in each repository that has them, in order of their numbers.</summary>
    ValueTask<IReadOnlyList<LayerUse>> ListUsesAsync(Digest layer, LayerUse? after, int limit, CancellationToken cancellationToken);

    /// <summary>Images that are made of exactly these layers, in order of number.</summary>
    ValueTask<IReadOnlyList<ImageInIndex>> ListImagesAsync(Digest chain, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Images that have these layers and others on top, in order of number.</summary>
    ValueTask<IReadOnlyList<ImageInIndex>> ListDescendantsAsync(Digest chain, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Other images that an image is made of, those with the fewest layers first.</summary>
    ValueTask<IReadOnlyList<ImageInIndex>> ListBasesAsync(Digest image, int limit, CancellationToken cancellationToken);

    /// <summary>Images that are made of another one, in order of number.</summary>
    ValueTask<IReadOnlyList<ImageInIndex>> ListDerivedAsync(Digest image, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Where a manifest is, the repository that was there first before others.</summary>
    ValueTask<IReadOnlyList<ManifestPlace>> ListPlacesAsync(Digest manifest, int limit, CancellationToken cancellationToken);
}
