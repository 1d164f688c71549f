using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Copying;

/// <summary>
/// An OCI image layout in a directory (OCI image-spec, image-layout.md). Everything that has a name or is about something else is listed in <c>index.json</c>, as oras does it; blobs
/// are written beside their place and moved there when their digest is proven.
/// </summary>
public sealed class OciLayout : IClosureTarget
{
    private const int BufferSize = 256 * 1024;

    private readonly string _directory;
    private readonly LayoutIndexFile _index;

    /// <summary>Opens a layout that exists, or one that the first write makes.</summary>
    public OciLayout(string directory) => (_directory, _index) = (directory, new LayoutIndexFile(directory));

    /// <inheritdoc/>
    public string Name => "oci:" + _directory;

    /// <summary>The image without a name: the only one that is listed and is about nothing else.</summary>
    /// <exception cref="FormatException">There are several.</exception>
    public async Task<FetchedManifest?> FindOnlyAsync(CancellationToken cancellationToken)
    {
        var images = new List<FetchedManifest>();
        foreach (var entry in _index.Read().DistinctBy(entry => entry.Digest))
        {
            if (LayoutIndexFile.NameOf(entry) is { } name && Tag.TryParse(name, out var tag) && CosignTags.IsOne(tag)) continue;
            if (await FindManifestAsync(entry.Digest.Value, cancellationToken) is { } manifest && manifest.Read().Subject is null) images.Add(manifest);
        }
        return images.Count <= 1 ? images.FirstOrDefault() : throw new FormatException($"{Name} has several images: name one of {string.Join(", ", _index.Read().Select(LayoutIndexFile.NameOf).OfType<string>().Order(StringComparer.Ordinal))}");
    }

    /// <inheritdoc/>
    public async ValueTask<FetchedManifest?> FindManifestAsync(string reference, CancellationToken cancellationToken)
    {
        if (!Digest.TryParse(reference, out var digest))
        {
            if (_index.Find(reference) is not { } named) return null;
            digest = named.Digest;
        }
        var file = new FileInfo(PathOf(digest));
        if (!file.Exists) return null;
        if (file.Length > ManifestReader.MaxSize) throw new InvalidDataException($"{file.FullName} is larger than a manifest can be");
        var content = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        if (Digest.Of(content, digest.Algorithm) is var actual && actual != digest) throw new ContentMismatchException(digest, $"{file.FullName} has the digest {actual}");
        return new FetchedManifest(new Descriptor { MediaType = ManifestReader.Read(content, null).MediaType, Digest = digest, Size = content.Length }, content);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Other tools keep the list of referrers under the tag that stands for it.
        var listed = _index.Find(Tag.ReferrersFallbackOf(subject).Value) is { } fallback && await FindManifestAsync(fallback.Digest.Value, cancellationToken) is { } index && index.Read() is { IsIndex: true } list ? list.Manifests : [];
        foreach (var entry in _index.Read().Concat(listed).DistinctBy(entry => entry.Digest))
        {
            if (await FindManifestAsync(entry.Digest.Value, cancellationToken) is { } manifest && manifest.Read().Subject?.Digest == subject) yield return manifest.Descriptor;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PathOf(blob.Digest));
        if (!file.Exists || file.Length != blob.Size) return false;
        await using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var hash = NewHash(blob.Digest);
        await AppendAsync(hash, stream, cancellationToken);
        return Digest.FromHash(blob.Digest.Algorithm, hash.GetHashAndReset()) == blob.Digest;
    }

    /// <inheritdoc/>
    public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken)
    {
        var stream = new FileStream(PathOf(blob.Digest), FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        stream.Position = offset;
        return Task.FromResult<Stream>(stream);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Tag> ListTagsAsync(CancellationToken cancellationToken) =>
        _index.Read().Select(LayoutIndexFile.NameOf).Where(name => Tag.TryParse(name, out _)).Distinct().Select(name => Tag.Parse(name!)).ToAsyncEnumerable();

    /// <inheritdoc/>
    public async Task<Arrival> PutBlobAsync(Descriptor blob, IClosureSource from, IProgress<long> sent, CancellationToken cancellationToken)
    {
        if (await HasBlobAsync(blob, cancellationToken)) return Arrival.Existing;
        _index.Prepare();
        await new PartialFile(PathOf(blob.Digest), blob).FillAsync((offset, cancellation) => from.OpenBlobAsync(blob, offset, cancellation), sent, cancellationToken);
        return Arrival.Copied;
    }

    /// <inheritdoc/>
    public async Task PutManifestAsync(FetchedManifest manifest, Tag? tag, CancellationToken cancellationToken)
    {
        _index.Prepare();
        var path = PathOf(manifest.Descriptor.Digest);
        if (!File.Exists(path))
        {
            await File.WriteAllBytesAsync(path + PartialFile.Ending, manifest.Content, cancellationToken);
            File.Move(path + PartialFile.Ending, path, overwrite: true);
        }
        _index.Add(manifest.Descriptor, manifest.Read(), tag);
    }

    internal static IncrementalHash NewHash(Digest digest) => IncrementalHash.CreateHash(digest.Algorithm == DigestAlgorithm.Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512);

    internal static async Task AppendAsync(IncrementalHash hash, Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0) hash.AppendData(buffer, 0, read);
    }

    private string PathOf(Digest digest) => Path.Combine(_directory, "blobs", digest.Value[..6], digest.Hex);
}
