using System.Text.Json;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;

namespace Plimsoll.Server.Tests.Api;

/// <summary>The part of the JSON API that reads repositories and images.</summary>
public sealed class BrowseApiTests(Showcase showcase) : IClassFixture<Showcase>
{
    private static IEnumerable<JsonElement> Items(Answer answer) => answer.Expect(200).Json.GetProperty("items").EnumerateArray();

    private static IEnumerable<string?> Values(Answer answer, string name) => Items(answer).Select(i => i.GetProperty(name).GetString());

    [Fact]
    public async Task Lists_repositories_page_by_page()
    {
        var first = (await showcase.Wire.GetAsync("/api/v1/repositories?n=2")).Expect(200);
        Values(first, "name").ShouldBe(["shop/api", "shop/broken"]);
        var next = first.Json.GetProperty("next").GetString()!;
        first["Link"].ShouldBe($"<{next}>; rel=\"next\"");

        var last = await showcase.Wire.GetAsync(next);
        Values(last, "name").ShouldBe(["shop/multi"]);
        last["Link"].ShouldBeNull();
        last.Json.TryGetProperty("next", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/api/v1/tags?repository=shop/api", "tag", 3)]
    [InlineData("/api/v1/tags/history?repository=shop/api", "tag", 8)]
    [InlineData("/api/v1/manifests?repository=shop/api", "digest", 4)]
    [InlineData("/api/v1/packages?image=shop/api:1.1", "name", Showcase.Packages)]
    [InlineData("/api/v1/referrers?image=shop/api:1.1", "digest", 1)]
    [InlineData("/api/v1/events?action=push&repository=shop/api", "id", 7)]
    public async Task Leads_through_every_list_without_a_gap_or_a_double(string path, string name, int count)
    {
        var whole = Values(await showcase.Wire.GetAsync(path + "&n=1000"), name).ToList();
        whole.Count.ShouldBe(count);

        var collected = new List<string?>();
        for (var next = path + "&n=" + Math.Max(1, count / 4); next is not null;)
        {
            var page = (await showcase.Wire.GetAsync(next)).Expect(200);
            collected.AddRange(Values(page, name));
            next = page.Json.TryGetProperty("next", out var link) ? link.GetString() : null;
        }
        collected.ShouldBe(whole);
    }

    [Theory]
    [InlineData("/api/v1/repositories", "name,tags,manifests,lastPushAt", 3)]
    [InlineData("/api/v1/tags?repository=shop/api", "tag,digest,mediaType,updatedAt", 3)]
    [InlineData("/api/v1/packages?image=shop/api:1.1", "type,name,version,arch,purl,layer,source,sourceVersion,location,licence,licenceClass,licenceDeclared,licenceFrom,licenceParts,licenceFiles,ownedBy,main,confidence,introducedIn,removedIn,integrity,properties", Showcase.Packages)]
    [InlineData("/api/v1/events?action=push", "id,at,action,outcome,principal,authKind,repository,reference,digest,mediaType,bytes,address,userAgent,requestId,detail,count", 11)]
    public async Task Gives_lists_as_csv_too(string path, string header, int count)
    {
        var answer = (await showcase.Wire.GetAsync(path + (path.Contains('?') ? "&" : "?") + "format=csv")).Expect(200);

        answer["Content-Type"].ShouldBe("text/csv; charset=utf-8; header=present");
        var lines = answer.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe(header);
        lines.Length.ShouldBe(count + 1);
    }

    [Fact]
    public async Task Says_what_a_manifest_is()
    {
        var image = (await showcase.Wire.GetAsync("/api/v1/image?image=shop/api:1.1")).Expect(200).Json;

        image.GetProperty("digest").GetString().ShouldBe(showcase.Digest);
        image.GetProperty("tags").EnumerateArray().Select(t => t.GetString()).ShouldBe(["1.1", "latest"]);
        image.GetProperty("referrers").GetInt32().ShouldBe(1);
        image.GetProperty("layers").GetArrayLength().ShouldBe(2);
        image.GetProperty("size").GetInt64().ShouldBe(image.GetProperty("layers").EnumerateArray().Append(image.GetProperty("config")).Sum(d => d.GetProperty("size").GetInt64()));
        var index = (await showcase.Wire.GetAsync("/api/v1/image?image=shop/multi:3.0")).Expect(200).Json;
        index.GetProperty("images").EnumerateArray().Select(i => i.GetProperty("platform").GetString()).ShouldBe(["linux/amd64", "linux/arm64"]);
    }

    [Theory]
    [InlineData("shop/api:1.1")]
    [InlineData("{host}/shop/api:1.1")]
    [InlineData("registry.example.org:5000/shop/api:1.1")]
    [InlineData("shop/api@{digest}")]
    [InlineData("shop/api:1.0@{digest}")]
    [InlineData("shop/api")]
    public async Task Finds_an_image_by_any_reference(string reference)
    {
        var text = reference.Replace("{host}", new Uri(showcase.Address).Authority).Replace("{digest}", showcase.Digest);

        (await showcase.Wire.GetAsync("/api/v1/image?image=" + Uri.EscapeDataString(text))).Expect(200).Json.GetProperty("digest").GetString().ShouldBe(showcase.Digest);
    }

    [Fact]
    public async Task Gives_the_document_of_an_image_as_the_inspection_made_it()
    {
        var document = (await showcase.Wire.GetAsync("/api/v1/inspection?image=shop/api:1.1")).Expect(200).Json;

        document.GetProperty("image").GetProperty("digest").GetString().ShouldBe(showcase.Digest);
        document.GetProperty("image").GetProperty("platform").GetString().ShouldBe("linux/amd64");
        document.GetProperty("image").GetProperty("labels").GetProperty(Showcase.Hostile).GetString().ShouldBe(Showcase.Hostile);
        document.GetProperty("os").GetProperty("id").GetString().ShouldBe("debian");
        document.GetProperty("completeness").GetString().ShouldBe("complete");
        document.GetProperty("layers").EnumerateArray().Select(l => l.GetProperty("index").GetInt32()).ShouldBe([0, 1]);
        document.GetProperty("packages").GetArrayLength().ShouldBe(Showcase.Packages);
        document.GetProperty("findings").EnumerateArray().ShouldAllBe(finding => finding.GetProperty("kind").GetString()!.StartsWith("config-"));
    }

    [Theory]
    [InlineData("", "amd64")]
    [InlineData("&platform=linux/arm64", "arm64")]
    public async Task Opens_the_image_of_an_index_for_the_platform_that_is_asked_for(string query, string architecture)
    {
        var document = (await showcase.Wire.GetAsync("/api/v1/inspection?image=shop/multi:3.0" + query)).Expect(200).Json;

        document.GetProperty("image").GetProperty("platform").GetString().ShouldBe("linux/" + architecture);
    }

    [Theory]
    [InlineData("/api/v1/nothing", 404, "NOT_FOUND")]
    [InlineData("/api", 404, "NOT_FOUND")]
    [InlineData("/api/v1/tags", 400, "BAD_REQUEST")]
    [InlineData("/api/v1/tags?repository=UPPER", 400, "NAME_INVALID")]
    [InlineData("/api/v1/tags?repository=shop/api&n=0", 400, "UNSUPPORTED")]
    [InlineData("/api/v1/tags?repository=shop/api&n=many", 400, "BAD_REQUEST")]
    [InlineData("/api/v1/tags?repository=no/such", 404, "NAME_UNKNOWN")]
    [InlineData("/api/v1/tags/history?repository=no/such", 404, "NAME_UNKNOWN")]
    [InlineData("/api/v1/manifests?repository=no/such", 404, "NAME_UNKNOWN")]
    [InlineData("/api/v1/manifests?repository=shop/api&after=x", 400, "DIGEST_INVALID")]
    [InlineData("/api/v1/image?image=shop/api:none", 404, "MANIFEST_UNKNOWN")]
    [InlineData("/api/v1/image?image=no/such", 404, "MANIFEST_UNKNOWN")]
    [InlineData("/api/v1/image?image=%00", 400, "NAME_INVALID")]
    [InlineData("/api/v1/image?image=shop/api@sha256:12", 400, "NAME_INVALID")]
    [InlineData("/api/v1/inspection?image=shop/multi:3.0%26", 400, "NAME_INVALID")]
    [InlineData("/api/v1/inspection?image=shop/multi:3.0&platform=plan9/mips", 404, "MANIFEST_UNKNOWN")]
    [InlineData("/api/v1/events?since=yesterday", 400, "BAD_REQUEST")]
    [InlineData("/api/v1/events?before=1", 400, "BAD_REQUEST")]
    public async Task Refuses_with_problem_details(string path, int status, string code)
    {
        var answer = (await showcase.Wire.GetAsync(path)).Expect(status);

        answer["Content-Type"].ShouldBe("application/problem+json");
        answer.Json.GetProperty("status").GetInt32().ShouldBe(status);
        answer.Json.GetProperty("code").GetString().ShouldBe(code);
        answer.Json.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
    }

    /// <summary>Whoever reads a refusal learns what was wrong and what would be right, in words of what was asked.</summary>
    [Theory]
    [InlineData("files/BAD", "the digest is malformed", "'BAD' is not the SHA-256 of a file, which sha256sum prints: 64 hexadecimal digits are expected, with or without sha256: before them")]
    [InlineData("search?digest=sha256:12", "the digest is malformed", "'sha256:12' is not the SHA-256 of a file, which sha256sum prints: 64 hexadecimal digits are expected, with or without sha256: before them")]
    [InlineData("chains/x", "the digest is malformed", "'x' is not a chain id, as /api/v1/base tells them: 64 hexadecimal digits are expected, with or without sha256: before them")]
    [InlineData("chains/x/statements", "the digest is malformed", "'x' is not a chain id, as /api/v1/base tells them: 64 hexadecimal digits are expected, with or without sha256: before them")]
    [InlineData("referrers?image=shop/api:1.1&after=x", "the digest is malformed", "'after' cannot be 'x': take it from 'next' of the page before, or leave it out")]
    [InlineData("search?label=x&after=x", "a parameter cannot have this value", "'after' is not the place at which a page of this list ended: take it from 'next' of the page before, or leave it out")]
    [InlineData("image?image=UPPER", "the reference of the image is malformed", "'UPPER' is not an image reference: expected [host/]repository[:tag][@digest].")]
    [InlineData("image?image=shop/api:-x", "the reference of the image is malformed", "'shop/api:-x' is not an image reference: the tag '-x' does not start with a letter, a digit or '_' and go on with these, '.' or '-', or has more than 128 characters.")]
    [InlineData("image?image=shop/api@sha256:12", "the reference of the image is malformed", "'sha256:12' is not a digest: expected sha256: and 64, or sha512: and 128, lower-case hexadecimal digits.")]
    [InlineData("tags?repository=shop/api&format=xml", "a parameter cannot have this value", "'format' is json or csv")]
    [InlineData("packages?image=shop/api:1.1&sort=size", "a parameter cannot have this value", "'sort' is name, version, type, layer, with a '-' before it for descending order")]
    [InlineData("jobs?state=lost", "a parameter cannot have this value", "'state' is waiting, running, done or failed")]
    public async Task Says_what_was_wrong_and_what_would_be_right(string path, string title, string detail)
    {
        var answer = (await showcase.Wire.GetAsync("/api/v1/" + path)).Expect(400).Json;

        answer.GetProperty("title").GetString().ShouldBe(title);
        answer.GetProperty("detail").GetString().ShouldBe(detail);
    }

    [Theory]
    [InlineData("/api/v1/tags?repository=shop/api")]
    [InlineData("/api/v1/tags?repository=no/such")]
    [InlineData("/api/v1/image?image=shop/api:1.1")]
    [InlineData("/api/v1/image?image=no/such:1")]
    [InlineData("/api/v1/inspection?image=shop/api:1.1")]
    [InlineData("/api/v1/packages?image=shop/api:1.1")]
    [InlineData("/api/v1/referrers?image=shop/api:1.1")]
    [InlineData("/api/v1/events")]
    [InlineData("/api/v1/events?repository=shop/api")]
    public async Task Tells_strangers_nothing_not_even_what_exists(string path)
    {
        var answer = (await showcase.Anonymous.GetAsync(path)).Expect(401);

        answer["WWW-Authenticate"]!.ShouldStartWith("Bearer ");
        answer.Json.GetProperty("code").GetString().ShouldBe("UNAUTHORIZED");
    }

    /// <summary>Who is logged in and may not read gets the words for what does not exist, so that names cannot be found out.</summary>
    [Theory]
    [InlineData("tags")]
    [InlineData("tags/history")]
    [InlineData("manifests")]
    public async Task Answers_for_a_repository_that_is_hidden_as_for_one_that_does_not_exist(string list)
    {
        var name = "hidden-" + Guid.NewGuid().ToString("n")[..8];
        var user = System.Text.Encoding.UTF8.GetBytes($$"""{"name":"{{name}}","password":"a password for tests"}""");
        (await showcase.Wire.PostAsync("/api/v1/users", user, ("Content-Type", "application/json"))).Expect(201);
        using var outsider = new Wire(showcase.Address, name, "a password for tests");

        var hidden = (await outsider.GetAsync($"/api/v1/{list}?repository=shop/api")).Expect(404);
        var missing = (await outsider.GetAsync($"/api/v1/{list}?repository=shop/apo")).Expect(404);

        hidden["Content-Type"].ShouldBe("application/problem+json");
        hidden.Text.Replace("shop/api", "shop/apo", StringComparison.Ordinal).ShouldBe(missing.Text);
        var refusals = Items(await showcase.Wire.GetAsync($"/api/v1/events?outcome=DENIED&principal={name}")).ToList();
        refusals.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("/api/v1/tags?repository=shop/api&after=zzz")]
    [InlineData("/api/v1/tags/history?repository=shop/api&tag=never")]
    public async Task An_empty_page_of_a_repository_is_no_missing_repository(string path) => Items(await showcase.Wire.GetAsync(path)).ShouldBeEmpty();

    [Fact]
    public async Task Shows_strangers_no_repository_in_lists()
    {
        Items(await showcase.Anonymous.GetAsync("/api/v1/repositories")).ShouldBeEmpty();
        (await showcase.Anonymous.GetAsync("/api/v1/search?q=shop")).Expect(200).Json.GetProperty("repositories").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Finds_repositories_and_puts_those_first_that_begin_with_the_text()
    {
        var found = (await showcase.Wire.GetAsync("/api/v1/search?q=SHOP/M")).Expect(200).Json.GetProperty("repositories");

        found.EnumerateArray().Select(r => r.GetProperty("name").GetString()).ShouldBe(["shop/multi"]);
    }

    [Fact]
    public async Task Filters_events_by_time()
    {
        Items(await showcase.Wire.GetAsync("/api/v1/events?until=2020-01-01T00:00:00Z")).ShouldBeEmpty();
        Items(await showcase.Wire.GetAsync("/api/v1/events?since=2020-01-01T00:00:00Z&principal=&n=1")).Count().ShouldBe(1);
    }
}
