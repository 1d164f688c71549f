using System.IO.Compression;
using System.Text;
using Plimsoll.Vulnerabilities.Feeds;

namespace Plimsoll.Tests.Vulnerabilities.Feeds;

/// <summary>Whatever is in a feed, what cannot be used is named, and the rest is used.</summary>
public sealed class HostileFeedTests : IDisposable
{
    private readonly FeedFixture _feed = new();

    public void Dispose() => _feed.Dispose();

    [Fact]
    public void A_broken_record_is_named_and_the_others_are_used()
    {
        var items = FeedReader.Read(_feed.Zip("Go.zip", ("GO-1.json", FeedFixture.Osv("GO-1", "Go")), ("GO-2.json", "{\"id\":\"GO-2\",\"modified\":\"2024"), ("GO-3.json", FeedFixture.Osv("GO-3", "Go")), ("README.md", "# no feed"))).ToList();

        items.OfType<AdvisoryItem>().Select(item => item.Advisory.Id).ShouldBe(["GO-1", "GO-3"]);
        var problem = items.OfType<FeedProblem>().ShouldHaveSingleItem();
        (problem.File, problem.Record).ShouldBe(("Go.zip!GO-2.json", "GO-2"));
        items.OfType<SkippedFile>().ShouldHaveSingleItem().File.ShouldBe("Go.zip!README.md");
    }

    /// <summary>As a folder of archives is sent to a server.</summary>
    [Fact]
    public void Archives_in_an_archive_are_opened_one_level_deep()
    {
        string Zip(string name, params (string Name, byte[] Bytes)[] files)
        {
            using var memory = new MemoryStream();
            using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var file in files)
                {
                    using var entry = archive.CreateEntry(file.Name).Open();
                    entry.Write(file.Bytes);
                }
            }
            return _feed.Write(name, memory.ToArray());
        }
        var deep = File.ReadAllBytes(_feed.Zip("deep.zip", ("GO-3.json", FeedFixture.Osv("GO-3", "Go"))));
        var inner = File.ReadAllBytes(Zip("inner.zip", ("GO-2.json", Encoding.UTF8.GetBytes(FeedFixture.Osv("GO-2", "Go"))), ("deep.zip", deep)));

        var items = FeedReader.Read(Zip("all.zip", ("GO-1.json", Encoding.UTF8.GetBytes(FeedFixture.Osv("GO-1", "Go"))), ("inner.zip", inner), ("broken.zip", inner[..^30]))).ToList();

        items.OfType<AdvisoryItem>().Select(item => item.Advisory.Id).ShouldBe(["GO-1", "GO-2"]);
        items.OfType<SkippedFile>().ShouldHaveSingleItem().File.ShouldBe("all.zip!inner.zip!deep.zip");
        items.OfType<FeedProblem>().ShouldHaveSingleItem().File.ShouldBe("all.zip!broken.zip");
    }

    [Fact]
    public void A_truncated_archive_is_named()
    {
        var path = _feed.Zip("Go.zip", ("GO-1.json", FeedFixture.Osv("GO-1", "Go")));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^30]);

        var problem = FeedReader.Read(path).ShouldHaveSingleItem().ShouldBeOfType<FeedProblem>();
        (problem.File, problem.Record).ShouldBe(("Go.zip", null));
        problem.Reason.ShouldContain("cut off");
    }

    [Fact]
    public void A_file_of_an_archive_that_is_damaged_is_named_and_the_others_are_used()
    {
        var path = _feed.Zip("Go.zip", ("GO-1.json", FeedFixture.Osv("GO-1", "Go", string.Join('/', Enumerable.Range(0, 90)))), ("GO-2.json", FeedFixture.Osv("GO-2", "Go")));
        var bytes = File.ReadAllBytes(path);
        // The middle of the first file; its directory stays whole.
        bytes.AsSpan(60, 60).Fill(0xFF);
        File.WriteAllBytes(path, bytes);

        var items = FeedReader.Read(path).ToList();
        items.OfType<AdvisoryItem>().ShouldHaveSingleItem().Advisory.Id.ShouldBe("GO-2");
        items.OfType<FeedProblem>().ShouldHaveSingleItem().File.ShouldBe("Go.zip!GO-1.json");
    }

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        var path = Path.Combine(_feed.Folder, "bomb.zip");
        using (var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            using (var good = archive.CreateEntry("GO-1.json").Open()) good.Write(Encoding.UTF8.GetBytes(FeedFixture.Osv("GO-1", "Go")));
            using var entry = archive.CreateEntry("GO-2.json").Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 64; i++) entry.Write(zeros);
        }

        var items = FeedReader.Read(path).ToList();
        items.OfType<AdvisoryItem>().ShouldHaveSingleItem();
        items.OfType<FeedProblem>().ShouldHaveSingleItem().Reason.ShouldContain("bomb");
    }

    [Fact]
    public void Gzip_that_is_cut_off_or_swells_is_named()
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(FeedFixture.Osv("GO-1", "Go")));
        FeedReader.Read(_feed.Write("cut.json.gz", memory.ToArray()[..^20])).ShouldHaveSingleItem().ShouldBeOfType<FeedProblem>().File.ShouldBe("cut.json.gz");
        memory.SetLength(0);
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write("#model_version:v1,score_date:2025-02-20T00:00:00+0000\ncve,epss,percentile\n"u8);
            var lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("CVE-1999-0001,0.1,0.1\n", 50_000)));
            for (var i = 0; i < 2; i++) gzip.Write(lines);
        }
        FeedReader.Read(_feed.Write("swell.csv.gz", memory.ToArray()), new FeedLimits { FreeBytes = 1 << 20, MaxRatio = 2 }).OfType<FeedProblem>().ShouldHaveSingleItem().Reason.ShouldContain("bomb");
    }

    [Theory]
    [InlineData("fixed", 100_000)]
    [InlineData("introduced", 1_000_000)]
    public void A_gigantic_number_in_a_version_is_refused_by_record(string place, int digits)
    {
        var number = new string('9', digits);
        var problem = _feed.Read("GO-1.json", place == "fixed" ? FeedFixture.Osv("GO-1", @fixed: number) : FeedFixture.Osv("GO-1", introduced: number)).ShouldHaveSingleItem().ShouldBeOfType<FeedProblem>();
        (problem.File, problem.Record).ShouldBe(("GO-1.json", "GO-1"));
        problem.Reason.ShouldContain($"{digits} characters");
    }

    [Fact]
    public void Numbers_that_only_overflow_are_kept_as_they_are() =>
        FeedFixture.Text(_feed.Statement("GO-1.json", FeedFixture.Osv("GO-1", @fixed: "99999999999999999999999999.1"))).ShouldBe("[0 fixed 99999999999999999999999999.1]");

    [Fact]
    public void Aliases_may_run_in_circles_but_not_without_end()
    {
        var circle = _feed.Read("a.json", FeedFixture.Osv("GO-1", aliases: "\"GO-1\",\"CVE-1\",\"CVE-1\"")).ShouldHaveSingleItem().ShouldBeOfType<AdvisoryItem>();
        circle.Advisory.Aliases.ShouldBe(["CVE-1"]);
        var endless = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"CVE-{i}\""));
        _feed.Read("b.json", FeedFixture.Osv("GO-2", aliases: endless)).ShouldHaveSingleItem().ShouldBeOfType<FeedProblem>().Record.ShouldBe("GO-2");
    }

    [Fact]
    public void Entities_of_xml_are_not_expanded()
    {
        var problem = _feed.Read("updateinfo.xml", """
            <?xml version="1.0"?><!DOCTYPE updates [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><updates><update from="x"><id>ALAS-2024-1</id><title>&b;</title></update></updates>
            """).ShouldHaveSingleItem().ShouldBeOfType<FeedProblem>();
        (problem.File, problem.Reason).ShouldSatisfyAllConditions(p => p.File.ShouldBe("updateinfo.xml"), p => p.Reason.ShouldContain("DTD"));
    }

    [Fact]
    public void Anchors_of_yaml_are_not_expanded() =>
        _feed.Read("X.yaml", "id: PYSEC-1\nmodified: 2024-01-01\na: &a [x, x]\nb: [*a, *a]\naffected: []\n").ShouldHaveSingleItem().ShouldBeOfType<FeedProblem>().Reason.ShouldContain("anchors");

    [Fact]
    public void Json_that_is_nested_too_deep_is_named()
    {
        var deep = FeedFixture.Osv("GO-1")[..^2] + ",\"database_specific\":" + new string('[', 5000) + new string(']', 5000) + "}";
        _feed.Read("GO-1.json", deep).ShouldHaveSingleItem().ShouldBeOfType<FeedProblem>().File.ShouldBe("GO-1.json");
    }

    [Fact]
    public void A_document_that_is_cut_off_gives_what_came_before()
    {
        var items = _feed.Read("debian.json", """{"curl":{"CVE-2023-1":{"releases":{"sid":{"status":"open","repositories":{"sid":"1"},"urgency":"low"}}}},"zlib":{"CVE-2023-2":{"rel""");
        items.OfType<AdvisoryItem>().ShouldHaveSingleItem().Advisory.Id.ShouldBe("CVE-2023-1");
        items.OfType<FeedProblem>().ShouldHaveSingleItem().Reason.ShouldContain("reached end of data");
    }

    [Fact]
    public void A_member_larger_than_the_limit_is_refused()
    {
        var text = $$"""{"curl":{"CVE-2023-1":{"description":"{{new string('x', 300_000)}}","releases":{"sid":{"status":"open","repositories":{},"urgency":"low"} } } } }""";
        _feed.Read("debian.json", text, new FeedLimits { MaxRecordBytes = 100_000 }).ShouldHaveSingleItem().ShouldBeOfType<FeedProblem>().Record.ShouldBe("curl");
    }

    [Fact]
    public void What_nobody_knows_is_said() => _feed.Read("x.json", "{\"hello\":1}").ShouldHaveSingleItem().ShouldBeOfType<FeedProblem>().Reason.ShouldContain("none of the formats");

    [Fact]
    public void Damage_anywhere_never_ends_the_reading()
    {
        var random = new Random(5);
        var seeds = new[] { FeedFixture.Osv("GO-1"), "advisory\tdate\tsource_package\trelease\tfixed_version\tcves\nDSA-1\t05 Aug 2002\ta\tsid\t1\tCVE-1\n", "<updates><update from=\"x\"><id>ALAS-1</id></update></updates>", "id: PYSEC-1\naffected:\n- package: {name: a, ecosystem: PyPI}\n" };
        for (var i = 0; i < 400; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(seeds[i % seeds.Length]);
            for (var change = random.Next(1, 4); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var path = _feed.Write(i % 4 == 3 ? "f.yaml" : "f.json", bytes);
            Should.NotThrow(() => FeedReader.Read(path).ToList(), Convert.ToHexString(bytes));
        }
    }
}
