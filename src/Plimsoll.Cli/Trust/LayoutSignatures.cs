using System.Runtime.CompilerServices;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Images;

namespace Plimsoll.Cli.Trust;

/// <summary>Signatures of an image in an OCI layout: what its index lists and refers to the image, and what bears cosign's tags.</summary>
internal sealed class LayoutSignatures(string directory, string? tag) : ISignatureSource
{
    private const string RefName = "org.opencontainers.image.ref.name";

    private readonly Lazy<Manifest> _index = new(() => ManifestReader.Read(File.ReadAllBytes(Path.Combine(directory, "index.json")), MediaTypes.OciIndex));

    public ValueTask<Descriptor?> ResolveAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(tag is null ? _index.Value.Manifests.FirstOrDefault(manifest => Read(manifest.Digest) is { Subject: null }) : Named(tag));

    public async IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var manifest in _index.Value.Manifests)
        {
            if (Read(manifest.Digest)?.Subject?.Digest == subject) yield return manifest;
        }
        await ValueTask.CompletedTask;
    }

    public ValueTask<ReadOnlyMemory<byte>?> FindManifestAsync(string reference, CancellationToken cancellationToken) =>
        ValueTask.FromResult((Digest.TryParse(reference, out var digest) ? digest : Named(reference)?.Digest) is { } known && Bytes(known, ManifestReader.MaxSize) is { } bytes ? bytes : default(ReadOnlyMemory<byte>?));

    public ValueTask<byte[]?> ReadBlobAsync(Descriptor blob, CancellationToken cancellationToken) => ValueTask.FromResult(Bytes(blob.Digest, blob.Size));

    private Descriptor? Named(string name) => _index.Value.Manifests.FirstOrDefault(manifest => manifest.Annotations.TryGetValue(RefName, out var named) && named == name);

    private Manifest? Read(Digest digest) => Bytes(digest, ManifestReader.MaxSize) is { } bytes ? ManifestReader.Read(bytes, null) : null;

    private byte[]? Bytes(Digest digest, long most)
    {
        var file = new FileInfo(Path.Combine(directory, "blobs", digest.Value[..6], digest.Hex));
        if (!file.Exists || file.Length > most) return null;
        var bytes = File.ReadAllBytes(file.FullName);
        return Digest.Of(bytes, digest.Algorithm) == digest ? bytes : throw new InvalidDataException($"{file.FullName} does not have the content that its name promises");
    }
}
