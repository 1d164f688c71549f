using System.Runtime.CompilerServices;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Inspection.Sbom.Arriving;

/// <summary>Bytes that somebody attached to an image and that may be statements about vulnerabilities.</summary>
/// <param name="Source">How they were found: <c>referrer</c>, <c>index-referrer</c>, <c>tag</c> or <c>attestation-manifest</c>.</param>
/// <param name="Manifest">The manifest that they belong to.</param>
/// <param name="MediaType">Their media type.</param>
/// <param name="Content">The bytes; null when they could not be read.</param>
/// <param name="Problem">Why they could not be read.</param>
public sealed record ArrivedStatement(string Source, Digest Manifest, string MediaType, ReadOnlyMemory<byte>? Content, string? Problem);

/// <summary>Finds statements about vulnerabilities (VEX) that came with an image. What a document says, and whether it is one, is for who reads it.</summary>
public static class ArrivedStatements
{
    private const int MaxDocuments = 50;
    private const int MaxBytes = 16 << 20;

    /// <summary>Parts of media types and of types of predicates that say it.</summary>
    private static readonly string[] Words = ["openvex", "csaf", "cyclonedx", "vex+"];

    private static readonly string[] Envelopes = ["application/vnd.in-toto", "application/vnd.dsse.envelope", "application/vnd.dev.sigstore.bundle"];

    private static readonly string[] PredicateAnnotations = ["in-toto.io/predicate-type", "predicateType", "dev.sigstore.bundle.predicateType"];

    /// <summary>Finds them.</summary>
    /// <param name="referrers">Where they are.</param>
    /// <param name="image">The image; it has a digest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async IAsyncEnumerable<ArrivedStatement> ListAsync(IReferrers referrers, ImageFacts image, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(referrers);
        ArgumentNullException.ThrowIfNull(image);
        var (seen, documents) = (new HashSet<Digest>(), 0);
        await foreach (var (source, digest, manifest) in ArrivedManifests.ListAsync(referrers, image, MayHold, cancellationToken))
        {
            if (!seen.Add(digest)) continue;
            foreach (var layer in manifest.Layers.Where(MayBe))
            {
                if (++documents > MaxDocuments) yield break;
                yield return await ReadAsync(referrers, source, digest, layer, cancellationToken);
            }
        }
    }

    private static bool Says(string text) => Array.Exists(Words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static bool MayBe(Descriptor layer)
    {
        if (Says(layer.MediaType)) return true;
        if (!Array.Exists(Envelopes, type => layer.MediaType.StartsWith(type, StringComparison.Ordinal))) return false;
        var predicate = PredicateAnnotations.Select(name => layer.Annotations.GetValueOrDefault(name)).FirstOrDefault(value => value is not null);
        return predicate is null || Says(predicate);
    }

    private static bool MayHold(Descriptor referrer) => referrer.ArtifactType is not { } type || Says(type) || Array.Exists(Envelopes, envelope => type.StartsWith(envelope, StringComparison.Ordinal))
        || type.StartsWith("application/vnd.oci.", StringComparison.Ordinal);

    private static async Task<ArrivedStatement> ReadAsync(IReferrers referrers, string source, Digest manifest, Descriptor layer, CancellationToken cancellationToken)
    {
        if (layer.Size > MaxBytes) return new ArrivedStatement(source, manifest, layer.MediaType, null, $"it has {layer.Size} bytes; at most {MaxBytes} are read");
        await using var blob = await referrers.OpenBlobAsync(layer, cancellationToken);
        if (blob is null) return new ArrivedStatement(source, manifest, layer.MediaType, null, "its bytes are not there");
        var content = await Task.Run(() => ReadAll(blob, (int)layer.Size), cancellationToken);
        return content is not null && Digest.Of(content, layer.Digest.Algorithm) == layer.Digest
            ? new ArrivedStatement(source, manifest, layer.MediaType, content, null) : new ArrivedStatement(source, manifest, layer.MediaType, null, "its bytes are not what its digest promises");
    }

    private static byte[]? ReadAll(Stream blob, int size)
    {
        var content = new byte[size];
        return blob.ReadAtLeast(content, size, throwOnEndOfStream: false) == size && blob.ReadByte() < 0 ? content : null;
    }
}
