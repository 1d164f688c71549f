using Plimsoll.Core.Facts;

namespace Plimsoll.Tests.Core.Facts;

public sealed class PathPoolTests
{
    [Fact]
    public void Knows_what_was_added_and_nothing_else()
    {
        var random = new Random(7);
        var pool = new PathPool();
        var known = new Dictionary<string, int>();
        for (var i = 0; i < 20_000; i++)
        {
            var path = string.Join('/', Enumerable.Range(0, random.Next(1, 6)).Select(_ => $"{(char)('a' + random.Next(20))}{new string('\u00e9', random.Next(3))}"));
            var number = pool.Add(path);
            if (!known.TryAdd(path, number)) known[path].ShouldBe(number);
            if (i == 10_000) pool.Trim();
        }

        foreach (var (path, number) in known)
        {
            pool.PathOf(number).ShouldBe(path);
            pool.Find(path).ShouldBe(number);
        }
        pool.Find("not/there").ShouldBe(-1);
        pool.Find("").ShouldBe(PathPool.Root);
        pool.PathOf(PathPool.Root).ShouldBe("");
    }

    [Fact]
    public void Keeps_names_of_any_length_up_to_the_longest()
    {
        var pool = new PathPool();
        var names = Enumerable.Range(1, 300).Select(i => new string('n', i * 40)).ToList();

        names.Select(name => pool.PathOf(pool.Add("dir/" + name))).ShouldBe(names.Select(name => "dir/" + name));
    }
}
