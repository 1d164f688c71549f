using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Layers.Toc;

/// <summary>Listing the files of a layer without fetching it.</summary>
public sealed class TableOfContentsTests : IDisposable
{
    private const string Entries = """
        {"version":1,"entries":[
          {"name":"usr/","type":"dir","mode":493},
          {"name":"usr/tool","type":"reg","size":5,"mode":2541,"uid":1,"gid":2,"digest":"sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"},
          {"name":"usr/tool","type":"chunk","offset":3},
          {"name":"usr/link","type":"symlink","linkName":"tool","mode":511},
          {"name":"etc/.wh.gone","type":"reg","mode":420},
          {"name":"../out","type":"reg","size":1,"mode":420},
          {"name":".no.prefetch.landmark","type":"reg","size":1,"mode":420}]}
        """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Lists_the_files_of_a_layer_in_eStargz_by_its_footer()
    {
        var (image, fetched) = await OpenAsync(Estargz(out var toc), ("containerd.io/snapshot/stargz/toc.digest", toc.Value));

        fetched.ShouldBeLessThan(2000);
        Expect(image);
    }

    [Fact]
    public async Task Lists_the_files_of_a_layer_in_zstd_chunked_by_its_annotations()
    {
        var table = Packed.Zstd(Encoding.UTF8.GetBytes(Entries));
        var layer = Padding();
        var position = $"{layer.Length}:{table.Length}:{Entries.Length}:1";
        var (image, fetched) = await OpenAsync(
            [.. layer, .. table, .. new byte[64]], ("io.github.containers.zstd-chunked.manifest-position", position), ("io.github.containers.zstd-chunked.manifest-checksum", Digest.Of(table).Value));

        fetched.ShouldBe(table.Length);
        Expect(image);
    }

    [Fact]
    public async Task Opens_the_whole_layer_when_the_table_is_not_the_one_that_the_manifest_names()
    {
        var layer = Estargz(out _);
        var (image, fetched) = await OpenAsync(layer, ("containerd.io/snapshot/stargz/toc.digest", Digest.Of("another"u8).Value));

        fetched.ShouldBeGreaterThan(layer.Length);
        image.Document.Notes.ShouldContain(note => note.Reason.Contains("is not the one that the manifest names"));
    }

    [Theory]
    [InlineData("no.position", "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")]
    [InlineData("5:99999999:1:1", "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")]
    [InlineData("0:5:1:1", "nonsense")]
    public async Task Is_not_led_astray_by_annotations(string position, string checksum)
    {
        var (image, _) = await OpenAsync(Padding(), ("io.github.containers.zstd-chunked.manifest-position", position), ("io.github.containers.zstd-chunked.manifest-checksum", checksum));

        image.Document.Notes.ShouldContain(note => note.Reason.StartsWith("the table of contents of the layer was not used: "));
    }

    private static void Expect(OpenedImage image)
    {
        image.Document.Completeness.ShouldBe(Completeness.Partial);
        image.Document.Notes.ShouldContain(note => note.Reason.StartsWith("only the list of its files was fetched"));
        image.Tree.List("/").Select(entry => entry.Path).ShouldBe(["/usr"]);
        var tool = image.Tree.Find("/usr/tool")!;
        (tool.Mode, tool.UserId, tool.GroupId, tool.Size, tool.Digest).ShouldBe(("4755", 1, 2, 5, Digest.Of("hello"u8)));
        image.Tree.Find("/usr/link")!.Link.ShouldBe("tool");
    }

    /// <summary>Bytes that no packer makes smaller.</summary>
    private static byte[] Padding() => Packed.Gzip(new TarBytes().File("big", [.. Enumerable.Range(0, 4000).SelectMany(i => System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i)))]).End());

    /// <summary>A layer as estargz writes it: members of gzip, the table in the last but one, its place in the last (docs/estargz.md, "Footer").</summary>
    private static byte[] Estargz(out Digest toc)
    {
        var table = Encoding.UTF8.GetBytes(Entries);
        toc = Digest.Of(table);
        var layer = Padding();
        var footer = new List<byte>([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 26, 0, (byte)'S', (byte)'G', 22, 0]);
        footer.AddRange(Encoding.ASCII.GetBytes($"{layer.Length:x16}STARGZ"));
        // An empty deflate block, stored, then checksum and size of nothing.
        footer.AddRange([1, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]);
        footer.Count.ShouldBe(51);
        return [.. layer, .. Packed.Gzip(new TarBytes().File("stargz.index.json", table).End()), .. footer];
    }

    private async Task<(OpenedImage Image, long Fetched)> OpenAsync(byte[] layer, params (string Key, string Value)[] annotations)
    {
        var layout = new LayoutBuilder(_directory.Path);
        var stored = layout.Layer([], layer, "+gzip");
        stored.Descriptor["annotations"] = new JsonObject(annotations.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value)));
        layout.Tag("1", layout.Manifest([stored])).Write();
        await using var content = new Ranged(OciLayoutContent.OpenDirectory(_directory.Path, "1"), layer);
        var image = await new ImageInspector(TimeProvider.System).OpenAsync(content, InspectOptions.Default with { FilesOnly = true, VerifyBlobs = false }, null, CancellationToken.None);
        return (image, content.Fetched);
    }

    /// <summary>Counts what is read of the layer.</summary>
    private sealed class Ranged(IImageContent content, byte[] layer) : IRangedContent
    {
        public long Fetched { get; private set; }

        public ValueTask<ManifestContent> ReadManifestAsync(Digest? digest, CancellationToken cancellationToken) => content.ReadManifestAsync(digest, cancellationToken);

        public async ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
        {
            if (blob.MediaType.Contains("layer")) Fetched += layer.Length;
            return await content.OpenBlobAsync(blob, cancellationToken);
        }

        public ValueTask<Stream?> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken) => ValueTask.FromResult<Stream?>(new Counting(layer, (int)offset, read => Fetched += read));

        public ValueTask DisposeAsync() => content.DisposeAsync();
    }

    private sealed class Counting(byte[] layer, int offset, Action<int> count) : MemoryStream(layer[offset..])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            count(read);
            return read;
        }
    }
}
