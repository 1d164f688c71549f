using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Layers;

public sealed class LayerScannerTests
{
    private static readonly byte[] Layer = new TarBytes().Directory("etc").File("etc/motd", new string('x', 200_000)).End();

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public void Opens_a_layer_in_every_compression(string compression)
    {
        var stored = compression switch { "gzip" => Packed.Gzip(Layer), "zstd" => Packed.Zstd(Layer), _ => Layer };

        var scan = Scan.Of(stored, compression == "none" ? Scan.Tar : $"{Scan.Tar}+{compression}");

        scan.Facts.Compression.ShouldBe(compression);
        scan.Facts.DiffId.ShouldBe(Digest.Of(Layer));
        scan.Facts.UncompressedSize.ShouldBe(Layer.Length);
        scan.Facts.Files.Select(file => file.Path).ShouldBe(["etc", "etc/motd"]);
        scan.Facts.IsComplete.ShouldBeTrue();
        scan.Facts.Notes.ShouldBeEmpty();
        scan.StoredDigest.ShouldBe(Digest.Of(stored));
        scan.StoredSize.ShouldBe(stored.Length);
        scan.IsFinal.ShouldBeTrue();
    }

    [Fact]
    public void Reads_several_gzip_members_as_one_stream()
    {
        var facts = Scan.Of([.. Packed.Gzip(Layer[..700]), .. Packed.Gzip([]), .. Packed.Gzip(Layer[700..])]).Facts;

        facts.DiffId.ShouldBe(Digest.Of(Layer));
        facts.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Reads_several_zstd_frames_and_skips_skippable_ones()
    {
        var facts = Scan.Of([.. Packed.SkippableFrame(0), .. Packed.Zstd(Layer[..700]), .. Packed.SkippableFrame(300), .. Packed.Zstd(Layer[700..]), .. Packed.SkippableFrame(90)]).Facts;

        facts.DiffId.ShouldBe(Digest.Of(Layer));
        facts.IsComplete.ShouldBeTrue();
        facts.Notes.ShouldHaveSingleItem().Reason.ShouldContain("says none, the bytes are zstd");
    }

    /// <summary>eStargz: one gzip member for each piece, and files in the root that only its own reader needs.</summary>
    [Fact]
    public void Leaves_out_what_eStargz_adds_to_a_layer()
    {
        var tar = new TarBytes().File(".prefetch.landmark", "\u000f").File("etc/motd", "hello").File("stargz.index.json", "{}").File("srv/stargz.index.json", "{}").End();

        var facts = Scan.Of([.. Packed.Gzip(tar[..1024]), .. Packed.Gzip(tar[1024..])]).Facts;

        facts.Files.Select(file => file.Path).ShouldBe(["etc/motd", "srv/stargz.index.json"]);
        facts.DiffId.ShouldBe(Digest.Of(tar));
        facts.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Catalogues_what_there_is_of_a_database_at_which_the_layer_is_cut()
    {
        var tar = new TarBytes().File("var/lib/dpkg/status", string.Concat(Enumerable.Range(0, 5000).Select(i => $"Package: p{i}\nStatus: install ok installed\nVersion: 1\n\n"))).End();

        var database = Scan.Of(tar[..150_000]).Facts.Catalogued.ShouldHaveSingleItem();

        database.Packages.Count.ShouldBeGreaterThan(2000);
        database.Problems.ShouldContain(problem => problem.Contains("the layer ends after"));
    }

    [Theory]
    [InlineData("gzip", 8, "in the middle of a frame")]
    [InlineData("gzip", 1, "in the middle of a frame")]
    [InlineData("zstd", 4, "in the middle of a frame")]
    [InlineData("zstd", 1, "in the middle of a frame")]
    public void Says_that_a_layer_without_its_checksum_is_cut(string compression, int cut, string reason)
    {
        var stored = compression == "gzip" ? Packed.Gzip(Layer) : Packed.Zstd(Layer);

        var facts = Scan.Of(stored[..^cut], $"{Scan.Tar}+{compression}").Facts;

        facts.IsComplete.ShouldBeFalse();
        facts.DiffId.ShouldBeNull();
        facts.Files.Count.ShouldBe(2);
        facts.Notes.ShouldHaveSingleItem().Reason.ShouldContain(reason);
    }

    [Fact]
    public void Keeps_what_it_read_of_a_layer_that_is_cut_anywhere()
    {
        foreach (var stored in new[] { Packed.Gzip(Layer), Packed.Zstd(Layer), Layer })
        {
            for (var length = 7; length < stored.Length; length += Math.Max(1, stored.Length / 40))
            {
                var facts = Scan.Of(stored[..length]).Facts;

                // A plain tar may be cut behind its last file: then only the digests tell, and a remark says that the end is missing.
                (facts.IsComplete && facts.Notes.Count == 0).ShouldBeFalse($"cut to {length} of {stored.Length}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    [InlineData(200_000)]
    public void Says_that_bytes_follow_the_end_of_the_compressed_data(int length)
    {
        foreach (var stored in new[] { Packed.Gzip(Layer), Packed.Zstd(Layer) })
        {
            byte[] trailing = [.. stored, .. Enumerable.Repeat((byte)'!', length)];

            var scan = Scan.Of(trailing);

            scan.Facts.DiffId.ShouldBe(Digest.Of(Layer));
            scan.Facts.IsComplete.ShouldBeFalse();
            scan.Facts.Notes.ShouldContain(note => note.Reason.Contains("follow the end of the layer"));
            scan.StoredDigest.ShouldBe(Digest.Of(trailing));
        }
    }

    [Fact]
    public void Says_that_compressed_data_is_damaged()
    {
        foreach (var stored in new[] { Packed.Gzip(Layer), Packed.Zstd(Layer, "--check") })
        {
            stored[stored.Length / 2] ^= 0x55;

            var facts = Scan.Of(stored).Facts;

            facts.IsComplete.ShouldBeFalse();
            facts.DiffId.ShouldBeNull();
            facts.Notes.ShouldContain(note => note.Reason.Contains("damaged"));
        }
    }

    [Fact]
    public void Survives_every_flipped_byte_of_a_small_layer()
    {
        var tar = new TarBytes().Pax(("path", "usr/bin/long")).File("x", "content").Symlink("a", "b").End();
        foreach (var stored in new[] { tar, Packed.Gzip(tar), Packed.Zstd(tar) })
        {
            for (var i = 0; i < stored.Length; i++)
            {
                var flipped = stored.ToArray();
                flipped[i] ^= 0xff;
                Should.NotThrow(() => Scan.Of(flipped), $"byte {i}");
            }
        }
    }

    [Theory]
    [InlineData("BZh91AY&SY", "bzip2")]
    [InlineData("\u00fd7zXZ\0", "xz")]
    public void Says_which_compression_it_does_not_open(string start, string name)
    {
        var facts = Scan.Of([.. start.Select(c => (byte)c), .. new byte[100]]).Facts;

        facts.IsComplete.ShouldBeFalse();
        facts.Notes.ShouldContain(note => note.Reason.Contains($"compressed with {name}"));
    }

    [Theory]
    [InlineData("hello, this is a read-me and not a layer")]
    [InlineData("{}")]
    public void Says_that_content_is_not_a_tar(string content)
    {
        foreach (var size in new[] { 0, 2000 })
        {
            var facts = Scan.Of(System.Text.Encoding.UTF8.GetBytes(content.PadRight(size))).Facts;

            facts.IsComplete.ShouldBeFalse();
            facts.Notes.ShouldHaveSingleItem().Reason.ShouldContain("not a file system layer");
        }
    }

    [Fact]
    public void Opens_an_empty_layer() => Scan.Of(new byte[1024]).Facts.IsComplete.ShouldBeTrue();

    [Fact]
    public void Stops_at_a_bomb_by_its_ratio()
    {
        var scan = Scan.Of(Packed.Zstd(new TarBytes().File("zeros", new byte[4 << 20]).End()), limits: LayerLimits.Default with { RatioGrace = 1 << 20, MaxRatio = 100 });

        scan.Facts.Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKinds.Bomb);
        scan.Facts.IsComplete.ShouldBeFalse();
        scan.Facts.DiffId.ShouldBeNull();
        scan.Facts.Files.ShouldHaveSingleItem();
        scan.Facts.UncompressedSize.ShouldBeLessThan(2 << 20);
        scan.IsFinal.ShouldBeTrue();
    }

    [Fact]
    public void Does_not_take_a_small_layer_of_zeros_for_a_bomb() =>
        Scan.Of(Packed.Zstd(new TarBytes().File("zeros", new byte[4 << 20]).End(), "-19")).Facts.Findings.ShouldBeEmpty();

    [Fact]
    public void Stops_at_a_bomb_by_its_size() =>
        Scan.Of(Layer, limits: LayerLimits.Default with { MaxUncompressedBytes = 100_000 }).Facts.Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKinds.Bomb);

    [Fact]
    public void Stops_at_a_bomb_by_its_entries()
    {
        var facts = Scan.Of(new TarBytes().File("a").File("b").File("c").End(), limits: LayerLimits.Default with { MaxEntries = 2 }).Facts;

        facts.Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKinds.Bomb);
        facts.Files.Select(file => file.Path).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Stops_at_a_bomb_by_its_headers()
    {
        var facts = Scan.Of(new TarBytes().File("a").Pax(("comment", new string('c', 2000))).File("b").End(), limits: LayerLimits.Default with { MaxHeaderBytes = 1000 }).Facts;

        facts.Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKinds.Bomb);
        facts.Files.ShouldHaveSingleItem().Path.ShouldBe("a");
    }

    [Fact]
    public void Stops_when_time_is_up_and_does_not_blame_the_layer()
    {
        var scan = Scan.Of(new MemoryStream(Layer), Digest.Of(Layer), Layer.Length, deadline: new Deadline(TimeProvider.System, TimeSpan.Zero));

        scan.IsFinal.ShouldBeFalse();
        scan.Facts.IsComplete.ShouldBeFalse();
        scan.Facts.Findings.ShouldBeEmpty();
        scan.Facts.Notes.ShouldHaveSingleItem().Reason.ShouldContain("no time left");
    }

    [Fact]
    public void Lets_a_failure_of_the_source_through() =>
        Should.Throw<IOException>(() => Scan.Of(new FailingStream(), Digest.EmptyBlob, 100));

    private sealed class FailingStream : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new IOException("the disk is gone");
    }
}
