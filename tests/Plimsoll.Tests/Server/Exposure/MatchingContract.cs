using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Core.Advisories;
using Plimsoll.Server.Exposure;
using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Vulnerabilities.Matching;

namespace Plimsoll.Tests.Server.Exposure;

/// <summary>How what is known against packages follows advisories and images.</summary>
public abstract class MatchingContract : MetadataContract
{
    private const string Debian = "deb:debian:12";
    private const string Feed = "debian";
    private static readonly string[] Names = ["openssl", "zlib", "curl", "glibc"];

    private readonly RangeMatcher _matcher = new();

    private IExposureStore Exposure => Store.Exposure;

    private static Component Deb(string name, string version) => new() { Namespace = Debian, Name = name == "openssl" ? "libssl3" : name, Version = version, Source = name == "openssl" ? name : null };

    private static Advisory Says(int number, string name, string? introduced, string? mended, AffectedStatus status = AffectedStatus.Affected, bool isWithdrawn = false) => new()
    {
        Source = "Debian",
        Id = $"CVE-2026-{number}",
        Withdrawn = isWithdrawn ? DateTimeOffset.UnixEpoch : null,
        Affected = [new AffectedPackage { Namespace = Debian, Name = name, Level = PackageLevel.Source, Status = status, Ranges = [AffectedRange.From(introduced ?? "0", mended)] }],
    };

    private ExposureMatcher Matcher(IComponentMatcher? matcher = null) => new(Store, new StoredAdvisories(Store), matcher ?? _matcher, Time, NullLogger<ExposureMatcher>.Instance);

    private async Task FollowAllAsync(IComponentMatcher? matcher = null)
    {
        // Whoever did it before may still have the lease.
        Advance(TimeSpan.FromMinutes(2));
        using var following = Matcher(matcher);
        while (await following.StepAsync(default))
        {
            // Until nothing waits.
        }
    }

    private async Task<long> ImageAsync(params Component[] components)
    {
        var image = (await PushImageAsync()).Digest;
        var id = (await Store.Index.BeginImageAsync(new IndexedImage(image, 1, [], new Dictionary<string, string>()), default))!.Value;
        await Exposure.RegisterAsync(id, [new LayerSet(0, new PackageSet("deb", PackageSet.Order(components.Select(c => new SetMember(c, _matcher.KeysOf(c))))))], Now, default);
        return id;
    }

    private async Task<List<string>> KnownAsync()
    {
        var (components, _) = await Exposure.ListByNameAsync(0, 1000, default);
        var byNumber = components.ToDictionary(c => c.Id, c => c.Component);
        return [.. (await Exposure.ListMatchesAsync([.. byNumber.Keys], default)).Select(m => $"{byNumber[m.Component].Name} {byNumber[m.Component].Version}: {m.Advisory} {m.Status}").Order(StringComparer.Ordinal)];
    }

    /// <summary>What the matcher says of every component of the index against everything that is said now.</summary>
    private async Task<List<string>> FromNothingAsync()
    {
        var (components, _) = await Exposure.ListByNameAsync(0, 1000, default);
        var advisories = new StoredAdvisories(Store);
        var found = new List<string>();
        foreach (var component in components.Select(c => c.Component))
        {
            var keys = _matcher.KeysOf(component);
            var told = await advisories.ListStatementsAsync(keys, default);
            found.AddRange(_matcher.Match(component, [.. keys.SelectMany(key => told[key])]).Select(m => $"{component.Name} {component.Version}: {m.Advisory} {m.Status}"));
        }
        return [.. found.Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task A_new_advisory_reaches_the_images_that_have_the_package_and_is_told_once()
    {
        await ImageAsync(Deb("openssl", "3.0.1-1"), Deb("zlib", "1.2-1"));
        await ImageAsync(Deb("openssl", "3.0.9-1"));
        await FollowAllAsync();
        (await Exposure.ListEventsAsync(0, 10, default)).ShouldBeEmpty();

        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", null, "3.0.5-1")], default);
        await FollowAllAsync();

        (await KnownAsync()).ShouldBe(["libssl3 3.0.1-1: Debian CVE-2026-1 Affected"]);
        var told = (await Exposure.ListEventsAsync(0, 10, default)).ShouldHaveSingleItem();
        (told.Kind, told.Added, told.Removed, told.Components, told.Count).ShouldBe(("opened", 1, 0, 1, new ExposureCount(1, 1)));

        // Words alone change nothing, and nobody is told.
        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", null, "3.0.5-1") with { Summary = "A flaw" }], default);
        await FollowAllAsync();
        (await Exposure.ListEventsAsync(told.Sequence, 10, default)).ShouldBeEmpty();

        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", null, "3.0.5-1", isWithdrawn: true)], default);
        await FollowAllAsync();
        (await KnownAsync()).ShouldBeEmpty();
        (await Exposure.ListEventsAsync(told.Sequence, 10, default)).ShouldHaveSingleItem().Kind.ShouldBe("closed");
        (await Exposure.ListEndedAsync(["CVE-2026-1"], 10, default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_new_version_of_the_matcher_looks_at_everything_again()
    {
        await ImageAsync(Deb("openssl", "3.0.1-1"), Deb("zlib", "1.2-1"));
        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", null, "3.0.5-1")], default);
        await FollowAllAsync();

        await FollowAllAsync(new Sceptic());
        (await KnownAsync()).ShouldBeEmpty();
        (await Exposure.FindProgressAsync(default)).ShouldBe(new MatchProgress(new Sceptic().Version, null));
        await FollowAllAsync();
        (await KnownAsync()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whichever_came_first_the_same_is_known(int seed)
    {
        var random = new Random(seed);
        using var following = Matcher();
        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(10))
            {
                case < 3:
                    await ImageAsync([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Deb(Names[random.Next(Names.Length)], $"1.{random.Next(6)}-1"))]);
                    break;
                case < 7:
                    await Store.Advisories.PutAsync(Feed, [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => random.Next(12)).Distinct().Select(number => Random(random, number))], default);
                    break;
                case 7:
                    var names = await Store.Advisories.ListNamesAsync(Feed, 0, 100, default);
                    if (names.Count > 0) await Store.Advisories.RemoveAsync([names[random.Next(names.Count)].Number], default);
                    break;
                default:
                    await following.StepAsync(default);
                    break;
            }
        }
        await FollowAllAsync();

        var known = await KnownAsync();
        known.ShouldBe(await FromNothingAsync());
        known.ShouldNotBeEmpty();
        await FollowAllAsync(new Renumbered());
        (await KnownAsync()).ShouldBe(known);
    }

    private static Advisory Random(Random random, int number)
    {
        var from = random.Next(5);
        return Says(
            number, Names[random.Next(Names.Length)], random.Next(2) == 0 ? null : $"1.{from}-1", random.Next(4) == 0 ? null : $"1.{from + random.Next(1, 4)}-1",
            random.Next(3) == 0 ? AffectedStatus.Deferred : AffectedStatus.Affected, random.Next(6) == 0);
    }

    /// <summary>Believes nothing.</summary>
    private sealed class Sceptic : IComponentMatcher
    {
        public int Version => new RangeMatcher().Version + 1;

        public IReadOnlyList<PackageKey> KeysOf(Component component) => new RangeMatcher().KeysOf(component);

        public IReadOnlyList<ComponentMatch> Match(Component component, IReadOnlyList<AdvisoryStatement> statements) => [];
    }

    /// <summary>Says the same under another number.</summary>
    private sealed class Renumbered : IComponentMatcher
    {
        public int Version => new RangeMatcher().Version + 2;

        public IReadOnlyList<PackageKey> KeysOf(Component component) => new RangeMatcher().KeysOf(component);

        public IReadOnlyList<ComponentMatch> Match(Component component, IReadOnlyList<AdvisoryStatement> statements) => new RangeMatcher().Match(component, statements);
    }
}
