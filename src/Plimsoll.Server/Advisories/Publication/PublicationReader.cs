using Plimsoll.Client;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Advisories.Publication;

/// <summary>A publication whose signature was verified.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Set">What was signed.</param>
/// <param name="Layers">The layers that it is about.</param>
public sealed record VerifiedPublication(Digest Manifest, PublishedSet Set, IReadOnlyList<Descriptor> Layers);

/// <summary>Finds publications in a registry. Nothing of one is read before its signature was verified.</summary>
public sealed class PublicationReader(RemoteRepository repository)
{
    private const int MaxBundle = 1 << 20;
    private const long MaxLayer = 4L << 30;

    /// <summary>What is published under a tag or digest; null when nothing is.</summary>
    /// <exception cref="RefusedException">It is by somebody else, or no publication.</exception>
    public async Task<VerifiedPublication?> FindAsync(string reference, PublicKey key, CancellationToken cancellationToken)
    {
        FetchedManifest fetched;
        try
        {
            fetched = await repository.FetchManifestAsync(reference, cancellationToken);
        }
        catch (RegistryException e) when (e.IsNotFound)
        {
            return null;
        }
        Manifest manifest;
        try
        {
            manifest = fetched.Read();
        }
        catch (ManifestException e)
        {
            throw new RefusedException($"{repository.Name} has no readable manifest under {reference}: {e.Message}", e);
        }
        if (manifest.ArtifactType != PublishedSet.ArtifactType || manifest.Layers is not [{ MediaType: PublishedSet.BundleType, Size: <= MaxBundle } bundle, _, ..])
            throw new RefusedException($"{repository.Name}:{reference} is no publication of advisories");
        using var content = new MemoryStream();
        await using (var stream = await repository.OpenBlobAsync(bundle, 0, cancellationToken)) await stream.CopyToAsync(content, cancellationToken);
        var layers = manifest.Layers.Skip(1).ToList();
        var set = PublicationKey.Verify(content.ToArray(), [.. layers.Select(layer => layer.Digest.Value).Distinct(StringComparer.Ordinal)], key);
        return new VerifiedPublication(fetched.Descriptor.Digest, set, layers);
    }

    /// <summary>Fetches a layer into a file; the client has proven its digest when the last byte is read.</summary>
    public async Task DownloadAsync(VerifiedPublication publication, string layer, string path, CancellationToken cancellationToken)
    {
        var descriptor = publication.Layers.First(known => known.Digest.Value == layer);
        if (descriptor.Size > MaxLayer) throw new InvalidDataException($"the layer {layer} has {descriptor.Size} bytes, more than {MaxLayer}");
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        await using var stream = await repository.OpenBlobAsync(descriptor, 0, cancellationToken);
        await stream.CopyToAsync(file, cancellationToken);
    }
}
