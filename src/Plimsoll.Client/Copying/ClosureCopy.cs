using System.Collections.Concurrent;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Copying;

/// <summary>
/// Copies closures: 1 find everything; 2 blobs, several at a time; 3 manifests, what something consists of first; 4 cosign's tags; 5 the tag of the image, so that whoever
/// pulls it by name finds it with its signatures; 6 walk the destination and compare. What is there already is not sent again, so a copy that broke off is repeated to go on.
/// </summary>
/// <param name="source">Where from.</param>
/// <param name="target">Where to.</param>
/// <param name="progress">Is told how far it is.</param>
public sealed class ClosureCopy(IClosureSource source, IClosureTarget target, IProgress<CopyProgress> progress)
{
    private const int ParallelBlobs = 4;

    private readonly ConcurrentDictionary<Digest, Arrival> _blobs = new();

    /// <summary>True for the image alone, with its children, without what is about it.</summary>
    public bool ImageOnly { get; init; }

    /// <summary>True for tags that are no image but go with one: cosign's, and those that stand for a list of referrers.</summary>
    public static bool BelongsToAnImage(Tag tag) => CosignTags.IsOne(tag);

    /// <summary>Copies a closure.</summary>
    /// <param name="root">The image.</param>
    /// <param name="tag">The tag that shall name it at the destination; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RegistryException">A registry refused or could not be reached.</exception>
    /// <exception cref="ContentMismatchException">The source holds bytes that are not what their digest says.</exception>
    public async Task<CopyReport> RunAsync(Descriptor root, Tag? tag, CancellationToken cancellationToken)
    {
        progress.Report(new CopyProgress($"look at {source.Name}", 0, 0, 0, 0, 0));
        var closure = await new ClosureWalk(source) { ImageOnly = ImageOnly }.RunAsync(root, cancellationToken);
        if (closure.Manifests.Count == 0) throw new InvalidDataException($"{source.Name}: {closure.Remarks[0]}");
        var tally = new CopyTally(closure, progress);
        await Parallel.ForEachAsync(closure.Blobs.Where(blob => !_blobs.ContainsKey(blob.Digest)), new ParallelOptions { MaxDegreeOfParallelism = ParallelBlobs, CancellationToken = cancellationToken }, async (blob, cancellation) =>
        {
            _blobs[blob.Digest] = await target.PutBlobAsync(blob, source, tally, cancellation);
            tally.BlobArrived();
        });
        var contents = closure.Blobs.Select(blob => new CopiedContent(blob.Digest, "blob", blob.MediaType, blob.Size, _blobs[blob.Digest], null)).ToList();
        foreach (var manifest in closure.Manifests)
        {
            var arrival = await PutAsync(manifest, cancellationToken);
            contents.Add(new CopiedContent(manifest.Descriptor.Digest, Word(manifest.Part), manifest.ArtifactType ?? manifest.Descriptor.MediaType, manifest.Descriptor.Size, arrival, manifest.About));
            tally.ManifestArrived();
        }
        foreach (var (name, digest) in closure.Tags) await NameAsync(name, digest, cancellationToken);
        if (tag is { } given) await target.PutManifestAsync(await FetchAsync(root.Digest, cancellationToken), given, cancellationToken);
        tally.Report($"compare with {target.Name}");
        var missing = await new ClosureProof(target) { ImageOnly = ImageOnly }.CompareAsync(closure, tag, cancellationToken);
        return new CopyReport(root.Digest, tag, contents, missing, closure.Remarks);
    }

    /// <summary>A manifest that is there, but that the list of its subject does not lead to, is put again.</summary>
    private async Task<Arrival> PutAsync(ClosureManifest manifest, CancellationToken cancellationToken)
    {
        var digest = manifest.Descriptor.Digest;
        if (await target.FindManifestAsync(digest.Value, cancellationToken) is not null && (manifest is not { Part: ClosurePart.Referrer, About: { } subject } || await ListsAsync(subject, digest, cancellationToken))) return Arrival.Existing;
        await target.PutManifestAsync(await FetchAsync(digest, cancellationToken), null, cancellationToken);
        return Arrival.Copied;
    }

    private async Task<bool> ListsAsync(Digest subject, Digest referrer, CancellationToken cancellationToken)
    {
        await foreach (var listed in target.ListReferrersAsync(subject, cancellationToken))
        {
            if (listed.Digest == referrer) return true;
        }
        return false;
    }

    /// <summary>Where the destination has signatures of its own under the tag, it keeps them: both are put together.</summary>
    private async Task NameAsync(Tag tag, Digest digest, CancellationToken cancellationToken)
    {
        var manifest = await FetchAsync(digest, cancellationToken);
        var there = await target.FindManifestAsync(tag.Value, cancellationToken);
        if (there?.Descriptor.Digest == digest) return;
        if (there is null || there.Read().IsIndex || manifest.Read().IsIndex)
        {
            await target.PutManifestAsync(manifest, tag, cancellationToken);
            return;
        }
        if (CosignTags.Merge(there, manifest) is not { } merged) return;
        var config = merged.Manifest.Read().Config!;
        await target.PutBlobAsync(config, new MemoryPlace(merged.Config), new CopyTally(), cancellationToken);
        await target.PutManifestAsync(merged.Manifest, tag, cancellationToken);
    }

    private async Task<FetchedManifest> FetchAsync(Digest digest, CancellationToken cancellationToken) =>
        await source.FindManifestAsync(digest.Value, cancellationToken) ?? throw new InvalidDataException($"{source.Name}: {digest} was deleted while it was copied");

    private static string Word(ClosurePart part) => part switch
    {
        ClosurePart.Root => "image",
        ClosurePart.Child => "child",
        ClosurePart.Referrer => "referrer",
        _ => "cosign-tag",
    };
}
