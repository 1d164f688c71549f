using Plimsoll.Client;
using Plimsoll.Client.Copying;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Client.Copying;

/// <summary>Closures in layouts: what belongs to one, in which order it is stored, and what the proof finds missing.</summary>
public sealed class OciLayoutTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plimsoll-layout-").FullName;
    private readonly OciLayout _layout;
    private readonly OciLayout _other;

    public OciLayoutTests()
    {
        _layout = new OciLayout(Path.Combine(_folder, "one"));
        _other = new OciLayout(Path.Combine(_folder, "two"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_closure_holds_children_referrers_of_referrers_and_tags_of_cosign()
    {
        var (index, all) = await GraphAsync();

        var closure = await new ClosureWalk(_layout).RunAsync(index.Descriptor(), default);

        closure.Manifests.Select(manifest => manifest.Descriptor.Digest).ShouldBe(all, ignoreOrder: true);
        var order = closure.Manifests.Select((manifest, at) => (manifest, at)).ToDictionary(pair => pair.manifest.Descriptor.Digest, pair => pair.at);
        foreach (var manifest in closure.Manifests)
        {
            foreach (var child in manifest.Children) order[child].ShouldBeLessThan(order[manifest.Descriptor.Digest]);
            if (manifest.About is { } about) order[about].ShouldBeLessThan(order[manifest.Descriptor.Digest]);
        }
        closure.Tags.ShouldHaveSingleItem().Key.Value.ShouldEndWith(".sig");
        closure.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_copy_is_whole()
    {
        var (index, all) = await GraphAsync();

        var report = await CopyAsync(index);

        report.Missing.ShouldBeEmpty();
        report.Contents.Where(content => content.Kind != "blob").Select(content => content.Digest).ShouldBe(all, ignoreOrder: true);
        (await _other.FindManifestAsync("v1", default))!.Descriptor.Digest.ShouldBe(index.Digest);
    }

    /// <summary>Whatever single file of the copy is taken away or spoilt, the proof says so.</summary>
    [Fact]
    public async Task The_proof_finds_every_single_loss()
    {
        var (index, _) = await GraphAsync();
        await CopyAsync(index);
        var closure = await new ClosureWalk(_layout).RunAsync(index.Descriptor(), default);
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "two", "blobs", "sha256")))
        {
            var content = await File.ReadAllBytesAsync(file);
            File.Delete(file);

            var missing = await ProveAsync(closure);

            missing.ShouldNotBeEmpty(file);
            await File.WriteAllBytesAsync(file, content);
        }
        (await ProveAsync(closure)).ShouldBeEmpty();
        var layer = closure.Blobs.Single(blob => blob.Size == 5000);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "two", "blobs", "sha256", layer.Digest.Hex), new byte[5000]);
        (await ProveAsync(closure)).ShouldHaveSingleItem().ShouldContain(layer.Digest.Value);
    }

    /// <summary>Bytes that lie there and that nothing leads to are no signature for anybody.</summary>
    [Fact]
    public async Task The_proof_finds_what_is_there_and_not_listed()
    {
        var (index, _) = await GraphAsync();
        await CopyAsync(index);
        var closure = await new ClosureWalk(_layout).RunAsync(index.Descriptor(), default);
        var file = Path.Combine(_folder, "two", "index.json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        foreach (var entry in json["manifests"]!.AsArray().Where(entry => entry!["annotations"] is null).ToList()) json["manifests"]!.AsArray().Remove(entry);
        await File.WriteAllTextAsync(file, json.ToJsonString());

        (await ProveAsync(closure)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_blob_goes_on_from_what_an_earlier_run_left()
    {
        var content = new byte[300_000];
        new Random(2).NextBytes(content);
        var blob = FakeRegistry.BlobOf(content);
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "two", "blobs", "sha256"));
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, blob.Digest.Hex + ".part"), content[..123_456]);
        var asked = new List<long>();

        await _other.PutBlobAsync(blob, new Source(content, asked), new Progress<long>(), default);

        asked.ShouldBe([123_456]);
        (await _other.HasBlobAsync(blob, default)).ShouldBeTrue();
        Directory.GetFiles(folder.FullName).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_blob_that_is_another_is_refused_and_not_kept()
    {
        var blob = FakeRegistry.BlobOf(new byte[1000]);
        var asked = new List<long>();

        await Should.ThrowAsync<ContentMismatchException>(_other.PutBlobAsync(blob, new Source(Enumerable.Repeat((byte)1, 1000).ToArray(), asked), new Progress<long>(), default));

        (await _other.HasBlobAsync(blob, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_list_that_names_what_is_not_there_hinders_no_copy()
    {
        var (index, _) = await GraphAsync();
        var lost = BuiltManifest.Image(await BlobAsync(2), [], subject: index.Descriptor());
        var fallback = BuiltManifest.Index([lost.Descriptor()]);
        await PutAsync(fallback, Tag.ReferrersFallbackOf(index.Digest).Value);

        var listed = new List<Descriptor>();
        await foreach (var referrer in _layout.ListReferrersAsync(index.Digest, default)) listed.Add(referrer);
        var report = await CopyAsync(index);

        listed.ShouldNotContain(referrer => referrer.Digest == lost.Digest);
        report.Missing.ShouldBeEmpty();
    }

    private async Task<CopyReport> CopyAsync(BuiltManifest root) => await new ClosureCopy(_layout, _other, new Progress<CopyProgress>()).RunAsync(root.Descriptor(), Tag.Parse("v1"), default);

    private Task<IReadOnlyList<string>> ProveAsync(Closure closure) => new ClosureProof(new OciLayout(Path.Combine(_folder, "two"))).CompareAsync(closure, Tag.Parse("v1"), default);

    private async Task<(BuiltManifest Index, List<Digest> All)> GraphAsync()
    {
        var one = BuiltManifest.Image(await BlobAsync(10), [await BlobAsync(5000), await BlobAsync(7)]);
        var two = BuiltManifest.Image(await BlobAsync(11), [await BlobAsync(12)]);
        var index = BuiltManifest.Index([one.Descriptor(), two.Descriptor()]);
        var sbom = BuiltManifest.Image(await BlobAsync(2), [await BlobAsync(13)], subject: one.Descriptor(), artifactType: "application/spdx+json");
        var note = BuiltManifest.Image(await BlobAsync(2), [await BlobAsync(14)], subject: sbom.Descriptor(), artifactType: "a/note");
        var signature = BuiltManifest.Image(await BlobAsync(15), [await BlobAsync(16)]);
        foreach (var manifest in new[] { one, two }) await PutAsync(manifest, null);
        await PutAsync(index, "v1");
        await PutAsync(sbom, null);
        await PutAsync(note, null);
        await PutAsync(signature, Tag.ReferrersFallbackOf(index.Digest) + ".sig");
        return (index, [one.Digest, two.Digest, index.Digest, sbom.Digest, note.Digest, signature.Digest]);
    }

    private Task PutAsync(BuiltManifest manifest, string? tag) => _layout.PutManifestAsync(new FetchedManifest(manifest.Descriptor(), manifest.Content), tag is null ? null : Tag.Parse(tag), default);

    private async Task<Descriptor> BlobAsync(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        await _layout.PutBlobAsync(FakeRegistry.BlobOf(content), new Source(content, []), new Progress<long>(), default);
        return FakeRegistry.BlobOf(content);
    }

    private sealed class Source(byte[] content, List<long> asked) : IClosureSource
    {
        public string Name => "test";

        public ValueTask<FetchedManifest?> FindManifestAsync(string reference, CancellationToken cancellationToken) => ValueTask.FromResult<FetchedManifest?>(null);

        public IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, CancellationToken cancellationToken) => AsyncEnumerable.Empty<Descriptor>();

        public ValueTask<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellationToken) => ValueTask.FromResult(true);

        public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken)
        {
            asked.Add(offset);
            return Task.FromResult<Stream>(new MemoryStream(content, (int)offset, content.Length - (int)offset));
        }

        public IAsyncEnumerable<Tag> ListTagsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<Tag>();
    }
}
