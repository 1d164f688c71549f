using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>
/// Does a few thousand random things to a small world of repositories, blobs, manifests and tags, with collection at work in between, and compares every answer and
/// every list with a model in memory; now and then it asks the database for broken invariants.
/// </summary>
public abstract class ModelContract : MetadataContract
{
    private static readonly RepositoryName[] Repositories = [Shop, Other, RepositoryName.Parse("third")];
    private static readonly Tag[] Tags = [Tag.Parse("a"), Tag.Parse("b"), Tag.Parse("latest")];

    private readonly IBlobStore _bytes = new MemoryBlobStore();
    private readonly MetadataModel _model = new();
    private readonly StringBuilder _log = new();
    private Descriptor[] _blobs = [];
    private BuiltManifest[] _manifests = [];

    [Theory]
    [InlineData(1)]
    [InlineData(20260301)]
    [InlineData(987654321)]
    public async Task Answers_as_the_model_does(int seed)
    {
        var random = new Random(seed);
        BuildWorld(random);
        await BeginAsync();
        for (var step = 0; step < 1200; step++)
        {
            try
            {
                await StepAsync(random);
                if (step % 20 == 0) await CompareAsync();
                if (step % 50 == 0) (await ViolationsAsync()).ShouldBeEmpty();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, step {step}, last steps:\n{string.Join('\n', _log.ToString().Split('\n').TakeLast(25))}", e);
            }
        }
        await CompareAsync();
        (await ViolationsAsync()).ShouldBeEmpty();
    }

    /// <summary>Adds what the engine keeps beside the model, to be held against its rows.</summary>
    protected virtual Task BeginAsync() => Task.CompletedTask;

    /// <summary>Blobs, images on them, indexes on those, an index on an index, a build cache, and referrers.</summary>
    private void BuildWorld(Random random)
    {
        _blobs = [.. Enumerable.Range(0, 7).Select(i => new Descriptor { MediaType = "application/x-layer", Digest = Digest.Of(RandomNumberGenerator.GetBytes(16)), Size = 10 + i })];
        var images = Enumerable.Range(0, 5).Select(i => BuiltManifest.Image(i == 0 ? Virtual.EmptyConfig : Pick(random, _blobs), [Pick(random, _blobs), Pick(random, _blobs)])).ToList();
        var inner = BuiltManifest.Index([images[0].Descriptor(), images[1].Descriptor()]);
        var outer = BuiltManifest.Index([inner.Descriptor(), images[2].Descriptor()]);
        var cache = BuiltManifest.Index([_blobs[0], _blobs[1]]);
        var signature = BuiltManifest.Image(Virtual.EmptyConfig, [_blobs[2]], subject: images[0].Descriptor());
        _manifests = [.. images, inner, outer, cache, signature];
        foreach (var blob in _blobs) _model.Universe.Add(blob.Digest);
    }

    private Task StepAsync(Random random) => random.Next(100) switch
    {
        < 25 => PublishAsync(random),
        < 33 => MountAsync(random),
        < 38 => RemoveBlobAsync(random),
        < 66 => PutAsync(random),
        < 74 => RemoveManifestAsync(random),
        < 79 => RemoveTagAsync(random),
        < 84 => FindBlobAsync(random),
        < 90 => CondemnAsync(),
        < 95 => DeleteAsync(random),
        _ => DropKeysAsync(),
    };

    private async Task PublishAsync(Random random)
    {
        var (repository, blob) = (Pick(random, Repositories), Pick(random, _blobs));
        Log($"publish {blob.Digest.Hex[..6]} in {repository}");
        var upload = await StartUploadAsync(repository);
        await using (var writer = await _bytes.CreateAsync(upload.Key, null, default)) await writer.WriteAsync(new byte[blob.Size], default);
        if (random.Next(8) == 0)
        {
            (await Store.Uploads.CancelAsync(repository, upload.Id, default)).ShouldBeTrue();
            return;
        }
        var publication = new BlobPublication(repository, blob.Digest, blob.Size, new BlobLocation.Stored(upload.Key), upload.Id, Now.AddHours(1));
        (await Store.Blobs.PublishAsync(publication, Event(), default)).ShouldBeTrue();
        _model.Publish(repository, blob.Digest);
    }

    private async Task MountAsync(Random random)
    {
        var (repository, blob) = (Pick(random, Repositories), Pick(random, _blobs));
        Log($"mount {blob.Digest.Hex[..6]} into {repository}");
        (await Store.Blobs.MountAsync(repository, blob.Digest, Now.AddHours(1), Event(), default)).ShouldBe(_model.Mount(repository, blob.Digest));
    }

    private async Task RemoveBlobAsync(Random random)
    {
        var (repository, blob) = (Pick(random, Repositories), Pick(random, _blobs));
        Log($"remove blob {blob.Digest.Hex[..6]} from {repository}");
        (await Store.Blobs.RemoveAsync(repository, blob.Digest, Event(), default)).ShouldBe(_model.RemoveBlob(repository, blob.Digest));
    }

    private async Task PutAsync(Random random)
    {
        var (repository, manifest) = (Pick(random, Repositories), Pick(random, _manifests));
        Tag[] tags = random.Next(3) == 0 ? [] : [Pick(random, Tags)];
        Log($"put {manifest.Digest.Hex[..6]} into {repository} as {string.Join(",", tags)}");
        var result = await Store.Manifests.PutAsync(new ManifestPut(repository, manifest.Digest, manifest.Content, manifest.Manifest, tags, "ada"), Event(), default);
        var (missing, isNew) = _model.Put(repository, manifest, tags);
        if (missing.Count == 0) result.ShouldBe(new ManifestPutResult.Stored(isNew));
        else result.ShouldBeOfType<ManifestPutResult.Missing>().Digests.ShouldBe(missing, ignoreOrder: true);
    }

    private async Task RemoveManifestAsync(Random random)
    {
        var (repository, manifest) = (Pick(random, Repositories), Pick(random, _manifests));
        Log($"remove {manifest.Digest.Hex[..6]} from {repository}");
        (await Store.Manifests.RemoveAsync(repository, manifest.Digest, "ada", Event(), default)).ShouldBe(_model.RemoveManifest(repository, manifest.Digest));
    }

    private async Task RemoveTagAsync(Random random)
    {
        var (repository, tag) = (Pick(random, Repositories), Pick(random, Tags));
        Log($"remove tag {tag} of {repository}");
        (await Store.Manifests.RemoveTagAsync(repository, tag, "ada", Event(), default)).ShouldBe(_model.RemoveTag(repository, tag));
    }

    private async Task FindBlobAsync(Random random)
    {
        var (repository, blob) = (Pick(random, Repositories), Pick(random, _blobs));
        Log($"find {blob.Digest.Hex[..6]} in {repository}");
        var found = await Store.Blobs.FindAsync(repository, blob.Digest, default);
        (found is not null).ShouldBe(_model.Find(repository, blob.Digest));
        if (found is not null) await ShouldBeThere(found);
    }

    /// <summary>Collection, first half: blobs that no manifest needs leave their repositories and are condemned.</summary>
    private async Task CondemnAsync()
    {
        Log("condemn");
        Advance(TimeSpan.FromHours(2));
        foreach (var digest in _model.Condemn()) await Probe.CondemnAsync(digest);
    }

    /// <summary>Collection, second half: the bytes of a condemned blob are deleted, then its row, or the other half of that is left undone.</summary>
    private async Task DeleteAsync(Random random)
    {
        if (_model.Condemned.Count == 0) return;
        var digest = Pick(random, _model.Condemned.Order().ToArray());
        var finish = random.Next(2) == 0;
        Log($"delete {digest.Hex[..6]}{(finish ? "" : " halfway")}");
        var key = await Probe.StorageKeyOfAsync(digest);
        await Probe.SetBlobStateAsync(digest, 2);
        await _bytes.DeleteAsync(key!.Value, default);
        _model.Delete(digest, finish);
        if (finish) await Probe.RemoveBlobRowAsync(digest);
    }

    private async Task DropKeysAsync()
    {
        Log("drop keys");
        foreach (var key in await Probe.TakeKeysAsync()) await _bytes.DeleteAsync(key, default);
    }

    private async Task CompareAsync()
    {
        foreach (var repository in Repositories)
        {
            var state = _model.Of(repository);
            (await Store.Manifests.ListTagsAsync(repository, null, 100, default)).ToDictionary(t => t.Tag, t => t.Digest).ShouldBe(state.Tags, ignoreOrder: true);
            (await Store.Manifests.ListManifestsAsync(repository, null, 100, default)).Select(m => m.Digest).ShouldBe(state.Manifests.Keys, ignoreOrder: true);
            foreach (var tag in Tags)
            {
                var expected = state.Tags.TryGetValue(tag, out var digest) ? digest : default(Digest?);
                (await Store.Manifests.ResolveAsync(repository, tag, default)).ShouldBe(expected);
                var moves = await Store.Manifests.TagHistoryAsync(repository, tag, 1, default);
                (moves.Count == 0 ? null : moves[0].Digest).ShouldBe(expected);
            }
            foreach (var subject in _manifests)
            {
                (await Store.Manifests.ListReferrersAsync(repository, subject.Digest, [], null, 10, default)).Select(r => r.Digest)
                    .ShouldBe(state.Manifests.Values.Where(m => m.Manifest.Subject?.Digest == subject.Digest).Select(m => m.Digest), ignoreOrder: true);
            }
        }
        (await Store.Manifests.ListRepositoriesAsync(null, 10, default)).Select(r => (r.Name, r.Tags, r.Manifests)).ShouldBe(
            Repositories.Where(r => _model.Of(r).Manifests.Count > 0).Order().Select(r => (r, (long)_model.Of(r).Tags.Count, (long)_model.Of(r).Manifests.Count)));
        foreach (var digest in _model.Universe) (await Probe.BlobStateAsync(digest)).ShouldBe(_model.StateOf(digest));
    }

    /// <summary>Broken invariants: those of the rows from the database, those between rows and bytes from both (I1 and I5 of the design).</summary>
    private async Task<List<string>> ViolationsAsync()
    {
        var violations = new List<string>(await Probe.ViolationsAsync());
        var stored = await _bytes.ListAsync(default).ToDictionaryAsync(e => e.Key, e => e.Size);
        foreach (var digest in _model.Universe)
        {
            if (await Probe.BlobStateAsync(digest) is not (0 or 1)) continue;
            var key = (await Probe.StorageKeyOfAsync(digest))!.Value;
            if (!stored.TryGetValue(key, out var size) || size != _blobs.Single(b => b.Digest == digest).Size) violations.Add($"I1: {digest} has no bytes under {key}");
        }
        var accounted = await Probe.AccountedKeysAsync();
        violations.AddRange(stored.Keys.Where(k => !accounted.Contains(k)).Select(k => $"I5: {k} has neither row nor intent"));
        return violations;
    }

    private async Task ShouldBeThere(BlobRecord blob)
    {
        await using var reader = await _bytes.OpenAsync(blob.Location.ShouldBeOfType<BlobLocation.Stored>().Key, default);
        reader.ShouldNotBeNull().Length.ShouldBe(blob.Size);
    }

    private void Log(string step) => _log.Append(step).Append('\n');

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
