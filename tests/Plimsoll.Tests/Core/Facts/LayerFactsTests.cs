using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Core.Facts;

public sealed class LayerFactsTests
{
    [Fact]
    public void Are_the_same_after_they_were_stored()
    {
        var facts = Sample();

        var stored = LayerFacts.FromBytes(facts.ToBytes());

        stored.Files.Select(Line).ShouldBe(facts.Files.Select(Line));
        stored.Owned.Count.ShouldBe(facts.Owned.Count);
        Enumerable.Range(0, facts.Owned.Count).Select(i => Line(stored, i)).ShouldBe(Enumerable.Range(0, facts.Owned.Count).Select(i => Line(facts, i)));
        stored.Executables.Select(executable => executable with { Libraries = [], Origins = [], SystemCalls = [] }).ShouldBe(facts.Executables.Select(executable => executable with { Libraries = [], Origins = [], SystemCalls = [] }));
        stored.Executables.Single(executable => executable.Format == "elf").Libraries.ShouldBe(facts.Executables.Single(executable => executable.Format == "elf").Libraries);
        stored.ToBytes().ShouldBe(facts.ToBytes());
    }

    [Fact]
    public void Have_the_digest_of_every_file()
    {
        var files = Sample().Files;

        files.Single(file => file.Path == "bin/true").Digest.ShouldBe(Digest.Of(File.ReadAllBytes("/usr/bin/true")));
        files.Single(file => file.Path == "empty").Digest.ShouldBe(Digest.EmptyBlob);
        files.Single(file => file.Path == "etc/conf").DigestOf(FileDigestKind.Md5).ToArray().ShouldBe(CryptographicOperations.HashData(HashAlgorithmName.MD5, "a=1\n"u8));
        files.Single(file => file.Path == "link").Digest.ShouldBeNull();
    }

    [Fact]
    public void Are_never_read_from_bytes_that_are_damaged_in_another_way_than_by_saying_so()
    {
        var stored = Sample().ToBytes();
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var damaged = stored.ToArray();
            for (var change = 0; change <= i % 3; change++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Read(damaged);
            Read(stored[..random.Next(stored.Length)]);
        }

        static void Read(byte[] bytes)
        {
            try
            {
                foreach (var file in LayerFacts.FromBytes(bytes).Files) _ = Line(file);
            }
            catch (InvalidDataException)
            {
                // That is the answer.
            }
        }
    }

    private static LayerFacts Sample()
    {
        var tar = new DpkgSystem().Package("a").File("usr/bin/a", "#!/bin/sh\n"u8.ToArray(), 0x1ed).File("etc/conf", "a=1\n"u8.ToArray(), isConfiguration: true).ToTar()
            .Entry("bin/true", '0', File.ReadAllBytes("/usr/bin/true"), mode: 0x1ed)
            .File("empty").Symlink("link", "empty").HardLink("hard", "empty").Whiteout("gone").Opaque("dir")
            .Pax(("uid", "4000000000"), ("gid", "7"), ("SCHILY.xattr.security.capability", "\u0001\u0000\u0000\u0002")).File("caf\u00e9/\u65e5\u672c", "x");
        return Scan.Facts(tar);
    }

    private static string Line(FileFacts file) =>
        $"{file.Path} {file.Type} {file.Mode} {file.Size} {file.UserId} {file.GroupId} {file.Link} {file.Digest} {Convert.ToHexString(file.Capability)} {Convert.ToHexString(file.DigestOf(FileDigestKind.Md5))}";

    private static string Line(LayerFacts facts, int owned)
    {
        var file = facts.Owned[owned];
        return $"{file.Package} {facts.Files.Paths.PathOf(file.Path)} {file.Traits} {file.Mode} {file.DigestKind} {Convert.ToHexString(file.Digest.Span)}";
    }
}
