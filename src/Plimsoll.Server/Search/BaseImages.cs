using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Search;

/// <summary>An image on the way from the lowest layer up.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Layers">How many layers it has.</param>
/// <param name="Places">Where it is, as far as the caller may read.</param>
internal sealed record ChainImage(string Digest, int Layers, IReadOnlyList<ImagePlace> Places);

/// <summary>What an image says of its own base (OCI image-spec, annotations.md): a claim of the builder.</summary>
/// <param name="Name"><c>org.opencontainers.image.base.name</c>.</param>
/// <param name="Digest"><c>org.opencontainers.image.base.digest</c>.</param>
/// <param name="Agrees">Whether the base that was found has that digest; null where the claim names none, or none was found.</param>
internal sealed record BaseClaim(string? Name, string? Digest, bool? Agrees);

/// <summary>On what an image stands.</summary>
/// <param name="ChainId">The chain id of all its layers.</param>
/// <param name="BaseChainId">The chain id of the layers that it shares with its base.</param>
/// <param name="Base">Images that are made of exactly these layers; empty when no image of this registry that the caller may read is.</param>
/// <param name="Claimed">What the image says itself; null when it says nothing.</param>
/// <param name="Descendants">Images that stand on it, some of many: <c>/api/v1/chains/ID</c> lists all.</param>
internal sealed record BaseOfImage(string? ChainId, string? BaseChainId, IReadOnlyList<ChainImage> Base, BaseClaim? Claimed, IReadOnlyList<ChainImage> Descendants);

/// <summary>Images by their chains of layers: which one stands on which.</summary>
internal sealed class BaseImages(IMetadataStore metadata, FactsSearch search)
{
    private const string NameLabel = "org.opencontainers.image.base.name";
    private const string DigestLabel = "org.opencontainers.image.base.digest";
    private const int MaxShown = 20;
    private const int MaxLooked = 500;

    /// <summary>On what an image stands, and what stands on it.</summary>
    public async Task<BaseOfImage> FindAsync(Caller caller, InspectionDocument document, CancellationToken cancellationToken)
    {
        var chains = FactsIndexer.ChainsOf(document);
        IReadOnlyList<ChainImage> bases = [];
        Digest? at = null;
        foreach (var chain in chains.SkipLast(1).Reverse())
        {
            bases = (await ImagesAsync(caller, chain, null, MaxShown, cancellationToken)).Items;
            if (bases.Count == 0) continue;
            at = chain;
            break;
        }
        var descendants = chains.Count == 0 ? [] : (await DescendantsAsync(caller, chains[^1], null, MaxShown, cancellationToken)).Items;
        return new BaseOfImage(chains.Count == 0 ? null : chains[^1].Value, at?.Value, bases, Claimed(document, bases), descendants);
    }

    /// <summary>Images that are made of exactly these layers.</summary>
    public Task<Found<ChainImage>> ImagesAsync(Caller caller, Digest chain, string? after, int limit, CancellationToken cancellationToken) =>
        ListAsync(caller, (from, count) => metadata.Index.ListImagesAsync(chain, from, count, cancellationToken), after, limit, cancellationToken);

    /// <summary>Images that have these layers and others on top.</summary>
    public Task<Found<ChainImage>> DescendantsAsync(Caller caller, Digest chain, string? after, int limit, CancellationToken cancellationToken) =>
        ListAsync(caller, (from, count) => metadata.Index.ListDescendantsAsync(chain, from, count, cancellationToken), after, limit, cancellationToken);

    private async Task<Found<ChainImage>> ListAsync(Caller caller, Func<long, int, ValueTask<IReadOnlyList<ImageInIndex>>> list, string? after, int limit, CancellationToken cancellationToken)
    {
        const int Batch = 100;
        var last = Cursor.Read(after, 1) is { } c ? Cursor.Number(c[0]) : 0;
        var found = new List<ChainImage>();
        for (var looked = 0; looked < MaxLooked;)
        {
            var images = await list(last, Batch);
            foreach (var image in images)
            {
                (last, looked) = (image.Id, looked + 1);
                if (await search.PlacesAsync(caller, image.Digest, cancellationToken) is not { Count: > 0 } places) continue;
                found.Add(new ChainImage(image.Digest.Value, image.Layers, places));
                if (found.Count == limit) return new Found<ChainImage>(found, Cursor.Write(last.ToString()));
            }
            if (images.Count < Batch) return new Found<ChainImage>(found, null);
        }
        return new Found<ChainImage>(found, Cursor.Write(last.ToString()));
    }

    /// <summary>Builders write it as a label or as an annotation.</summary>
    private static BaseClaim? Claimed(InspectionDocument document, IReadOnlyList<ChainImage> bases)
    {
        var (name, digest) = (Value(NameLabel), Value(DigestLabel));
        if (name is null && digest is null) return null;
        return new BaseClaim(name, digest, digest is null || bases.Count == 0 ? null : bases.Any(image => image.Digest == digest));

        string? Value(string key) => document.Image.Annotations?.GetValueOrDefault(key) ?? document.Image.Labels.GetValueOrDefault(key);
    }
}
