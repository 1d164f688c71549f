using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Server.Exposure;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Search;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata.Sqlite;
using Plimsoll.Vulnerabilities.Matching;

namespace Plimsoll.Tests.Server.Search;

/// <summary>How the index follows the facts.</summary>
public sealed class FactsIndexerTests : MetadataContract
{
    private static readonly byte[] Content = [1, 2, 3];
    private static readonly QuietThread Thread = new("index");

    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));

    [Fact]
    public async Task Follows_a_layer_and_an_image_and_lets_go_of_both_when_they_are_gone()
    {
        var image = await PushImageAsync();
        var layer = image.Manifest.Layers[0].Digest;
        await StoreAsync(image.Digest, layer, ImageInspector.ScannerVersion);
        using var indexer = Indexer();

        await FollowAllAsync(indexer);

        (await Store.Index.FindComponentsAsync(new ComponentQuery("a", false), null, 10, default)).ShouldHaveSingleItem().Image.ShouldBe(image.Digest);
        (await Store.Index.FindLayersAsync(FileKey.OfContent(Digest.Of(Content)), 0, 10, default)).ShouldHaveSingleItem().Digest.ShouldBe(layer);
        (await Store.Index.FindLayersAsync(FileKey.OfName("tool"), 0, 10, default)).Count.ShouldBe(1);
        (await Store.Index.FindLayersAsync(FileKey.OfName("usr"), 0, 10, default)).ShouldBeEmpty();
        (await Store.Index.CountTasksAsync(10, default)).ShouldBe(0);

        await Probe.SetBlobStateAsync(layer, 2);
        await Probe.ForceRemoveBlobRowAsync(layer);
        await FollowAllAsync(indexer);

        (await Store.Index.FindLayersAsync(FileKey.OfName("tool"), 0, 10, default)).ShouldBeEmpty();
        (await Store.Facts.FindLayerAsync(layer, ImageInspector.ScannerVersion, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Passes_over_facts_that_it_cannot_read()
    {
        var image = await PushImageAsync();
        await Store.Facts.StoreLayerAsync(image.Manifest.Layers[0].Digest, ImageInspector.ScannerVersion, "PLF\u0001 of long ago"u8.ToArray(), default);
        await Store.Facts.EnqueueAsync(Shop, image.Digest, ImageInspector.ScannerVersion, default);
        await Store.Facts.CompleteAsync(image.Digest, ImageInspector.ScannerVersion, "{"u8.ToArray(), default);
        using var indexer = Indexer();

        await FollowAllAsync(indexer);

        (await Store.Index.CountTasksAsync(10, default)).ShouldBe(0);
        // What cannot be read is left for those who can: the image is still there.
        (await Store.Facts.FindImageAsync(image.Digest, ImageInspector.ScannerVersion, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Makes_everything_anew_in_a_database_that_was_copied()
    {
        var image = await PushImageAsync();
        await StoreAsync(image.Digest, image.Manifest.Layers[0].Digest, ImageInspector.ScannerVersion);
        using (var indexer = Indexer()) await FollowAllAsync(indexer);
        var path = Path.Combine(Directory.CreateTempSubdirectory("plimsoll").FullName, "copy.db");
        await using (var snapshot = await Store.Copy.OpenSnapshotAsync(default))
        {
            snapshot.Tables.Select(table => table.Name).ShouldNotContain("layer_keys");
            await SqliteMetadataStore.CreateAsync(path, snapshot.Schema, RowsAsync(snapshot), snapshot.Counters, Time, default);
        }
        await using var copy = SqliteMetadataStore.Open(path, Time);
        (await copy.Index.CountTasksAsync(10, default)).ShouldBe(2);
        using var again = new FactsIndexer(copy, new PackageSets(new RangeMatcher()), Thread, Time, NullLogger<FactsIndexer>.Instance);
        await FollowAllAsync(again);

        (await copy.Index.FindComponentsAsync(new ComponentQuery("a", false), null, 10, default)).Count.ShouldBe(1);
    }

    private static async IAsyncEnumerable<TableRow> RowsAsync(IDatabaseSnapshot snapshot)
    {
        foreach (var table in snapshot.Tables)
        {
            await foreach (var row in snapshot.ReadAsync(table, default)) yield return row;
        }
    }

    private static async Task FollowAllAsync(FactsIndexer indexer)
    {
        while (await indexer.FollowAsync(default) > 0)
        {
            // Until nothing waits.
        }
    }

    private FactsIndexer Indexer() => new(Store, new PackageSets(new RangeMatcher()), Thread, Time, NullLogger<FactsIndexer>.Instance);

    private async Task StoreAsync(Digest image, Digest layer, int version)
    {
        var files = new FileIndex();
        files.Add(new FileHeader("usr", FileType.Directory, 0x1ed, 0));
        files.SetDigest(files.Add(new FileHeader("usr/tool", FileType.File, 0x1ed, Content.Length)), FileDigestKind.Sha256, Convert.FromHexString(Digest.Of(Content).Hex));
        await Store.Facts.StoreLayerAsync(layer, version, new LayerFacts { Files = files, IsComplete = true }.ToBytes(), default);
        var document = new InspectionDocument
        {
            Image = new ImageFacts { Digest = image },
            Completeness = Completeness.Complete,
            Packages = [new PackageFacts { Type = "deb", Name = "a", Version = "1", Purl = "pkg:deb/debian/a@1", Layer = 0 }],
        };
        await Store.Facts.EnqueueAsync(Shop, image, version, default);
        await Store.Facts.CompleteAsync(image, version, document.ToJson(), default);
    }
}
