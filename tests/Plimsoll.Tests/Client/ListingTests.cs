using Microsoft.AspNetCore.Http;
using Plimsoll.Client;
using Plimsoll.Core;
using static Plimsoll.Tests.Client.FakeRegistry;

namespace Plimsoll.Tests.Client;

public sealed class ListingTests
{
    private static readonly Digest Subject = Digest.Of("subject"u8);

    [Fact]
    public async Task Follows_the_pages_of_a_tag_list()
    {
        await using var registry = await StartAsync(context =>
        {
            var last = context.Request.Query["last"].ToString();
            if (last != "c") context.Response.Headers.Link = $"</v2/shop/api/tags/list?n=1&last={(last.Length == 0 ? "a" : "c")}>; rel=\"next\"";
            return context.Response.WriteAsync(last switch { "" => """{"name":"shop/api","tags":["a"]}""", "a" => """{"tags":["b","c"]}""", _ => """{"tags":null}""" });
        });

        (await TagsAsync(registry)).ShouldBe(["a", "b", "c"]);
    }

    [Theory]
    [InlineData("<http://169.254.169.254/x>; rel=next", "another host")]
    [InlineData("<?>; rel=\"next\"", "same page")]
    [InlineData("<tags/list>; rel=\"next\"", null)]
    public async Task Refuses_a_next_page_that_leads_astray(string link, string? reason)
    {
        var pages = 0;
        await using var registry = await StartAsync(context =>
        {
            if (context.Request.Path != "/v2/shop/api/tags/list" || pages++ > 3) return RefuseAsync(context, 404, "NAME_UNKNOWN", "nothing here");
            context.Response.Headers.Link = link == "<?>; rel=\"next\"" ? "</v2/shop/api/tags/list>; rel=\"next\"" : link;
            return context.Response.WriteAsync("""{"tags":["a"]}""");
        });

        var failure = await Should.ThrowAsync<RegistryException>(() => TagsAsync(registry));

        failure.Message.ShouldContain(reason ?? "NAME_UNKNOWN");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"tags\":\"a\"}")]
    [InlineData("{\"tags\":[1]}")]
    [InlineData("{\"tags\":[\"../../etc\"]}")]
    [InlineData("no json")]
    public async Task Refuses_what_is_no_list_of_tags(string body)
    {
        await using var registry = await StartAsync(context => context.Response.WriteAsync(body));

        (await Should.ThrowAsync<RegistryException>(() => TagsAsync(registry))).Message.ShouldContain("no list of tags");
    }

    [Fact]
    public async Task Filters_referrers_itself_when_the_registry_does_not()
    {
        await using var registry = await StartAsync(context => SendAsync(context, IndexOf("application/sbom", "application/signature"), MediaTypes.OciIndex));

        var found = await ReferrersAsync(registry, "application/sbom");

        found.ShouldBe(["application/sbom"]);
        registry.Requests.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            request => request.Path.ShouldBe($"/v2/shop/api/referrers/{Subject}"),
            request => request.Query.ShouldBe("?artifactType=application%2Fsbom"));
    }

    [Fact]
    public async Task Reads_the_fallback_tag_of_a_registry_without_referrers()
    {
        await using var registry = await StartAsync(context => context.Request.Path == $"/v2/shop/api/manifests/sha256-{Subject.Hex}"
            ? SendAsync(context, IndexOf("application/sbom"), MediaTypes.OciIndex)
            : RefuseAsync(context, 404, "UNSUPPORTED", "no referrers"));

        (await ReferrersAsync(registry, null)).ShouldBe(["application/sbom"]);
    }

    [Fact]
    public async Task Finds_no_referrers_where_there_is_neither_api_nor_tag()
    {
        await using var registry = await StartAsync(context => RefuseAsync(context, 404, "MANIFEST_UNKNOWN", "nothing"));

        (await ReferrersAsync(registry, null)).ShouldBeEmpty();
    }

    private static async Task<List<string>> TagsAsync(FakeRegistry registry)
    {
        var tags = new List<string>();
        await foreach (var tag in registry.Repository().ListTagsAsync(default)) tags.Add(tag.Value);
        return tags;
    }

    private static async Task<List<string?>> ReferrersAsync(FakeRegistry registry, string? artifactType)
    {
        var types = new List<string?>();
        await foreach (var referrer in registry.Repository().ListReferrersAsync(Subject, artifactType, default)) types.Add(referrer.ArtifactType);
        return types;
    }

    private static byte[] IndexOf(params string[] types)
    {
        var entries = types.Select(type => $$"""{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{Digest.EmptyJson}}","size":2,"artifactType":"{{type}}"}""");
        return System.Text.Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{string.Join(',', entries)}}]}""");
    }
}
