using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>What clients do, call by call as the server does it for them.</summary>
internal sealed class Clients(World world, RegistryModel model, Gate gate, SimulatedObjects objects, Func<IMetadataStore> store, TimeSpan grace, Func<StorageKey> newKey, Mutation mutation)
{
    private static readonly AuditEvent Blank = new() { Id = Guid.Empty, At = default, Action = "test", Outcome = "ok", Principal = "ada", AuthKind = "none" };

    private int _ids;

    /// <summary>POST, PATCH, PATCH, PUT; it may give up or cancel on the way.</summary>
    public async Task UploadAsync(string repository, int blob, int fate)
    {
        var (name, descriptor) = (RepositoryName.Parse(repository), world.Blobs[blob]);
        var content = world.ContentOf(descriptor.Digest);
        var upload = new Upload { Id = $"upload-{_ids++}", Repository = name, Key = mutation.KeyFor(descriptor.Digest, newKey()), Algorithm = DigestAlgorithm.Sha256, Principal = "ada", StartedAt = model.Now, ExpiresAt = model.Now + grace };
        await CallAsync("create upload", s => s.Uploads.CreateAsync(upload, default));
        if (fate == 0) return;
        if (content.Length <= World.InlineSize)
        {
            await PublishAsync(name, descriptor, new BlobLocation.Inline(content), upload.Id);
            return;
        }
        var half = content.Length / 2;
        var writer = await objects.CreateAsync(upload.Key, null, default);
        await writer.WriteAsync(content.AsMemory(0, half), default);
        await writer.FlushAsync(default);
        if (!await CallAsync("advance upload", s => s.Uploads.AdvanceAsync(upload, half, new byte[1], writer.State, model.Now + grace, default)) || fate == 1) return;
        if (fate == 2)
        {
            await CallAsync("cancel upload", s => s.Uploads.CancelAsync(name, upload.Id, default));
            return;
        }
        if (await CallAsync("find upload", s => s.Uploads.FindAsync(name, upload.Id, default).AsTask()) is not { } found) return;
        writer = await objects.AppendAsync(upload.Key, found.Offset, found.StoreState, default);
        await writer.WriteAsync(content.AsMemory(half), default);
        await writer.CompleteAsync(default);
        await PublishAsync(name, descriptor, new BlobLocation.Stored(upload.Key), upload.Id);
    }

    /// <summary>What a good client does: looks which blobs and children are there, uploads the others, then pushes the manifest.</summary>
    public async Task PushAsync(string repository, int manifest, string? tag)
    {
        var built = world.Manifests[manifest];
        foreach (var blob in built.Manifest.Layers.Append(built.Manifest.Config).Concat(built.Manifest.Manifests).OfType<Descriptor>().Where(d => d.Digest != Digest.EmptyJson))
        {
            if (world.ByDigest.ContainsKey(blob.Digest))
            {
                if (!await HeadManifestAsync(repository, world.Manifests.IndexOf(m => m.Digest == blob.Digest))) await PutAsync(repository, world.Manifests.IndexOf(m => m.Digest == blob.Digest), null);
            }
            else if (!await HeadBlobAsync(repository, world.Blobs.IndexOf(b => b.Digest == blob.Digest)))
            {
                await UploadAsync(repository, world.Blobs.IndexOf(b => b.Digest == blob.Digest), 3);
            }
        }
        await PutAsync(repository, manifest, tag);
    }

    public Task PutAsync(string repository, int manifest, string? tag)
    {
        var built = world.Manifests[manifest];
        var sparse = repository == world.Repositories[2];
        var put = new ManifestPut(RepositoryName.Parse(repository), built.Digest, built.Content, built.Manifest, tag is null ? [] : [Tag.Parse(tag)], "ada") { AllowSparse = sparse };
        return CallAsync("put", s => s.Manifests.PutAsync(put, Event(), default), result => model.Put(repository, built, tag, sparse, result));
    }

    public async Task<bool> HeadBlobAsync(string repository, int blob)
    {
        var (name, digest) = (RepositoryName.Parse(repository), world.Blobs[blob].Digest);
        return await CallAsync("find blob",
            async s => mutation.LooksPastTheGrace
                ? (await s.Blobs.RepositoriesWithAsync(digest, null, 10, default).ConfigureAwait(false)).Contains(name)
                : await s.Blobs.FindAsync(name, digest, default).ConfigureAwait(false) is not null,
            found => model.SawBlob(repository, digest, found));
    }

    public async Task<bool> HeadManifestAsync(string repository, int manifest) => await CallAsync("find manifest",
        s => s.Manifests.FindAsync(RepositoryName.Parse(repository), world.Manifests[manifest].Digest, default).AsTask(),
        found => model.SawManifest(repository, world.Manifests[manifest].Digest, found is not null)) is not null;

    public Task MountAsync(string repository, int blob) => CallAsync("mount",
        s => s.Blobs.MountAsync(RepositoryName.Parse(repository), world.Blobs[blob].Digest, model.Now + grace, Event(), default),
        mounted =>
        {
            if (mounted) model.Published(repository, world.Blobs[blob].Digest, model.Now + grace);
        });

    public Task RemoveBlobAsync(string repository, int blob) => CallAsync("remove blob",
        s => s.Blobs.RemoveAsync(RepositoryName.Parse(repository), world.Blobs[blob].Digest, Event(), default),
        removal => model.RemovedBlob(repository, world.Blobs[blob].Digest, removal));

    public Task RemoveManifestAsync(string repository, int manifest) => CallAsync("remove manifest",
        s => s.Manifests.RemoveAsync(RepositoryName.Parse(repository), world.Manifests[manifest].Digest, "ada", Event(), default),
        removal => model.RemovedManifest(repository, world.Manifests[manifest].Digest, removal));

    public Task RemoveTagAsync(string repository, string tag) => CallAsync("remove tag",
        s => s.Manifests.RemoveTagAsync(RepositoryName.Parse(repository), Tag.Parse(tag), "ada", Event(), default), removed => model.RemovedTag(repository, tag, removed));

    public Task UndeleteAsync(string repository, DeletedReference reference) => CallAsync("undelete",
        s => s.Collection.UndeleteAsync(RepositoryName.Parse(repository), reference, "ada", Event(), default), result => model.Undeleted(repository, reference, result));

    private Task PublishAsync(RepositoryName repository, Descriptor blob, BlobLocation location, string uploadId)
    {
        var pinnedUntil = model.Now + grace;
        return CallAsync("publish", s => s.Blobs.PublishAsync(new BlobPublication(repository, blob.Digest, blob.Size, location, uploadId, pinnedUntil), Event(), default), done =>
        {
            if (done) model.Published(repository.Value, blob.Digest, pinnedUntil);
        });
    }

    private AuditEvent Event() => Blank with { Id = Guid.CreateVersion7(model.Now), At = model.Now };

    private Task<T> CallAsync<T>(string name, Func<IMetadataStore, Task<T>> call, Action<T>? effect = null) => gate.CallAsync(name, () => call(store()), effect);

    private Task CallAsync(string name, Func<IMetadataStore, Task> call) => gate.CallAsync(name, async () =>
    {
        await call(store()).ConfigureAwait(false);
        return true;
    });
}
