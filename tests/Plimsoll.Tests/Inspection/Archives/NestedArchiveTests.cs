using System.IO.Compression;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Archives;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Tests.Inspection.Archives;

public sealed class NestedArchiveTests
{
    private readonly List<string> _problems = [];
    private readonly List<string> _seen = [];

    [Fact]
    public void Finds_entries_in_archives_in_archives()
    {
        var inner = Zip(("META-INF/pom", "inner"), ("other", "x"));

        Walk(Zip(("META-INF/pom", "outer"), ("lib/inner.jar", Text(inner)), ("lib/skipped.txt", "x")));

        _seen.ShouldBe([":META-INF/pom=outer", "lib/inner.jar:META-INF/pom=inner", "lib/inner.jar:", ":"]);
        _problems.ShouldBeEmpty();
    }

    [Fact]
    public void Reads_an_archive_that_stands_behind_a_program()
    {
        Walk([.. "#!/bin/sh\nexec java -jar \"$0\"\n"u8, .. Zip(("META-INF/pom", "here"))]);

        _seen.ShouldBe([":META-INF/pom=here", ":"]);
    }

    [Fact]
    public void Stops_at_the_depth()
    {
        var archive = Zip(("META-INF/pom", "deepest"));
        for (var i = 0; i < 8; i++) archive = Zip(("x.jar", Text(archive)));

        Walk(archive);

        _problems.ShouldHaveSingleItem().ShouldContain("more than 5 deep");
    }

    [Fact]
    public void Stops_at_what_a_bomb_unpacks_to()
    {
        var limits = ArchiveLimits.Default with { MaxBytes = 3 << 20, MaxEntryBytes = 2 << 20 };

        Walk(Zip(("META-INF/a-pom", new string('0', 5 << 20)), ("META-INF/b-pom", new string('0', 1 << 20)), ("META-INF/c-pom", "after")), limits);

        _problems.Count.ShouldBe(2);
        _problems[0].ShouldContain("'META-INF/a-pom' has more than");
        _problems[1].ShouldContain("the rest was not read");
        _seen.ShouldBe([":"]);
    }

    [Fact]
    public void Stops_at_the_entries()
    {
        Walk(Zip([.. Enumerable.Range(0, 20).Select(i => ($"META-INF/{i:d2}-pom", "x"))]), ArchiveLimits.Default with { MaxEntries = 10 });

        _problems.ShouldHaveSingleItem().ShouldContain("more than 10 entries");
        _seen.Count.ShouldBe(11);
    }

    [Fact]
    public void Survives_every_damage()
    {
        var archive = Zip(("META-INF/pom", "outer"), ("lib/inner.jar", Text(Zip(("META-INF/pom", "inner")))));
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = archive.ToArray();
            for (var change = 0; change <= i % 4; change++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Should.NotThrow(() => Walk(damaged[..(i % 2 == 0 ? damaged.Length : random.Next(damaged.Length))]));
        }
    }

    private void Walk(byte[] archive, ArchiveLimits? limits = null) =>
        new NestedArchive(limits ?? ArchiveLimits.Default, _problems.Add).Walk(
            new FileContent(new FileHeader("app.jar", FileType.File, 0, archive.Length), archive), name => name.EndsWith(".jar", StringComparison.Ordinal), name => name.EndsWith("pom", StringComparison.Ordinal),
            (place, content) => _seen.Add($"{place.Archive}:{place.Entry}{(content is null ? "" : "=" + Encoding.UTF8.GetString(content.Start))}"));

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static byte[] Zip(params (string Name, string Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name, name.EndsWith("pom", StringComparison.Ordinal) ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
                entry.Write(Encoding.Latin1.GetBytes(content));
            }
        }
        return bytes.ToArray();
    }
}
