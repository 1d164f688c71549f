using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Core;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;

namespace Plimsoll.Server.Tests.Api;

/// <summary>A server that attaches CycloneDX to images below <c>auto/</c>, with one image of three packages in <c>shop/api</c>.</summary>
public sealed class SbomRegistry : RegistryFixture, IAsyncLifetime
{
    /// <summary>The digest of <c>shop/api:1</c>.</summary>
    public string Digest { get; private set; } = "";

    protected override void Configure(ServerOptions options)
    {
        options.Inspection.AttachSbom.Add("cyclonedx-json");
        options.Inspection.AttachSbomTo.Add("auto/**");
    }

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        Digest = (await PushAsync(new RepositoryOnWire(Wire, "shop/api"))).Digest;
    }

    /// <summary>Pushes an image of three packages and waits until it is opened.</summary>
    public async Task<Content> PushAsync(RepositoryOnWire repository)
    {
        var layer = SampleLayer.Debian(SampleLayer.Packages(3));
        var config = ImageBuilder.Json($$$"""{"created":"2026-02-03T04:05:06Z","architecture":"amd64","os":"linux","author":"{{{ImageBuilder.Unique()}}}","rootfs":{"type":"layers","diff_ids":["{{{layer.DiffId}}}"]}}""", MediaTypes.OciConfig);
        await repository.PushAsync(layer.Content);
        await repository.PushAsync(config);
        var image = ImageBuilder.Image(config.Descriptor, [layer.Content.Descriptor]);
        (await repository.PutAsync(image, "1")).Expect(201);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await Wire.GetAsync($"/api/v1/sbom?image={repository.Name}:1")).Expect(200, 202).Status == 202) await Task.Delay(50, patience.Token);
        return image;
    }

    /// <summary>What refers to a manifest.</summary>
    public async Task<List<(string Digest, string Type)>> ReferrersAsync(RepositoryOnWire repository, string digest) =>
        [.. (await Wire.GetAsync(repository.Referrers(digest))).Expect(200).Json.GetProperty("manifests").EnumerateArray().Select(m => (m.GetProperty("digest").GetString()!, m.GetProperty("artifactType").GetString()!))];
}

/// <summary><c>/api/v1/sbom</c> and what hangs on it.</summary>
public sealed class SbomApiTests(SbomRegistry registry) : IClassFixture<SbomRegistry>
{
    private const string Image = "/api/v1/sbom?image=shop/api:1";

    [Theory]
    [InlineData("spdx-json", "application/spdx+json", ".spdx.json")]
    [InlineData("spdx3-json", "application/spdx3+json", ".spdx3.json")]
    [InlineData("cyclonedx-json", "application/vnd.cyclonedx+json", ".cdx.json")]
    [InlineData("cyclonedx-xml", "application/vnd.cyclonedx+xml", ".cdx.xml")]
    public async Task Gives_each_format_with_its_media_type_and_the_same_bytes_each_time(string format, string mediaType, string ending)
    {
        var first = (await registry.Wire.GetAsync($"{Image}&format={format}")).Expect(200);

        first["Content-Type"].ShouldBe(mediaType);
        first["Content-Disposition"]!.ShouldContain($"filename=shop-api-{registry.Digest[7..19]}{ending}");
        first.Text.ShouldContain("pkg:deb/debian/lib-000@1.0-1?arch=amd64");
        (await registry.Wire.GetAsync($"/api/v1/sbom?image=shop/api@{registry.Digest}&format={format}")).Expect(200).Body.ShouldBe(first.Body);
    }

    [Fact]
    public async Task Lists_the_files_where_that_is_asked_for()
    {
        (await registry.Wire.GetAsync(Image + "&format=cyclonedx-json")).Text.ShouldNotContain("/etc/os-release");
        (await registry.Wire.GetAsync(Image + "&format=cyclonedx-json&withFiles=true")).Expect(200).Text.ShouldContain("/etc/os-release");
    }

    [Fact]
    public async Task Refuses_formats_that_there_are_not_and_readers_that_there_are_not()
    {
        (await registry.Wire.GetAsync(Image + "&format=pdf")).Expect(400).Text.ShouldContain("spdx-json");
        (await registry.Wire.GetAsync("/api/v1/sbom?image=shop/api:2")).Expect(404);
        (await registry.Anonymous.GetAsync(Image)).Expect(401);
        (await registry.Anonymous.PostAsync("/api/v1/sbom/attach?image=shop/api:1")).Expect(401);
    }

    [Fact]
    public async Task Attaches_once_what_it_gives_and_finds_it_right()
    {
        var repository = RepositoryOnWire.New(registry.Wire, "attach");
        var image = await registry.PushAsync(repository);
        var address = $"/api/v1/sbom/attach?image={repository.Name}:1&format=spdx3-json";

        var made = (await registry.Wire.PostAsync(address)).Expect(201).Json;
        var again = (await registry.Wire.PostAsync(address)).Expect(200).Json;

        again.GetProperty("digest").GetString().ShouldBe(made.GetProperty("digest").GetString());
        (await registry.ReferrersAsync(repository, image.Digest)).ShouldBe([(made.GetProperty("digest").GetString()!, "application/spdx3+json")]);
        var manifest = (await registry.Wire.GetAsync(repository.Manifest(made.GetProperty("digest").GetString()!), ("Accept", MediaTypes.OciManifest))).Expect(200).Json;
        manifest.GetProperty("subject").GetProperty("digest").GetString().ShouldBe(image.Digest);
        var blob = (await registry.Wire.GetAsync(repository.Blob(manifest.GetProperty("layers")[0].GetProperty("digest").GetString()!))).Expect(200).Body;
        blob.ShouldBe((await registry.Wire.GetAsync($"/api/v1/sbom?image={repository.Name}:1&format=spdx3-json")).Body);
        Single(await CompareAsync(repository)).ShouldBe(("referrer", "same", 3, 3));
    }

    [Fact]
    public async Task Lets_only_writers_attach()
    {
        (await registry.Wire.PostAsync("/api/v1/users", """{"name":"reader","password":"a long enough password"}"""u8.ToArray(), ("Content-Type", "application/json"))).Expect(201);
        (await registry.Wire.PostAsync("/api/v1/grants", """{"subject":"user:reader","path":"shop/**","role":"reader"}"""u8.ToArray(), ("Content-Type", "application/json"))).Expect(201);
        using var reader = registry.Login("reader", "a long enough password");

        (await reader.GetAsync(Image)).Expect(200);
        (await reader.PostAsync("/api/v1/sbom/attach?image=shop/api:1")).Expect(403);
    }

    [Fact]
    public async Task Attaches_by_itself_where_the_settings_ask_for_it_and_nothing_to_what_it_attached()
    {
        var repository = RepositoryOnWire.New(registry.Wire, "auto");
        var image = await registry.PushAsync(repository);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await registry.ReferrersAsync(repository, image.Digest)).Count == 0) await Task.Delay(50, patience.Token);

        var attached = (await registry.ReferrersAsync(repository, image.Digest)).ShouldHaveSingleItem();
        attached.Type.ShouldBe("application/vnd.cyclonedx+json");
        (await registry.Wire.GetAsync($"/api/v1/inspection?image={repository.Name}@{attached.Digest}")).Expect(200, 202);
        (await registry.ReferrersAsync(repository, attached.Digest)).ShouldBeEmpty();
        (await registry.ReferrersAsync(new RepositoryOnWire(registry.Wire, "shop/api"), registry.Digest)).ShouldBeEmpty();
        (await registry.Wire.GetAsync($"/api/v1/events?repository={repository.Name}&action=push&principal=system")).Expect(200).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Tells_what_a_document_that_came_with_an_image_says_wrong()
    {
        var repository = RepositoryOnWire.New(registry.Wire, "foreign");
        var image = await registry.PushAsync(repository);
        await AttachAsync(repository, image, "application/vnd.cyclonedx+json", Bom("lib-000@1.0-1", "lib-001@9", "ghost@1"));
        await AttachAsync(repository, image, "application/spdx+json", "not a document");

        var entries = (await CompareAsync(repository)).EnumerateArray().ToDictionary(e => e.GetProperty("mediaType").GetString()!);

        var wrong = entries["application/vnd.cyclonedx+json"];
        wrong.GetProperty("verdict").GetString().ShouldBe("differs");
        Names(wrong, "missing").ShouldBe(["ghost"]);
        Names(wrong, "unnamed").ShouldBe(["lib-002"]);
        wrong.GetProperty("differing")[0].GetProperty("there")[0].GetString().ShouldBe("1.1-1");
        entries["application/spdx+json"].GetProperty("verdict").GetString().ShouldBe("unread");
        var page = (await registry.Wire.PageAsync($"/r/{repository.Name}:1/sbom"));
        page.Rows("SBOMs that came with this image, held against what is inside").Count.ShouldBe(2);
        page.Rows("Packages").Select(row => row[0]).ShouldBe(["ghost", "lib-001", "lib-002"]);
        page.QuerySelectorAll("a[download]").Length.ShouldBe(4);
    }

    [Fact]
    public async Task Finds_tags_of_cosign_and_attestations_of_buildkit()
    {
        var repository = RepositoryOnWire.New(registry.Wire, "shapes");
        var image = await registry.PushAsync(repository);
        var bom = await repository.PushAsync(ImageBuilder.Json(Bom("lib-000@1.0-1", "lib-001@1.1-1", "lib-002@1.2-1"), "application/vnd.cyclonedx+json"));
        await repository.PushAsync(ImageBuilder.EmptyJson());
        (await repository.PutAsync(ImageBuilder.Image(ImageBuilder.EmptyJson().Descriptor, [bom.Descriptor]), image.Digest.Replace(':', '-') + ".sbom")).Expect(201);
        var statement = new JsonObject { ["_type"] = "https://in-toto.io/Statement/v0.1", ["predicateType"] = "https://cyclonedx.org/bom", ["predicate"] = JsonNode.Parse(Bom("lib-000@1.0-1")) };
        var provenance = new JsonObject { ["_type"] = "https://in-toto.io/Statement/v0.1", ["predicateType"] = "https://slsa.dev/provenance/v0.2", ["predicate"] = new JsonObject() };
        var layers = new List<string>();
        foreach (var (json, type) in new[] { (statement, "https://cyclonedx.org/bom"), (provenance, "https://slsa.dev/provenance/v0.2") })
        {
            var blob = await repository.PushAsync(ImageBuilder.Json(json.ToJsonString(), "application/vnd.in-toto+json"));
            layers.Add(blob.Describe($$$""","annotations":{"in-toto.io/predicate-type":"{{{type}}}"}"""));
        }
        var attestation = await repository.PutAsync(ImageBuilder.Image(ImageBuilder.EmptyJson().Descriptor, layers));
        var child = attestation.Describe($$$""","platform":{"os":"unknown","architecture":"unknown"},"annotations":{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"{{{image.Digest}}}"}""");
        (await repository.PutAsync(ImageBuilder.IndexOf([image.Describe(""","platform":{"os":"linux","architecture":"amd64"}"""), child]), "multi")).Expect(201);

        var entries = await CompareAsync(repository, "multi");

        entries.EnumerateArray().Select(e => (e.GetProperty("source").GetString(), e.GetProperty("verdict").GetString(), e.GetProperty("named").GetInt32())).ShouldBe([("tag", "same", 3), ("attestation-manifest", "differs", 1)]);
    }

    private static (string, string, int, int) Single(JsonElement entries)
    {
        var entry = entries.EnumerateArray().ShouldHaveSingleItem();
        return (entry.GetProperty("source").GetString()!, entry.GetProperty("verdict").GetString()!, entry.GetProperty("named").GetInt32(), entry.GetProperty("matched").GetInt32());
    }

    private static IEnumerable<string?> Names(JsonElement entry, string list) => entry.GetProperty(list).EnumerateArray().Select(p => p.GetProperty("name").GetString());

    private async Task<JsonElement> CompareAsync(RepositoryOnWire repository, string tag = "1") => (await registry.Wire.GetAsync($"/api/v1/sbom/comparison?image={repository.Name}:{tag}")).Expect(200).Json;

    /// <summary>Attaches a document as ORAS does.</summary>
    private static async Task AttachAsync(RepositoryOnWire repository, Content image, string mediaType, string document)
    {
        await repository.PushAsync(ImageBuilder.EmptyJson());
        var blob = await repository.PushAsync(Content.Of(Encoding.UTF8.GetBytes(document), mediaType: mediaType));
        await repository.PutAsync(ImageBuilder.Image(ImageBuilder.EmptyJson().Descriptor, [blob.Descriptor], $$""","artifactType":"{{mediaType}}","subject":{{image.Descriptor}}"""));
    }

    private static string Bom(params string[] packages) => new JsonObject
    {
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.5",
        ["components"] = new JsonArray([.. packages.Select(p => p.Split('@')).Select(p => new JsonObject { ["type"] = "library", ["name"] = p[0], ["version"] = p[1], ["purl"] = $"pkg:deb/debian/{p[0]}@{p[1]}?arch=amd64" })]),
    }.ToJsonString();
}
