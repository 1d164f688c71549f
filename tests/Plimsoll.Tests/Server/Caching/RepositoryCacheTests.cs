using Plimsoll.Server.Caching;
using Plimsoll.Server.Watch.Metrics;

namespace Plimsoll.Tests.Server.Caching;

public sealed class RepositoryCacheTests
{
    private readonly CacheCounts _counts = new();

    [Fact]
    public void Keeps_what_is_looked_for_a_second_time()
    {
        var cache = new RepositoryCache<string, string>(1000, _counts);

        cache.Keep("tag", "manifest", version: 1, weight: 1);
        var once = cache.Find("tag", 1);
        cache.Keep("tag", "manifest", version: 1, weight: 1);

        once.ShouldBeNull();
        cache.Find("tag", 1).ShouldBe("manifest");
        (_counts.Hits, _counts.Misses).ShouldBe((1, 1));
    }

    [Fact]
    public void Gives_nothing_of_a_repository_that_has_changed()
    {
        var cache = new RepositoryCache<string, string>(1000, _counts);
        for (var i = 0; i < 2; i++) cache.Keep("tag", "old", version: 1, weight: 1);

        cache.Find("tag", 2).ShouldBeNull();
        cache.Keep("tag", "new", version: 2, weight: 1);

        cache.Find("tag", 2).ShouldBe("new");
    }

    [Fact]
    public void Who_asks_for_everything_once_pushes_nothing_out()
    {
        var cache = new RepositoryCache<string, string>(1000, _counts);
        for (var i = 0; i < 2; i++) cache.Keep("tag", "manifest", version: 1, weight: 1);

        for (var i = 0; i < 10_000; i++) cache.Keep($"other {i}", "manifest", version: 1, weight: 1);

        cache.Find("tag", 1).ShouldBe("manifest");
    }

    [Fact]
    public void Starts_again_empty_when_it_is_full()
    {
        var cache = new RepositoryCache<string, string>(10, _counts);
        for (var i = 0; i < 2; i++) cache.Keep("first", "manifest", version: 1, weight: 6);
        for (var i = 0; i < 2; i++) cache.Keep("second", "manifest", version: 1, weight: 6);

        cache.Find("first", 1).ShouldBeNull();
        cache.Find("second", 1).ShouldBe("manifest");
    }
}
