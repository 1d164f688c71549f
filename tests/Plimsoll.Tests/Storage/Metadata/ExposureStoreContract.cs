using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every index of exposure promises.</summary>
public abstract class ExposureStoreContract : MetadataContract
{
    private static readonly Component Libssl = new() { Namespace = "deb:debian:12", Name = "libssl3", Version = "3.0.1", Source = "openssl", Arch = "amd64" };
    private static readonly Component Zlib = new() { Namespace = "deb:debian:12", Name = "zlib1g", Version = "1.2", Arch = "amd64" };
    private static readonly Component LeftPad = new() { Namespace = "npm", Name = "left-pad", Version = "1.3.0", Properties = new Dictionary<string, string> { ["scope"] = "dev" } };
    private static readonly AdvisoryKey Cve = new("Debian", "CVE-2026-1", "openssl");

    private readonly Dictionary<Digest, long> _numbers = [];

    private IExposureStore Exposure => Store.Exposure;

    private async Task<Digest> ImageAsync(params LayerSet[] sets)
    {
        var image = (await PushImageAsync(tags: "t" + _numbers.Count)).Digest;
        await RegisterAsync(image, [Digest.Of("one"u8), Digest.Of("two"u8)], sets);
        return image;
    }

    private async Task RegisterAsync(Digest image, IReadOnlyList<Digest> chains, params LayerSet[] sets)
    {
        _numbers[image] = (await Store.Index.BeginImageAsync(new IndexedImage(image, 1, chains, new Dictionary<string, string>()), default))!.Value;
        await Exposure.RegisterAsync(_numbers[image], sets, Now, default);
    }

    private async Task<long> NumberAsync(Component component) =>
        (await Exposure.ListComponentsAsync(new PackageKey(component.Namespace, component.Name), null, null, default)).Single(c => c.Component.Version == component.Version).Id;

    private async Task<List<Digest>> ImagesAsync(params long[] components) => [.. (await Exposure.ListImagesAsync(components, null, 100, default)).Select(image => image.Digest)];

    private Task ChangeAsync(params MatchChange[] changes) => Exposure.UpdateAsync(new MatchUpdate { At = Now, Changes = changes }, default);

    [Fact]
    public async Task Keeps_what_a_component_is_matched_by()
    {
        await ImageAsync(Sets.Of(0, Libssl), Sets.Of(1, LeftPad));

        var found = (await Exposure.ListNewAsync(10, default)).Select(c => c.Component).OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        found[0].Properties.ShouldBe(LeftPad.Properties);
        (found[0] with { Properties = null }).ShouldBe(LeftPad with { Properties = null });
        found[1].ShouldBe(Libssl);
        found[1].Type.ShouldBe("deb");
    }

    [Fact]
    public async Task Finds_components_by_every_name_and_by_a_range_of_sort_keys()
    {
        var newer = Libssl with { Version = "3.0.9" };
        await ImageAsync(Sets.Of(0, Libssl, Zlib));
        await ImageAsync(Sets.Of(0, newer));

        (await VersionsAsync("openssl", null, null)).ShouldBe(["3.0.1", "3.0.9"]);
        (await VersionsAsync("libssl3", null, null)).ShouldBe(["3.0.1", "3.0.9"]);
        (await VersionsAsync("openssl", "3.0.2", null)).ShouldBe(["3.0.9"]);
        (await VersionsAsync("openssl", null, "3.0.9")).ShouldBe(["3.0.1"]);
        (await VersionsAsync("nothing", null, null)).ShouldBeEmpty();
        (await Exposure.ListComponentsAsync(new PackageKey("deb:debian:11", "openssl"), null, null, default)).ShouldBeEmpty();

        async Task<List<string>> VersionsAsync(string name, string? from, string? below) =>
            [.. (await Exposure.ListComponentsAsync(new PackageKey("deb:debian:12", name), Bytes(from), Bytes(below), default)).Select(c => c.Component.Version).Order(StringComparer.Ordinal)];

        static ReadOnlyMemory<byte>? Bytes(string? text) => text is null ? default(ReadOnlyMemory<byte>?) : System.Text.Encoding.ASCII.GetBytes(text);
    }

    [Fact]
    public async Task Finds_the_components_of_many_names_and_of_many_records_at_once()
    {
        var newer = Libssl with { Version = "3.0.9" };
        await ImageAsync(Sets.Of(0, Libssl, Zlib), Sets.Of(1, LeftPad));
        await ImageAsync(Sets.Of(0, newer));

        // By its own name and by that of its source: once all the same.
        var found = await Exposure.ListComponentsAsync([new("deb:debian:12", "openssl"), new("deb:debian:12", "libssl3"), new("npm", "left-pad"), new("npm", "openssl")], default);
        found.Select(c => c.Component.Name + " " + c.Component.Version).Order(StringComparer.Ordinal).ShouldBe(["left-pad 1.3.0", "libssl3 3.0.1", "libssl3 3.0.9"]);

        var other = Cve with { Part = null };
        var (libssl, later, zlib) = (await NumberAsync(Libssl), await NumberAsync(newer), await NumberAsync(Zlib));
        await ChangeAsync(new MatchChange(libssl, Cve, AffectedStatus.Affected), new MatchChange(later, Cve, AffectedStatus.WillNotFix), new MatchChange(zlib, other, AffectedStatus.Affected));
        var held = await Exposure.ListHeldAsync([Cve, other, Cve with { Source = "Ubuntu" }], default);
        held[Cve].Order().ShouldBe([libssl, later]);
        held[other].ShouldBe([zlib]);
        held.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_set_stays_until_no_image_has_it()
    {
        var one = await ImageAsync(Sets.Of(0, Libssl, Zlib), Sets.Of(1, LeftPad));
        var two = await ImageAsync(Sets.Of(0, Zlib, Libssl));
        var (libssl, leftPad) = (await NumberAsync(Libssl), await NumberAsync(LeftPad));
        (await Exposure.CountAsync([libssl], default)).ShouldBe(new ExposureCount(1, 2));
        (await Exposure.CountAsync([libssl, leftPad], default)).ShouldBe(new ExposureCount(2, 2));

        await RegisterAsync(one, [Digest.Of("one"u8)], Sets.Of(0, Zlib));
        (await ImagesAsync(libssl)).ShouldBe([two]);
        (await Exposure.CountAsync([leftPad], default)).ShouldBe(new ExposureCount(0, 0));

        await Store.Manifests.RemoveAsync(Shop, two, "ada", Event("delete"), default);
        await Probe.ForgetDeletedAsync(two);
        (await Store.Index.ForgetImageAsync(two, default)).ShouldBeTrue();
        (await Exposure.CountAsync([libssl], default)).ShouldBe(new ExposureCount(0, 0));
        // Its components keep their numbers, and what was found its name.
        (await NumberAsync(Libssl)).ShouldBe(libssl);
    }

    [Fact]
    public async Task Pages_through_images_with_the_layers_of_what_they_have_each_image_once()
    {
        var images = new List<Digest>();
        for (var i = 0; i < 7; i++)
            images.Add(await ImageAsync(i % 2 == 0 ? [Sets.Of(0, Libssl), Sets.Of(1 + i, LeftPad)] : [Sets.Of(0, Libssl, Zlib)]));
        // The last of a set whose others were all told before.
        images.Add(await ImageAsync(Sets.Of(0, LeftPad)));
        long[] components = [await NumberAsync(Libssl), await NumberAsync(LeftPad)];
        var found = new List<AffectedImage>();
        while (await Exposure.ListImagesAsync(components, found.LastOrDefault()?.Position, 2, default) is { Count: > 0 } page) found.AddRange(page);

        found.Select(image => image.Digest).ShouldBe(images, ignoreOrder: true);
        found.Single(image => image.Digest == images[2]).Components.ShouldBe([new ComponentInImage(components[0], 0), new ComponentInImage(components[1], 3)], ignoreOrder: true);
        found.Single(image => image.Digest == images[1]).Components.ShouldBe([new ComponentInImage(components[0], 0)]);
        (await Exposure.CountAsync(components, default)).Images.ShouldBe(8);
        // From a place whose component is no more among those that are asked for, the list goes on.
        (await Exposure.ListImagesAsync([components[1]], found[0].Position with { Component = Math.Min(components[0], components[1]) - 1, Image = 0 }, 100, default)).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Remembers_since_when_and_until_when_a_record_held()
    {
        var image = await ImageAsync(Sets.Of(2, Libssl, Zlib));
        var libssl = await NumberAsync(Libssl);
        var first = Now;
        await ChangeAsync(new MatchChange(libssl, Cve, AffectedStatus.UnderInvestigation));
        Advance(TimeSpan.FromHours(1));
        await ChangeAsync(new MatchChange(libssl, Cve, AffectedStatus.Affected));

        var affected = (await Exposure.ListAffectedAsync(["CVE-2026-1", "CVE-2026-1"], default)).ShouldHaveSingleItem();
        (affected.Component.Component, affected.Advisory, affected.Status, affected.Since).ShouldBe((Libssl, Cve, AffectedStatus.Affected, first));
        (await Exposure.ListMatchesAsync([libssl], default)).ShouldBe([new StoredMatch(libssl, Cve, AffectedStatus.Affected, first, false)]);
        var inImage = (await Exposure.ListOfImageAsync(image, default)).ShouldHaveSingleItem();
        (inImage.Component.Id, inImage.Layer, inImage.Advisory, inImage.Since).ShouldBe((libssl, 2, Cve, first));

        Advance(TimeSpan.FromHours(1));
        await ChangeAsync(new MatchChange(libssl, Cve, null));
        (await Exposure.ListAffectedAsync(["CVE-2026-1"], default)).ShouldBeEmpty();
        var ended = (await Exposure.ListEndedAsync(["CVE-2026-1"], 10, default)).ShouldHaveSingleItem();
        (ended.Component.Id, ended.Since, ended.Until).ShouldBe((libssl, first, Now));
    }

    [Fact]
    public async Task A_name_waits_until_it_is_done_unless_it_changed_again()
    {
        var key = new PackageKey("npm", "left-pad");
        await Exposure.EnqueueAsync([key, key], default);
        var task = (await Exposure.ListTasksAsync(10, default)).ShouldHaveSingleItem();
        await Exposure.EnqueueAsync([key], default);
        await Exposure.UpdateAsync(new MatchUpdate { At = Now, Tasks = [task] }, default);
        var again = (await Exposure.ListTasksAsync(10, default)).ShouldHaveSingleItem();
        (await Exposure.CountWaitingAsync(10, default)).ShouldBe(1);
        await Exposure.UpdateAsync(new MatchUpdate { At = Now, Tasks = [again] }, default);
        (await Exposure.CountWaitingAsync(10, default)).ShouldBe(0);
    }

    [Fact]
    public async Task New_components_wait_once_whatever_brings_them_again()
    {
        await ImageAsync(Sets.Of(0, Libssl));
        await ImageAsync(Sets.Of(0, Libssl, Zlib));
        var waiting = await Exposure.ListNewAsync(10, default);
        waiting.Select(c => c.Component.Name).ShouldBe(["libssl3", "zlib1g"], ignoreOrder: true);
        await Exposure.UpdateAsync(new MatchUpdate { At = Now, NewComponents = [.. waiting.Select(c => c.Id)] }, default);
        await ImageAsync(Sets.Of(0, Zlib));
        (await Exposure.ListNewAsync(10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Goes_through_all_components_by_name_and_remembers_how_far()
    {
        await ImageAsync(Sets.Of(0, Libssl, Zlib), Sets.Of(1, LeftPad));
        (await Exposure.FindProgressAsync(default)).ShouldBe(new MatchProgress(0, null));
        var (names, after) = (new List<string>(), 0L);
        while (await Exposure.ListByNameAsync(after, 1, default) is { Last: { } last } page)
        {
            names.AddRange(page.Components.Select(c => c.Component.Name));
            await Exposure.UpdateAsync(new MatchUpdate { At = Now, Progress = new MatchProgress(3, last) }, default);
            (await Exposure.FindProgressAsync(default)).ShouldBe(new MatchProgress(3, last));
            after = last;
        }

        names.ShouldBe(["libssl3", "zlib1g", "left-pad"], ignoreOrder: true);
        await Exposure.UpdateAsync(new MatchUpdate { At = Now, Progress = new MatchProgress(3, null) }, default);
        (await Exposure.FindProgressAsync(default)).ShouldBe(new MatchProgress(3, null));
    }

    [Fact]
    public async Task Tells_of_changes_in_order()
    {
        await Exposure.UpdateAsync(
            new MatchUpdate { At = Now, Events = [new ChangeEvent(Cve, 2, 0, 2, new ExposureCount(3, 4)), new ChangeEvent(Cve with { Part = null }, 0, 1, 0, null)] }, default);
        var told = await Exposure.ListEventsAsync(0, 10, default);
        told.Count.ShouldBe(2);
        (told[0].Advisory, told[0].Kind, told[0].Count, told[0].At).ShouldBe((Cve, "opened", new ExposureCount(3, 4), Now));
        (told[1].Advisory.Part, told[1].Kind, told[1].Count).ShouldBe((null, "closed", null));
        (await Exposure.ListEventsAsync(told[0].Sequence, 10, default)).ShouldBe([told[1]]);
    }

    [Fact]
    public async Task Knows_who_asked_for_an_image_from_where_even_when_it_is_gone()
    {
        var (one, two) = (await ImageAsync(Sets.Of(0, Libssl)), await ImageAsync(Sets.Of(0, Libssl, Zlib)));
        var libssl = await NumberAsync(Libssl);
        var first = Now;
        await PullAsync(one, "ci", "10.0.0.1", count: 3);
        Advance(TimeSpan.FromDays(10));
        await PullAsync(one, "ci", "10.0.0.1");
        await PullAsync(two, "ada", null);
        await PullAsync(Digest.Of("unknown"u8), "ada", "10.0.0.2");

        var pulls = await Exposure.ListPullsAsync([libssl], first.AddDays(-1), null, 10, default);
        pulls.Select(p => (p.Image, p.Actor, p.Address, p.Count, p.First, p.Last)).ShouldBe([(two, "ada", null, 1, Now, Now), (one, "ci", "10.0.0.1", 4, first, Now)], ignoreOrder: true);
        (await Exposure.ListPullsAsync([libssl], first.AddDays(-1), pulls[0].Position, 10, default)).ShouldBe([pulls[1]]);
        (await Exposure.ListPullsAsync([libssl], Now.AddSeconds(1), null, 10, default)).ShouldBeEmpty();
        (await Exposure.CountPullsAsync([libssl], first.AddDays(-1), default)).ShouldBe(new PullCount(2, 2));
        (await Exposure.CountPullsAsync([libssl], Now.AddSeconds(1), default)).ShouldBe(new PullCount(0, 0));
        (await Exposure.ListPullsOfAsync(Digest.Of("unknown"u8), 10, default)).ShouldHaveSingleItem().Actor.ShouldBe("ada");

        await Store.Manifests.RemoveAsync(Shop, one, "ada", Event("delete"), default);
        await Probe.ForgetDeletedAsync(one);
        await Store.Index.ForgetImageAsync(one, default);
        (await Exposure.ListPullsOfAsync(one, 10, default)).ShouldHaveSingleItem().Count.ShouldBe(4);
        (await ImagesAsync(libssl)).ShouldBe([two]);
    }

    [Fact]
    public async Task Names_the_smallest_base_that_has_the_layer()
    {
        Digest[] chains = [Digest.Of("a"u8), Digest.Of("b"u8), Digest.Of("c"u8), Digest.Of("d"u8)];
        var images = new List<Digest>();
        foreach (var layers in new[] { 1, 3, 4 })
        {
            images.Add((await PushImageAsync(tags: "l" + layers)).Digest);
            await RegisterAsync(images[^1], chains[..layers]);
        }

        var low = (await Exposure.FindBaseAsync(_numbers[images[2]], 0, default)).ShouldNotBeNull();
        (low.Digest, low.Layers, low.Descendants).ShouldBe((images[0], 1, 2));
        (await Exposure.FindBaseAsync(_numbers[images[2]], 2, default)).ShouldNotBeNull().Digest.ShouldBe(images[1]);
        (await Exposure.FindBaseAsync(_numbers[images[2]], 3, default)).ShouldBeNull();
        (await Exposure.FindBaseAsync(_numbers[images[0]], 0, default)).ShouldBeNull();
    }

    private async Task PullAsync(Digest image, string actor, string? address, int count = 1)
    {
        await Store.Audit.AppendAsync(Event("pull") with { Id = Guid.CreateVersion7(Now), Digest = image.Value, Principal = actor, Address = address, Count = count }, default);
        await EventsAsync();
    }
}
