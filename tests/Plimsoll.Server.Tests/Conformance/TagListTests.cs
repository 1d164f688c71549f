using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Section "tag list": distribution-spec, "Listing Tags".</summary>
public class TagListTests(RegistryFixture registry)
{
    private static readonly string[] InOrder = ["1.0", "1.10", "1.2", "A", "Z", "_x", "a", "a-b", "a.b", "a_b", "ab", "latest"];

    [Fact]
    public async Task Is_in_ASCII_order()
    {
        var list = await GetAsync(await TaggedAsync(InOrder));

        list.Tags.ShouldBe(InOrder);
        list.Next.ShouldBeNull();
    }

    [Theory]
    [InlineData("1.10", 2)]
    [InlineData("latest", 12)]
    [InlineData("0", 0)]
    [InlineData("a", 7)]
    [InlineData("aa", 10)]
    [InlineData("zzzz", 12)]
    [InlineData("no tag at all/\"", 12)]
    public async Task Goes_on_after_any_text(string last, int skipped) =>
        (await GetAsync(await TaggedAsync(InOrder), "?last=" + Uri.EscapeDataString(last))).Tags.ShouldBe(InOrder.Skip(skipped));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(11)]
    public async Task Gives_exactly_as_many_as_asked_and_the_way_to_the_rest(int count)
    {
        var repository = await TaggedAsync(InOrder);

        var list = await GetAsync(repository, $"?n={count}");

        list.Tags.ShouldBe(InOrder.Take(count));
        list.Next.ShouldNotBeNull();
        (await FollowAsync(repository.Path + $"/tags/list?n={count}")).ShouldBe(InOrder);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("13")]
    [InlineData("1000000000")]
    [InlineData("99999999999999999999999")]
    public async Task Says_nothing_of_a_rest_that_does_not_exist(string count)
    {
        var list = await GetAsync(await TaggedAsync(InOrder), "?n=" + count);

        list.Tags.ShouldBe(InOrder);
        list.Next.ShouldBeNull();
    }

    [Fact]
    public async Task None_are_given_when_none_are_asked()
    {
        var list = await GetAsync(await TaggedAsync(InOrder), "?n=0");

        list.Tags.ShouldBeEmpty();
        list.Next.ShouldBeNull();
    }

    [Fact]
    public async Task Count_and_start_go_together()
    {
        var list = await GetAsync(await TaggedAsync(InOrder), "?n=3&last=A");

        list.Tags.ShouldBe(["Z", "_x", "a"]);
        list.Next.ShouldNotBeNull().ShouldContain("last=a");
    }

    [Theory]
    [InlineData("?n=-1")]
    [InlineData("?n=x")]
    [InlineData("?n=")]
    [InlineData("?n=1.5")]
    [InlineData("?n=+1")]
    [InlineData("?n=1&n=2")]
    public async Task A_count_that_is_none_is_refused(string query) =>
        (await registry.Wire.GetAsync((await TaggedAsync(["a"])).Path + "/tags/list" + query)).ExpectError(400, "UNSUPPORTED");

    [Fact]
    public async Task Its_type_has_no_parameters() => (await registry.Wire.GetAsync((await TaggedAsync(["a"])).Path + "/tags/list")).Expect(200)["Content-Type"].ShouldBe("application/json");

    [Fact]
    public async Task The_way_through_more_than_ten_thousand_tags_misses_none_and_repeats_none()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var manifest = await repository.PutAsync(ImageBuilder.IndexOf([]));
        var tags = Enumerable.Range(0, 10_050).Select(i => $"v{i * 7919 % 100_003}").Distinct().ToList();
        foreach (var some in tags.Chunk(100))
        {
            var query = string.Join('&', some.Select(t => "tag=" + t));
            (await registry.Wire.PutAsync($"{repository.Manifest(manifest.Digest)}?{query}", manifest.Bytes, ("Content-Type", manifest.MediaType))).Expect(201);
        }

        (await FollowAsync(repository.Path + "/tags/list")).ShouldBe(tags.Order(StringComparer.Ordinal));
        (await FollowAsync(repository.Path + "/tags/list?n=999")).ShouldBe(tags.Order(StringComparer.Ordinal));
        (await GetAsync(repository, "?n=10050")).Tags.Count.ShouldBeGreaterThan(0);
    }

    private async Task<List<string>> FollowAsync(string? path)
    {
        var tags = new List<string>();
        while (path is not null)
        {
            var page = (await registry.Wire.GetAsync(path)).Expect(200);
            tags.AddRange(page.Json.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!));
            path = Links.Next(page);
        }
        return tags;
    }

    private async Task<(List<string> Tags, string? Next)> GetAsync(RepositoryOnWire repository, string query = "")
    {
        var answer = (await registry.Wire.GetAsync(repository.Path + "/tags/list" + query)).Expect(200);
        answer.Json.GetProperty("name").GetString().ShouldBe(repository.Name);
        return ([.. answer.Json.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!)], Links.Next(answer));
    }

    private async Task<RepositoryOnWire> TaggedAsync(string[] tags)
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var manifest = ImageBuilder.IndexOf([]);
        foreach (var tag in tags) (await repository.PutAsync(manifest, tag)).Expect(201);
        return repository;
    }
}
