using System.Text;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Layers.Toc;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Fuzzing;

/// <summary>Layers in every compression and tables of contents, damaged: reading ends, and what was not read whole is said to be so.</summary>
public sealed class LayerFuzzTests
{
    private static readonly byte[] Tar = new TarBytes().Directory("etc").File("etc/motd", "hello").Pax(("path", "usr/bin/" + new string('n', 120)), ("SCHILY.xattr.security.capability", "\u0001\0\0\u0002")).File("x", "content")
        .Symlink("a", "b").HardLink("c", "x").Whiteout("etc/old").Opaque("srv").Entry("././@LongLink", 'L', Encoding.ASCII.GetBytes(new string('l', 150) + "\0")).File("cut", "long")
        .Pax(("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "sparse"), ("GNU.sparse.realsize", "100")).File("GNUSparseFile.0/sparse", "1\n0\n5\n".PadRight(512, '\0') + "hello")
        .Entry("dev/null", '3').File("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nVersion: 1\n").End();

    private static readonly byte[] Table = Encoding.UTF8.GetBytes(
        """{"version":1,"entries":[{"name":"etc/","type":"dir","mode":493},{"name":"etc/motd","type":"reg","size":5,"mode":420,"digest":"sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824","uid":1000},{"name":"a","type":"symlink","linkName":"../b"},{"name":"d","type":"char","devMajor":1,"devMinor":3},{"name":".wh.x","type":"reg"}]}""");

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public void Layers(string compression)
    {
        var seed = compression switch { "gzip" => Packed.Gzip(Tar), "zstd" => Packed.Zstd(Tar, "--check"), _ => Tar };
        Fuzz.Run([seed], damaged =>
        {
            var facts = Scan.Of(damaged).Facts;
            if (!facts.IsComplete && facts.Notes.Count + facts.Findings.Count == 0) throw new InvalidDataException("it is not complete, and nothing says why");
        }, usual: 300, name: "layer " + compression);
    }

    [Fact]
    public void Tables_of_contents() => Fuzz.Run([Table], damaged =>
    {
        try
        {
            TocFacts.Of(damaged, LayerLimits.Default).IsComplete.ShouldBeFalse();
        }
        catch (InvalidDataException e)
        {
            e.Message.ShouldNotBeEmpty();
        }
    });
}
