using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every store of advisories promises.</summary>
public abstract class AdvisoryStoreContract : MetadataContract
{
    private const string Feed = "GHSA";

    private IAdvisoryStore Advisories => Store.Advisories;

    private static AffectedPackage Npm(string name, string @fixed) => new() { Namespace = "npm", Name = name, Ranges = [AffectedRange.From("0", @fixed)] };

    private static Advisory Record(string id, params AffectedPackage[] affected) => new()
    {
        Source = "GHSA",
        Id = id,
        Aliases = ["CVE-2024-" + id[^1]],
        Modified = DateTimeOffset.UnixEpoch,
        Summary = "s",
        Severities = [new() { Origin = "GHSA", Word = "HIGH" }],
        Affected = affected,
    };

    private Task<AdvisoryChanges> PutAsync(params Advisory[] records) => Advisories.PutAsync(Feed, records, default);

    private static string Text(AdvisoryChanges changes) =>
        $"+{changes.Added} ~{changes.Changed} ={changes.Unchanged} -{changes.Removed} {string.Join(' ', changes.Touched.Select(key => key.Name).Order(StringComparer.Ordinal))}".TrimEnd();

    [Fact]
    public async Task A_record_that_did_not_change_touches_nothing()
    {
        Text(await PutAsync(Record("GHSA-1", Npm("a", "1"), Npm("b", "1")), Record("GHSA-2", Npm("a", "2")))).ShouldBe("+2 ~0 =0 -0 a b");
        var version = await Advisories.VersionAsync(default);

        Text(await PutAsync(Record("GHSA-1", Npm("a", "1"), Npm("b", "1")), Record("GHSA-2", Npm("a", "2")))).ShouldBe("+0 ~0 =2 -0");
        (await Advisories.VersionAsync(default)).ShouldBe(version);
    }

    [Fact]
    public async Task A_changed_record_touches_the_packages_about_which_it_says_something_else()
    {
        await PutAsync(Record("GHSA-1", Npm("a", "1"), Npm("b", "1"), Npm("c", "1")), Record("GHSA-2", Npm("z", "1")));

        Text(await PutAsync(Record("GHSA-1", Npm("a", "1"), Npm("b", "2"), Npm("d", "1")))).ShouldBe("+0 ~1 =0 -0 b c d");
        Text(await PutAsync(Record("GHSA-1", Npm("d", "1"), Npm("a", "1"), Npm("b", "2")) with { Summary = "other words", References = [new("WEB", "https://x")] })).ShouldBe("+0 ~1 =0 -0");
        Text(await PutAsync(Record("GHSA-1", Npm("a", "1"), Npm("b", "2")) with { Severities = [] })).ShouldBe("+0 ~1 =0 -0 a b d");
        Text(await PutAsync(Record("GHSA-1", Npm("a", "1"), Npm("b", "2")) with { Severities = [], Withdrawn = Now })).ShouldBe("+0 ~1 =0 -0 a b");
        (await Advisories.ListStatementsAsync([new("npm", "a"), new("npm", "b")], default)).ShouldBeEmpty("withdrawn records say nothing");
    }

    [Fact]
    public async Task Statements_are_found_by_package_and_records_by_every_name()
    {
        var record = Record("GHSA-1", Npm("a", "1"), Npm("b", "1"), new AffectedPackage { Namespace = "deb:debian:12", Name = "a", Status = AffectedStatus.WillNotFix }) with { Upstream = ["CVE-2020-7"], Details = new string('x', 3000) };
        await PutAsync(record, Record("GHSA-2", Npm("a", "2")));

        var statements = await Advisories.ListStatementsAsync([new("npm", "a"), new("npm", "none"), new("deb:debian:12", "a")], default);
        statements.Select(s => (s.Id, s.Affected.Namespace, s.Affected.Status)).ShouldBe([("GHSA-1", "npm", AffectedStatus.Affected), ("GHSA-2", "npm", AffectedStatus.Affected), ("GHSA-1", "deb:debian:12", AffectedStatus.WillNotFix)]);
        foreach (var name in new[] { "GHSA-1", "CVE-2024-1", "CVE-2020-7" })
        {
            var found = (await Advisories.FindAsync(name, 10, default)).ShouldHaveSingleItem();
            AdvisoryJson.Write(found.Advisory).ShouldBe(AdvisoryJson.Write(record));
            found.Hash.ShouldBe(Convert.ToHexStringLower(AdvisoryJson.Hash(record)));
        }
        (await Advisories.FindAsync("CVE-2024-3", 10, default)).ShouldBeEmpty();
        var head = (await Advisories.GetAsync([statements[1].AdvisoryNumber, 4711], default)).ShouldHaveSingleItem();
        (head.Advisory.Id, head.Feed, head.Advisory.Severities[0].Word).ShouldBe(("GHSA-2", Feed, "HIGH"));
    }

    [Fact]
    public async Task Parts_of_an_identifier_are_records_of_their_own()
    {
        var one = Record("CVE-2024-9", Npm("a", "1")) with { Source = "Debian", Part = "curl", Aliases = [] };
        Text(await PutAsync(one, one with { Part = "zlib", Affected = [Npm("b", "1")] })).ShouldBe("+2 ~0 =0 -0 a b");
        Text(await PutAsync(one with { Part = "zlib", Affected = [Npm("b", "2")] })).ShouldBe("+0 ~1 =0 -0 b");
        (await Advisories.FindAsync("CVE-2024-9", 10, default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Removed_records_touch_their_packages_and_are_gone()
    {
        await PutAsync(Record("GHSA-1", Npm("a", "1")), Record("GHSA-2", Npm("b", "1")));
        var names = await Advisories.ListNamesAsync(Feed, 0, 10, default);

        Text(await Advisories.RemoveAsync([names[0].Number], default)).ShouldBe("+0 ~0 =0 -1 a");

        (await Advisories.ListNamesAsync(null, 0, 10, default)).ShouldHaveSingleItem().Id.ShouldBe("GHSA-2");
        (await Advisories.ListStatementsAsync([new("npm", "a")], default)).ShouldBeEmpty();
        (await Advisories.FindAsync("CVE-2024-1", 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lists_and_searches_page_by_page()
    {
        await PutAsync([.. Enumerable.Range(0, 25).Select(i => Record($"GHSA-{i % 5}{i}", Npm("a", "1")) with { Part = i.ToString() }), Record("CVE-1", Npm("a", "1"))]);

        var (found, last) = (new List<string>(), (AdvisoryName?)null);
        while (await Advisories.SearchAsync("GHSA-", last, 7, default) is { Count: > 0 } page)
        {
            found.AddRange(page.Select(name => name.Id));
            last = page[^1];
        }
        found.Count.ShouldBe(25);
        found.ShouldBe(found.Order(StringComparer.Ordinal));
        (await Advisories.SearchAsync("CVE", null, 10, default)).ShouldHaveSingleItem().Id.ShouldBe("CVE-1");
        (await Advisories.SearchAsync("", null, 100, default)).Count.ShouldBe(26);
        var second = await Advisories.ListNamesAsync(Feed, (await Advisories.ListNamesAsync(Feed, 0, 20, default))[^1].Number, 20, default);
        second.Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_feed_tells_its_age_its_records_and_its_problems()
    {
        await PutAsync(Record("GHSA-1", Npm("a", "1"), new AffectedPackage { Namespace = "deb:debian:12", Name = "a" }));
        await Advisories.EndRunAsync(new FeedRun { Feed = Feed, Origin = "here", At = Now, ETag = "\"1\"", ProblemCount = 3, Problems = [new("f.json", "GHSA-9", "broken"), new("g.json", null, "cut off")] }, default);
        var first = Now;

        var feed = (await Advisories.ListFeedsAsync(default)).ShouldHaveSingleItem();
        (feed.Name, feed.Origin, feed.FetchedAt, feed.Records, feed.Problems, feed.Error, feed.ETag).ShouldBe((Feed, "here", Now, 1, 3, null, "\"1\""));
        (await Advisories.ListProblemsAsync(Feed, default)).ShouldBe([new("f.json", "GHSA-9", "broken"), new("g.json", null, "cut off")]);
        (await Advisories.ListNamespacesAsync(default)).ShouldBe([new("deb:debian:12", Feed), new("npm", Feed)]);

        Advance(TimeSpan.FromDays(1));
        await Advisories.EndRunAsync(new FeedRun { Feed = Feed, At = Now, Error = "unreachable" }, default);
        feed = (await Advisories.ListFeedsAsync(default)).ShouldHaveSingleItem();
        (feed.FetchedAt, feed.TriedAt, feed.Error, feed.Records, feed.Problems).ShouldBe((first, Now, "unreachable", 1, 3), "a failure makes nothing younger and forgets nothing");
        await Advisories.EndRunAsync(new FeedRun { Feed = Feed, At = Now, IsUnchanged = true }, default);
        feed = (await Advisories.ListFeedsAsync(default)).ShouldHaveSingleItem();
        (feed.FetchedAt, feed.Error, feed.ETag, feed.Problems).ShouldBe((Now, null, "\"1\"", 3));

        Text((await Advisories.RemoveFeedAsync(Feed, default))!).ShouldBe("+0 ~0 =0 -1 a a");
        (await Advisories.ListFeedsAsync(default)).ShouldBeEmpty();
        (await Advisories.ListNamespacesAsync(default)).ShouldBeEmpty();
        (await Advisories.RemoveFeedAsync(Feed, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Exploitation_is_known_by_cve_with_the_value_of_the_day_before()
    {
        var kev = new KevEntry { Cve = "CVE-1", Added = new(2024, 1, 2), Due = new(2024, 2, 3), Ransomware = true, Product = "P" };
        (await Advisories.PutKevAsync("KEV", [kev, kev with { Cve = "CVE-2", Due = null, Ransomware = false, Product = null }], default)).Order(StringComparer.Ordinal).ShouldBe(["CVE-1", "CVE-2"]);
        (await Advisories.PutKevAsync("KEV", [kev], default)).ShouldBeEmpty();
        (await Advisories.PutKevAsync("KEV", [kev with { Due = null }], default)).ShouldBe(["CVE-1"]);
        (await Advisories.PutEpssAsync("EPSS", [new("CVE-1", 0.5, 0.9, new(2024, 5, 1)), new("CVE-3", 0.00043, 0.09291, new(2024, 5, 1))], default)).ShouldBe(2);
        (await Advisories.PutEpssAsync("EPSS", [new("CVE-1", 0.5, 0.9, new(2024, 5, 1))], default)).ShouldBe(0);
        (await Advisories.PutEpssAsync("EPSS", [new("CVE-1", 0.6, 0.95, new(2024, 5, 2))], default)).ShouldBe(1);
        (await Advisories.PutEpssAsync("EPSS", [new("CVE-1", 0.1, 0.1, new(2024, 4, 1))], default)).ShouldBe(0, "an older day says nothing");

        var known = await Advisories.FindEnrichmentsAsync(["CVE-3", "CVE-9", "CVE-1"], default);
        known.Select(e => (e.Cve, e.Kev?.Due, e.Kev?.Ransomware, e.Epss, e.EarlierEpss)).ShouldBe(
        [
            ("CVE-3", null, null, new EpssEntry("CVE-3", 0.00043, 0.09291, new(2024, 5, 1)), null),
            ("CVE-1", null, true, new EpssEntry("CVE-1", 0.6, 0.95, new(2024, 5, 2)), 0.5),
        ]);
        await Advisories.RemoveFeedAsync("EPSS", default);
        (await Advisories.FindEnrichmentsAsync(["CVE-3", "CVE-1"], default)).ShouldHaveSingleItem().Epss.ShouldBeNull();
    }

    [Fact]
    public async Task Vex_documents_are_kept_as_they_came_and_replaced_by_newer_ones()
    {
        static VexDocument Document(string id, string text) => new() { Format = "openvex", Id = id, Author = "A", Version = "1", Statements = 2, Digest = Digest.Of(Encoding.UTF8.GetBytes(text)), Content = Encoding.UTF8.GetBytes(text) };
        (await Advisories.PutVexAsync("VEX", [Document("a", "{1}"), Document("b", "{2}")], default)).ShouldBe(2);
        (await Advisories.PutVexAsync("VEX", [Document("a", "{1}")], default)).ShouldBe(0);
        (await Advisories.PutVexAsync("VEX", [Document("a", "{3}"), Document("a", "{4}") with { Place = "other.json" }], default)).ShouldBe(2, "the same identifier elsewhere is another document");

        var listed = new List<VexDocument>();
        while (await Advisories.ListVexAsync(listed.Count == 0 ? null : listed[^1].Digest, 1, default) is [var next]) listed.Add(next);
        listed.Select(d => d.Id).Order(StringComparer.Ordinal).ShouldBe(["a", "a", "b"]);
        var found = (await Advisories.FindVexAsync(Digest.Of("{3}"u8), default))!;
        (found.Id, found.Author, found.Statements, Encoding.UTF8.GetString(found.Content.Span)).ShouldBe(("a", "A", 2, "{3}"));
        (await Advisories.FindVexAsync(Digest.Of("{1}"u8), default)).ShouldBeNull();
    }
}
