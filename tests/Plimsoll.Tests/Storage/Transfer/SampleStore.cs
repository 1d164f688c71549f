using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Hashing;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Transfer;

/// <summary>A store of the embedded engine with real bytes in a folder of its own.</summary>
internal sealed class SampleStore : IAsyncDisposable
{
    public static readonly RepositoryName Shop = RepositoryName.Parse("shop/api");

    private readonly TemporaryDirectory? _own;

    public SampleStore(string? folder = null, TimeProvider? time = null)
    {
        Time = time ?? new ManualClock();
        if (folder is null) _own = new TemporaryDirectory();
        Folder = folder ?? _own!.File("data");
        Directory.CreateDirectory(Folder);
        Metadata = SqliteMetadataStore.Open(Path.Combine(Folder, "plimsoll.db"), Time);
        Blobs = FileSystemBlobStore.Open(Path.Combine(Folder, "blobs"));
        Objects = FileSystemObjectStore.Open(Path.Combine(Folder, "beside"));
    }

    public TimeProvider Time { get; }

    public string Folder { get; }

    public SqliteMetadataStore Metadata { get; }

    public FileSystemBlobStore Blobs { get; }

    public FileSystemObjectStore Objects { get; }

    public static AuditEvent Event(TimeProvider time, string action = "push") =>
        new() { Id = Guid.CreateVersion7(time.GetUtcNow()), At = time.GetUtcNow(), Action = action, Outcome = "ok", Principal = "ada", AuthKind = "basic" };

    /// <summary>Pushes an image of two blobs as the server does it.</summary>
    public async Task<BuiltManifest> PushImageAsync(params string[] tags) => await PushImageAsync(Shop, tags);

    public async Task<BuiltManifest> PushImageAsync(RepositoryName repository, params string[] tags)
    {
        var image = BuiltManifest.Image(await PushBlobAsync(repository, 300, MediaTypes.OciConfig), [await PushBlobAsync(repository, 20_000)]);
        await PutAsync(repository, image, tags);
        return image;
    }

    public async Task PutAsync(RepositoryName repository, BuiltManifest manifest, params string[] tags) =>
        (await Metadata.Manifests.PutAsync(new ManifestPut(repository, manifest.Digest, manifest.Content, manifest.Manifest, [.. tags.Select(Tag.Parse)], "ada"), Event(Time), default)).ShouldBeOfType<ManifestPutResult.Stored>();

    /// <summary>Pushes random bytes; up to 1000 of them into the database.</summary>
    public async Task<Descriptor> PushBlobAsync(RepositoryName repository, int size, string mediaType = "application/vnd.oci.image.layer.v1.tar+gzip", DigestAlgorithm algorithm = DigestAlgorithm.Sha256)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        var digest = Digest.Of(bytes, algorithm);
        BlobLocation location = size <= 1000 ? new BlobLocation.Inline(bytes) : new BlobLocation.Stored(await WriteAsync(bytes));
        (await Metadata.Blobs.PublishAsync(new BlobPublication(repository, digest, size, location, null, Time.GetUtcNow().AddHours(24)), Event(Time, "push-blob"), default)).ShouldBeTrue();
        return new Descriptor { MediaType = mediaType, Digest = digest, Size = size };
    }

    public async Task<StorageKey> WriteAsync(byte[] bytes)
    {
        var key = StorageKey.New(Time);
        await using var writer = await Blobs.CreateAsync(key, bytes.Length, default);
        await writer.WriteAsync(bytes, default);
        await writer.CompleteAsync(default);
        return key;
    }

    /// <summary>Where the bytes of a blob lie.</summary>
    public async Task<string> FileOfAsync(Digest digest) => Path.Combine(Folder, "blobs", ((BlobLocation.Stored)(await Metadata.Scrub.ListBlobsAsync(0, 10_000, default)).Single(b => b.Digest == digest).Location).Key.Value);

    /// <summary>Changes one byte of a blob behind the store's back.</summary>
    public async Task DamageAsync(Digest digest)
    {
        await using var file = File.Open(await FileOfAsync(digest), FileMode.Open);
        file.Position = 100;
        var old = file.ReadByte();
        file.Position = 100;
        file.WriteByte((byte)(old ^ 1));
    }

    /// <summary>Reads all that is served and checks every digest: manifests by tag, and what they need.</summary>
    public async Task<int> VerifyAsync()
    {
        var checkedBlobs = 0;
        foreach (var repository in await Metadata.Manifests.ListRepositoriesAsync(null, 1000, default))
        {
            foreach (var manifest in await Metadata.Manifests.ListManifestsAsync(repository.Name, null, 10_000, default))
            {
                var stored = (await Metadata.Manifests.FindAsync(repository.Name, manifest.Digest, default)).ShouldNotBeNull();
                Digest.Of(stored.Content.Span, stored.Digest.Algorithm).ShouldBe(stored.Digest);
                var read = ManifestReader.Read(stored.Content, stored.MediaType);
                foreach (var blob in read.Layers.Concat(read.Config is { } config ? [config] : []))
                {
                    (await DigestOfAsync(repository.Name, blob.Digest)).ShouldBe(blob.Digest);
                    checkedBlobs++;
                }
            }
        }
        return checkedBlobs;
    }

    public async ValueTask DisposeAsync()
    {
        await Metadata.DisposeAsync();
        Blobs.Dispose();
        _own?.Dispose();
    }

    private async Task<Digest> DigestOfAsync(RepositoryName repository, Digest digest)
    {
        var record = (await Metadata.Blobs.FindAsync(repository, digest, default)).ShouldNotBeNull();
        if (record.Location is BlobLocation.Inline(var content)) return Digest.Of(content.Span, digest.Algorithm);
        await using var reader = (await Blobs.OpenAsync(((BlobLocation.Stored)record.Location).Key, default)).ShouldNotBeNull();
        return await BlobHash.OfAsync(reader, digest.Algorithm, default);
    }
}
