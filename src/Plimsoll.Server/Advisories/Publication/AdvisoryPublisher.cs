using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Client;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Advisories.Publication;

/// <summary>What a publication came to.</summary>
/// <param name="Set">What was published.</param>
/// <param name="Manifest">The manifest.</param>
/// <param name="Changed">Lines of the delta; null where there was nothing before.</param>
public sealed record Published(PublishedSet Set, Digest Manifest, long? Changed);

/// <summary>Publishes the whole set of advisories as an artifact of a registry: everything in one layer, and what changed since the last times in layers of their own.</summary>
public sealed class AdvisoryPublisher(IAdvisoryStore store, RemoteRepository repository, string temporaryFolder, TimeProvider time)
{
    private const int Page = 500;

    /// <summary>Publishes under a tag. What was published there before must be by the same key.</summary>
    /// <exception cref="RefusedException">What is there is by somebody else.</exception>
    /// <exception cref="RegistryException">The registry refused.</exception>
    public async Task<Published> PublishAsync(string tag, PrivateKey key, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(temporaryFolder, Path.GetRandomFileName())).FullName;
        try
        {
            var before = await new PublicationReader(repository).FindAsync(tag, key.PublicKey, cancellationToken);
            var whole = Path.Combine(folder, "snapshot");
            var records = await SetLines.WriteAsync(ListAsync(cancellationToken), whole, cancellationToken);
            var snapshot = await PushAsync(PublishedSet.SnapshotType, whole, cancellationToken);
            var sequence = (before?.Set.Sequence ?? 0) + 1;
            var (deltas, layers, changed) = (new List<PublishedDelta>(), new List<Descriptor> { snapshot }, default(long?));
            if (before is not null)
            {
                var old = Path.Combine(folder, "before");
                await new PublicationReader(repository).DownloadAsync(before, before.Set.Snapshot, old, cancellationToken);
                var delta = Path.Combine(folder, "delta");
                changed = await SetLines.WriteAsync(Compare(old, whole), delta, cancellationToken);
                deltas.AddRange(before.Set.Deltas.TakeLast(PublishedSet.MaxDeltas - 1));
                layers.AddRange(deltas.Select(kept => before.Layers.First(layer => layer.Digest == kept.Digest)));
                layers.Add(await PushAsync(PublishedSet.DeltaType, delta, cancellationToken));
                deltas.Add(new PublishedDelta(before.Set.Sequence, sequence, layers[^1].Digest.Value));
            }
            var set = new PublishedSet(sequence, time.GetUtcNow(), records, snapshot.Digest.Value, deltas);
            var bundle = await PublicationKey.SignAsync(set, layers.Select(layer => layer.Digest.Value).Distinct(StringComparer.Ordinal), key, cancellationToken);
            layers.Insert(0, await new ArtifactPush(repository).PushBlobAsync(PublishedSet.BundleType, bundle, cancellationToken));
            return new Published(set, await PushManifestAsync(tag, set, layers, cancellationToken), changed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What two snapshots say differently. Neither is held in memory: only a hash of each line is.</summary>
    private static async IAsyncEnumerable<SetLine> Compare(string old, string whole)
    {
        await Task.Yield();
        var before = SetLines.Read(old).Where(line => line.Kind != "feed").ToDictionary(Identity, Hash);
        foreach (var line in SetLines.Read(whole))
        {
            // Feeds are told in any case: how old they are is news.
            if (line.Kind == "feed" || !before.Remove(Identity(line), out var hash) || hash != Hash(line)) yield return line;
        }
        foreach (var (feed, kind, key) in before.Keys) yield return new SetLine(feed, "gone", $"{kind}\n{key}", null);

        static (string, string, string) Identity(SetLine line) => (line.Feed, line.Kind, line.Key);

        static UInt128 Hash(SetLine line) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(line.Content?.ToJsonString() ?? "")));
    }

    /// <summary>Everything that is known, feed by feed.</summary>
    private async IAsyncEnumerable<SetLine> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var feed in (await store.ListFeedsAsync(cancellationToken)).Where(feed => feed.FetchedAt is not null))
        {
            yield return new SetLine(feed.Name, "feed", "", new JsonObject { ["fetchedAt"] = feed.FetchedAt!.Value.ToString("O") });
            var after = 0L;
            while (await store.ReadAsync(feed.Name, after, Page, cancellationToken) is { Count: > 0 } page)
            {
                foreach (var (number, _, _, advisory) in page)
                {
                    after = number;
                    yield return new SetLine(feed.Name, "advisory", $"{advisory.Source}\n{advisory.Id}\n{advisory.Part}", SetLines.Node(advisory));
                }
            }
        }
        var cve = "";
        while (await store.ListEnrichmentsAsync(cve, Page, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var entry in page)
            {
                cve = entry.Cve;
                if (entry.Kev is { } kev) yield return new SetLine("KEV", "kev", cve, JsonSerializer.SerializeToNode(kev, SetLines.Json));
                if (entry.Epss is { } epss) yield return new SetLine("EPSS", "epss", cve, JsonSerializer.SerializeToNode(epss, SetLines.Json));
            }
        }
        Digest? last = null;
        while (await store.ListVexAsync(last, Page, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var document in page)
            {
                last = document.Digest;
                if (await store.FindVexAsync(document.Digest, cancellationToken) is not { } full) continue;
                yield return new SetLine("VEX", "vex", document.Digest.Value, SetLines.Node(full));
            }
        }
    }

    private async Task<Digest> PushManifestAsync(string tag, PublishedSet set, List<Descriptor> layers, CancellationToken cancellationToken)
    {
        var config = await new ArtifactPush(repository).PushBlobAsync(MediaTypes.OciEmpty, "{}"u8.ToArray(), cancellationToken);
        var manifest = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciManifest,
            ["artifactType"] = PublishedSet.ArtifactType,
            ["config"] = Node(config),
            ["layers"] = new JsonArray([.. layers.Select(Node)]),
            ["annotations"] = new JsonObject { ["org.opencontainers.image.created"] = set.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture), ["dev.plimsoll.advisories.sequence"] = set.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        }.ToJsonString());
        await repository.PushManifestAsync(tag, MediaTypes.OciManifest, manifest, cancellationToken);
        return Digest.Of(manifest);

        static JsonObject Node(Descriptor descriptor) => new() { ["mediaType"] = descriptor.MediaType, ["digest"] = descriptor.Digest.Value, ["size"] = descriptor.Size };
    }

    private async Task<Descriptor> PushAsync(string mediaType, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        var descriptor = new Descriptor { MediaType = mediaType, Digest = Digest.Parse("sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken))), Size = file.Length };
        file.Position = 0;
        if (!await repository.HasBlobAsync(descriptor.Digest, cancellationToken)) await repository.PushBlobAsync(descriptor, file, cancellationToken);
        return descriptor;
    }
}
