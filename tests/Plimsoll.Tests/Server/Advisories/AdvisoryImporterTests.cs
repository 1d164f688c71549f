using Plimsoll.Core.Advisories;
using Plimsoll.Server.Advisories;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Tests.Storage;
using Plimsoll.Tests.Vulnerabilities.Feeds;

namespace Plimsoll.Tests.Server.Advisories;

public sealed class AdvisoryImporterTests : IAsyncLifetime
{
    private readonly FeedFixture _feed = new();
    private readonly ManualClock _clock = new();
    private readonly SqliteMetadataStore _metadata;

    public AdvisoryImporterTests() => _metadata = SqliteMetadataStore.Open(Path.Combine(_feed.Folder, "x.db"), _clock);

    private IAdvisoryStore Store => _metadata.Advisories;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _metadata.DisposeAsync();
        _feed.Dispose();
    }

    private Task<AdvisoryImport> ImportAsync(string path, bool whole = false, bool force = false) =>
        new AdvisoryImporter(Store, _clock).ImportAsync([path], new ImportRequest { Origin = path, IsWhole = whole, IsForced = force }, default);

    private string Zip(params int[] numbers) => _feed.Zip("Go.zip", [.. numbers.Select(i => ($"GO-{i}.json", FeedFixture.Osv($"GO-{i}", "Go", $"example.org/m{i}")))]);

    private async Task<FeedState> StateAsync(string name) => (await Store.ListFeedsAsync(default)).Single(feed => feed.Name == name);

    /// <summary>Red Hat publishes its documents as csaf_advisories_DATE.tar.zst; a folder may hold any such archives.</summary>
    [Fact]
    public async Task Reads_folders_with_tar_zstd_gzip_and_plain_files()
    {
        var one = FeedFixture.Osv("GO-1", "Go", "example.org/m1");
        var tar = _feed.Write("tar.zst.plain", new Plimsoll.Tests.Inspection.Fixtures.TarBytes().File("osv/GO-1.json", one).File("osv/GO-2.json", FeedFixture.Osv("GO-2", "Go", "example.org/m2")).End());
        Directory.CreateDirectory(Path.Combine(_feed.Folder, "all"));
        Plimsoll.Tests.Inspection.Fixtures.Tool.Run("/usr/bin/zstd", ["-q", tar, "-o", Path.Combine(_feed.Folder, "all", "csaf.tar.zst")]);
        Plimsoll.Tests.Inspection.Fixtures.Tool.Run("/usr/bin/zstd", ["-q", _feed.Write("GO-3.json", FeedFixture.Osv("GO-3", "Go", "example.org/m3")), "-o", Path.Combine(_feed.Folder, "all", "GO-3.json.zst")]);
        _feed.Write("all/plain.tar", new Plimsoll.Tests.Inspection.Fixtures.TarBytes().File("GO-4.json", FeedFixture.Osv("GO-4", "Go", "example.org/m4")).End());
        _feed.Write("all/GO-5.json", FeedFixture.Osv("GO-5", "Go", "example.org/m5"));
        _feed.Write("all/cut.tar.zst", File.ReadAllBytes(Path.Combine(_feed.Folder, "all", "csaf.tar.zst"))[..^20]);

        var import = await ImportAsync(Path.Combine(_feed.Folder, "all"));

        import.Feeds.ShouldContain(feed => feed.Name == "Go" && feed.Added == 5, string.Join(", ", import.Feeds));
        import.Problems.ShouldHaveSingleItem().File.ShouldStartWith("cut.tar.zst");
    }

    [Fact]
    public async Task Importing_twice_changes_nothing_and_makes_the_feed_younger()
    {
        (await ImportAsync(Zip(1, 2, 3))).Feeds.ShouldHaveSingleItem().ShouldBe(new ImportedFeed { Name = "Go", Read = 3, Added = 3 });
        var first = (await StateAsync("Go")).FetchedAt;
        _clock.Advance(TimeSpan.FromHours(1));

        var again = await ImportAsync(Zip(1, 2, 3));

        again.Feeds.ShouldHaveSingleItem().ShouldBe(new ImportedFeed { Name = "Go", Read = 3 });
        again.Touched.ShouldBeEmpty();
        (await StateAsync("Go")).FetchedAt.ShouldBe(first + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_changed_record_touches_exactly_its_packages()
    {
        await ImportAsync(Zip(1, 2, 3));
        var import = await ImportAsync(_feed.Write("GO-2.json", FeedFixture.Osv("GO-2", "Go", "example.org/m2", @fixed: "2.0.0")));

        import.Touched.ShouldBe([new PackageKey("golang", "example.org/m2")]);
        (await StateAsync("Go")).Records.ShouldBe(3);
    }

    [Fact]
    public async Task Only_a_whole_feed_loses_what_is_gone()
    {
        await ImportAsync(Zip(1, 2, 3));
        (await ImportAsync(Zip(1, 2))).Feeds[0].Removed.ShouldBe(0);

        var whole = await ImportAsync(Zip(1, 2), whole: true);

        whole.Feeds[0].Removed.ShouldBe(1);
        whole.Touched.ShouldBe([new PackageKey("golang", "example.org/m3")]);
        (await StateAsync("Go")).Records.ShouldBe(2);
    }

    [Fact]
    public async Task A_record_that_broke_is_named_and_stays_as_it_was()
    {
        await ImportAsync(Zip(1, 2));
        var import = await ImportAsync(_feed.Zip("Go.zip", ("GO-1.json", FeedFixture.Osv("GO-1", "Go", "example.org/m1")), ("GO-2.json", FeedFixture.Osv("GO-2", "Go", @fixed: new string('9', 5000)))), whole: true);

        (import.Feeds[0].Removed, import.ProblemCount).ShouldBe((0, 1));
        (await StateAsync("Go")).Records.ShouldBe(2);
        var problem = (await Store.ListProblemsAsync("Go", default)).ShouldHaveSingleItem();
        (problem.File, problem.Record).ShouldBe(("Go.zip!GO-2.json", "GO-2"));
    }

    [Fact]
    public async Task An_archive_that_is_cut_off_loses_nothing_and_can_be_seen_in_the_list()
    {
        await ImportAsync(Zip(1, 2, 3));
        var path = Zip(1, 2, 3);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^40]);

        var import = await ImportAsync(path, whole: true);

        import.Problems.ShouldHaveSingleItem().Record.ShouldBeNull();
        (await StateAsync("Go")).Records.ShouldBe(3);
        var broken = await StateAsync("Go.zip");
        (broken.FetchedAt, broken.Error!.Contains("cut off", StringComparison.Ordinal)).ShouldBe((null, true));
        FeedEntry.Of(broken, _clock.Now, FeedEntry.DefaultMaxAge).IsStale.ShouldBeTrue("what never was read is not fresh");

        await ImportAsync(Zip(1, 2, 3));
        (await Store.ListFeedsAsync(default)).ShouldHaveSingleItem().Name.ShouldBe("Go", "the file is whole again");
    }

    [Fact]
    public async Task A_feed_that_shrank_by_accident_keeps_its_records_unless_it_is_forced()
    {
        await ImportAsync(Zip([.. Enumerable.Range(1, 40)]));

        var accident = await ImportAsync(Zip(1), whole: true);
        (accident.Feeds[0].Removed, accident.Problems.ShouldHaveSingleItem().Reason.Contains("39 of 40", StringComparison.Ordinal)).ShouldBe((0, true));

        (await ImportAsync(Zip(1), whole: true, force: true)).Feeds[0].Removed.ShouldBe(39);
    }

    [Fact]
    public async Task What_is_not_there_is_refused_before_anything_is_imported() =>
        await Should.ThrowAsync<FileNotFoundException>(() => new AdvisoryImporter(Store, _clock).ImportAsync([Zip(1), "/nowhere"], new ImportRequest { Origin = "" }, default));

    [Fact]
    public void A_feed_is_stale_after_its_time()
    {
        var feed = new FeedState { Name = "Go", TriedAt = _clock.Now, FetchedAt = _clock.Now };
        FeedEntry.Of(feed, _clock.Now.AddDays(3), TimeSpan.FromDays(3)).IsStale.ShouldBeFalse();
        FeedEntry.Of(feed, _clock.Now.AddDays(3.1), TimeSpan.FromDays(3)).IsStale.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Go=https://feeds.example.org/Go/all.zip", "Go")]
    [InlineData("https://feeds.example.org/Go/all.zip", "Go")]
    [InlineData("https://feeds.example.org/kev.json?a=b", "kev.json")]
    public void A_feed_has_the_name_it_is_given_or_that_of_its_file(string text, string name) => FeedSource.Parse(text).Name.ShouldBe(name);

    [Theory]
    [InlineData("ftp://example.org/x")]
    [InlineData("Go")]
    [InlineData("Go=file:///etc/passwd")]
    public void Other_addresses_are_refused(string text) => Should.Throw<FormatException>(() => FeedSource.Parse(text));
}
