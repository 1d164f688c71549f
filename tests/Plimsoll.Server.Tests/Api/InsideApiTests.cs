using System.Text.Json;
using Plimsoll.Core;

namespace Plimsoll.Server.Tests.Api;

/// <summary>What the API tells of the files of images, of changes, and of everything at once.</summary>
public sealed class InsideApiTests(InsideImages images) : IClassFixture<InsideImages>
{
    private async Task<JsonElement> GetAsync(string path) => (await images.Wire.GetAsync("/api/v1/" + path)).Expect(200).Json;

    private static string[] Each(JsonElement items, Func<JsonElement, string> text) => [.. items.EnumerateArray().Select(text)];

    [Fact]
    public async Task Lists_the_files_of_an_image_directory_by_directory()
    {
        var page = await GetAsync("tree?image=shop/app:2&path=/srv/app");

        Each(page.GetProperty("items"), e => $"{e.GetProperty("path")} {e.GetProperty("layer")} {(e.TryGetProperty("change", out var change) ? change.GetString() : "-")}").ShouldBe(["/srv/app/conf 1 removed", "/srv/app/run 2 changed"]);
        Each((await GetAsync("tree?image=shop/app:2&layer=2&path=/srv/app")).GetProperty("items"), e => e.GetProperty("change").GetString()!).ShouldBe(["removed", "changed"]);
        var first = await GetAsync("tree?image=shop/app:2&n=1");
        Each(first.GetProperty("items"), e => e.GetProperty("path").GetString()!).ShouldBe(["/etc"]);
        var next = (await images.Wire.GetAsync(first.GetProperty("next").GetString()!)).Expect(200).Json;
        Each(next.GetProperty("items"), e => e.GetProperty("path").GetString()!).ShouldBe(["/srv"]);
        (await images.Wire.GetAsync("/api/v1/tree?image=shop/app:2&path=/nowhere")).Expect(404).Text.ShouldContain("PATH_UNKNOWN");
        (await images.Wire.GetAsync("/api/v1/tree?image=shop/app:2&layer=99")).Expect(404).Text.ShouldContain("shop/app:2 has no layer 99");
        (await images.Wire.GetAsync("/api/v1/tree?image=shop/app:2&path=/srv/app&format=csv")).Expect(200).Text.ShouldContain("/srv/app/run");
    }

    [Fact]
    public async Task Says_what_each_layer_did()
    {
        var layers = (await GetAsync("tree/layers?image=shop/app:2")).EnumerateArray().ToList();

        layers.Count.ShouldBe(3);
        (layers[2].GetProperty("changed").GetInt32(), layers[2].GetProperty("removed").GetInt32()).ShouldBe((2, 1));
        layers[1].GetProperty("wasted").GetInt64().ShouldBe("one".Length + "a=1".Length);
    }

    [Fact]
    public async Task Tells_how_one_image_became_another()
    {
        var diff = await GetAsync("diff?from=shop/app:1&to=shop/app:2");

        diff.GetProperty("verdict").GetString().ShouldBe("shop/app:2 is shop/app:1 with 1 package upgraded, 2 other files that differ and 1 setting changed");
        var group = diff.GetProperty("packages").GetProperty("groups")[0];
        (group.GetProperty("source").GetString(), group.GetProperty("from").GetString(), group.GetProperty("to").GetString()).ShouldBe(("openssl", "3.0.1", "3.0.2"));
        diff.GetProperty("layers").GetProperty("shared").GetInt32().ShouldBe(2);
        (await images.Wire.GetAsync("/api/v1/diff?from=shop/app:1&to=shop/app:9")).Expect(404);
        (await images.Anonymous.GetAsync("/api/v1/diff?from=shop/app:1&to=shop/app:2")).Expect(401);
    }

    [Fact]
    public async Task Tells_how_a_tag_changed_over_time()
    {
        var moves = (await GetAsync("drift?repository=shop/app&tag=latest")).GetProperty("items").EnumerateArray().ToList();

        moves.Count.ShouldBe(2);
        moves[0].GetProperty("summary").GetProperty("upgraded").GetInt32().ShouldBe(1);
        moves[0].GetProperty("summary").GetProperty("packages")[0].GetString().ShouldBe("openssl 3.0.1 → 3.0.2");
        moves[1].GetProperty("why").GetString().ShouldBe("the tag was new");
        (await images.Wire.GetAsync("/api/v1/drift?repository=no/such&tag=1")).Expect(404);
        (await images.Anonymous.GetAsync("/api/v1/drift?repository=shop/app&tag=latest")).Expect(401);
    }

    [Fact]
    public async Task Recognises_the_base_by_its_layers_and_lists_what_stands_on_an_image()
    {
        var child = await GetAsync("base?image=shop/app:2");
        var below = child.GetProperty("base")[0];
        (below.GetProperty("digest").GetString(), below.GetProperty("layers").GetInt32()).ShouldBe((images.Digests["shop/app:1"], 2));
        child.GetProperty("claimed").GetProperty("name").GetString().ShouldBe("base/debian:12");
        child.GetProperty("chainId").GetString().ShouldBe(Chain(3));

        var root = await GetAsync("base?image=base/debian:12");
        root.GetProperty("base").GetArrayLength().ShouldBe(0);
        Each(root.GetProperty("descendants"), d => d.GetProperty("digest").GetString()!).ShouldBe([images.Digests["shop/app:1"], images.Digests["shop/app:2"], images.Digests["secret/app:1"]], ignoreOrder: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256:")]
    public async Task Finds_images_by_a_chain_id_with_and_without_its_algorithm(string prefix)
    {
        var entry = await GetAsync("chains/" + prefix + Chain(2)["sha256:".Length..]);

        Each(entry.GetProperty("images"), i => i.GetProperty("digest").GetString()!).ShouldBe([images.Digests["shop/app:1"]]);
        Each(entry.GetProperty("descendants"), i => i.GetProperty("digest").GetString()!).ShouldBe([images.Digests["shop/app:2"]]);
        (await images.Wire.GetAsync("/api/v1/chains/abc")).Expect(400);
    }

    [Theory]
    [InlineData("package=openssl", "packages", 4)]
    [InlineData("package=openssl@3.0.2", "packages", 1)]
    [InlineData("package=opens*", "packages", 4)]
    [InlineData("package=pkg:deb/debian/openssl@3.0.1", "packages", 3)]
    [InlineData("package=nothing", "packages", 0)]
    [InlineData("label=team=shop", "labels", 2)]
    [InlineData("label=team", "labels", 4)]
    [InlineData("path=/srv/app/conf", "files", 2)]
    [InlineData("path=run", "files", 3)]
    [InlineData("path=/run", "files", 0)]
    public async Task Searches_through_all_images(string term, string list, int count)
    {
        // There are four images, whatever tags they have.
        var found = (await GetAsync("search?" + term)).GetProperty(list);
        found.GetArrayLength().ShouldBe(count, found.ToString());
    }

    [Fact]
    public async Task Says_where_a_file_is_by_its_content_and_whether_it_is_still_seen()
    {
        var files = (await GetAsync("files/" + Digest.Of("one"u8))).GetProperty("items").EnumerateArray().ToList();

        files.Count.ShouldBe(2);
        var seen = files.Single(f => f.GetProperty("digest").GetString() == images.Digests["shop/app:1"]);
        (seen.GetProperty("path").GetString(), seen.GetProperty("layer").GetInt32(), seen.TryGetProperty("hiddenBy", out _)).ShouldBe(("/srv/app/run", 1, false));
        files.Single(f => f.GetProperty("digest").GetString() == images.Digests["shop/app:2"]).GetProperty("hiddenBy").GetInt32().ShouldBe(2);
        (await GetAsync("files/" + Digest.Of("never seen"u8).Hex)).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await images.Wire.GetAsync("/api/v1/files/sha256:12")).Expect(400);
    }

    [Fact]
    public async Task Pages_through_files_without_gaps_or_repeats()
    {
        var found = new List<string>();
        for (var path = "/api/v1/search?path=os-release&n=1"; path is not null;)
        {
            var answer = (await images.Wire.GetAsync(path)).Expect(200).Json;
            found.AddRange(Each(answer.GetProperty("files"), f => f.GetProperty("digest").GetString()!));
            path = answer.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        found.ShouldBe(images.Digests.Values.Distinct(), ignoreOrder: true);
    }

    [Fact]
    public async Task Shows_nobody_what_they_may_not_read()
    {
        var password = await AddAsync("rae", "shop/**");
        using var rae = images.Login("rae", password);

        Each((await rae.GetAsync("/api/v1/search?label=team")).Expect(200).Json.GetProperty("labels"), l => l.GetProperty("value").GetString()!).ShouldAllBe(team => team == "shop");
        (await rae.GetAsync("/api/v1/search?package=openssl")).Expect(200).Json.GetProperty("packages").GetArrayLength().ShouldBe(2);
        (await rae.GetAsync("/api/v1/files/" + Digest.Of(System.Text.Encoding.UTF8.GetBytes(InsideImages.Hidden)))).Expect(200).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await images.Wire.GetAsync("/api/v1/files/" + Digest.Of(System.Text.Encoding.UTF8.GetBytes(InsideImages.Hidden)))).Expect(200).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await rae.GetAsync("/api/v1/base?image=shop/app:1")).Expect(200).Json.GetProperty("base").GetArrayLength().ShouldBe(0);
        (await rae.GetAsync("/api/v1/tree?image=secret/app:1")).Expect(403, 404);
        (await rae.GetAsync("/api/v1/diff?from=shop/app:1&to=secret/app:1")).Expect(403, 404);
        (await images.Anonymous.GetAsync("/api/v1/search?package=openssl")).Expect(200).Json.GetProperty("packages").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("search")]
    [InlineData("search?package=a&label=b")]
    [InlineData("search?package=a&after=nonsense")]
    [InlineData("search?digest=12")]
    public async Task Refuses_a_search_that_is_unclear(string path) => (await images.Wire.GetAsync("/api/v1/" + path)).Expect(400);

    private string Chain(int layers) => Core.Manifests.ChainId.Of(images.DiffIds.Take(layers).Select(Digest.Parse))[^1].Value;

    private async Task<string> AddAsync(string name, string path)
    {
        const string Password = "a long enough passphrase 1";
        (await images.Wire.PostAsync("/api/v1/users", JsonSerializer.SerializeToUtf8Bytes(new { name, password = Password }), ("Content-Type", "application/json"))).Expect(201);
        (await images.Wire.PostAsync("/api/v1/grants", JsonSerializer.SerializeToUtf8Bytes(new { subject = "user:" + name, path, role = "reader" }), ("Content-Type", "application/json"))).Expect(200, 201, 204);
        return Password;
    }
}
