using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Durability.Upgrade;

/// <summary>A data folder written by the first landed version opens and serves in this one (see README.md beside this file).</summary>
public sealed class UpgradeTests : IAsyncLifetime
{
    private const string One = "sha256:31cab23c5863027bc8d14670eb1987979d22838051e5bb93db338e83030a83b9";
    private const string Two = "sha256:d8034a4d0eef83e928f36d23cd0589755effec697010a4fb37b5e8850ad489c8";
    private const string Index = "sha256:256e944e452068c9afa79575d1449ee787f2d3fb563c737c040b944238881e6c";
    private const string Referrer = "sha256:7acb3de4442bc38d07b541964316b112bfd601bb7d6cabce72c329b06ddb62ad";
    private const string Layer = "sha256:b244190d6cd1cabf8c5378aa36d5932aea7ff9044c1cbddcd017b908d1292560";
    private const string LargeLayer = "sha256:a6728f54a2c04faf933ae5b1e24cf2dd312aba6c2b2f83cee268838ab417df94";
    private const string Upload = "/v2/shop/web/blobs/uploads/01a1fd17-d3bf-700b-92ec-6ce9a665881f";
    private const string AdministratorPassword = "upgrade-test-password";

    private readonly TemporaryFolder _folder = new();
    private PlimsollServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        var data = Directory.CreateDirectory(_folder["data"]).FullName;
        await using var archive = typeof(UpgradeTests).Assembly.GetManifestResourceStream("first-landed.tar.gz")!;
        await using var tar = new GZipStream(archive, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(tar, data, overwriteFiles: true);
        _server = await PlimsollServer.StartAsync(new ServerOptions { Data = data, Url = "http://127.0.0.1:0" }, null, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("shop/web", "1.0", One)]
    [InlineData("shop/web", "2.0", Two)]
    [InlineData("shop/web", "latest", Two)]
    [InlineData("shop/web", "multi", Index)]
    [InlineData("team/base", "stable", One)]
    public async Task Every_tag_resolves_to_what_it_pointed_at_and_all_its_bytes_are_there(string repository, string tag, string digest)
    {
        using var wire = Administrator();

        var manifest = (await wire.GetAsync($"/v2/{repository}/manifests/{tag}")).Expect(200);

        manifest["Docker-Content-Digest"].ShouldBe(digest);
        Content.Of(manifest.Body).Digest.ShouldBe(digest);
        if (manifest.Json.TryGetProperty("layers", out var layers))
        {
            foreach (var blob in layers.EnumerateArray().Append(manifest.Json.GetProperty("config")).Select(descriptor => descriptor.GetProperty("digest").GetString()!))
                Content.Of((await wire.GetAsync($"/v2/{repository}/blobs/{blob}")).Expect(200).Body).Digest.ShouldBe(blob);
        }
    }

    [Fact]
    public async Task Referrers_deleted_tags_and_the_history_of_tags_are_as_they_were()
    {
        using var wire = Administrator();

        (await wire.GetAsync($"/v2/shop/web/referrers/{Two}")).Expect(200).Json.GetProperty("manifests")[0].GetProperty("digest").GetString().ShouldBe(Referrer);
        (await wire.GetAsync("/v2/shop/web/manifests/gone")).Expect(404);
        (await wire.GetAsync("/v2/shop/web/tags/list")).Expect(200).Json.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["1.0", "2.0", "latest", "multi"]);
        var moves = (await wire.GetAsync("/api/v1/tags/history?repository=shop/web&tag=gone")).Expect(200).Text;
        moves.ShouldContain(One);
        (await wire.GetAsync("/r/shop/web")).Expect(200).Text.ShouldContain("latest");
    }

    [Fact]
    public async Task An_upload_that_was_under_way_can_be_finished()
    {
        var content = Content.Of([.. Enumerable.Range(0, 256 * 256).Select(number => (byte)number)]);
        using var wire = Administrator();
        (await wire.GetAsync(Upload)).Expect(204)["Range"].ShouldBe("0-29999");

        (await wire.PutAsync($"{Upload}?digest={content.Digest}", content.Bytes[30_000..])).Expect(201);

        (await wire.GetAsync($"/v2/shop/web/blobs/{content.Digest}")).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task Every_kind_of_login_still_has_its_rights()
    {
        using var user = Login("jane", "upgrade-jane-password");
        using var robot = Login("robot+shop-ci", "plr_oz60SsTIWDQ6bXjCryULURJIftroFTIZ_NPt0r_BBIU");
        using var token = Login("admin", "plp_aruvDxwZKZTpxFkZkF9hkeFHPnSTmT-0MErZgFrySAg");
        using var nobody = new Wire(_server.Address);
        using var stranger = Login("admin", "not the password");

        foreach (var wire in new[] { user, robot, token }) (await wire.HeadAsync("/v2/shop/web/manifests/2.0")).Expect(200);
        (await user.PostAsync("/v2/shop/web/blobs/uploads/")).Expect(202);
        (await user.PostAsync("/v2/team/base/blobs/uploads/")).Expect(403);
        (await nobody.HeadAsync("/v2/team/base/manifests/stable")).Expect(200);
        (await nobody.HeadAsync("/v2/shop/web/manifests/2.0")).Expect(401);
        (await stranger.HeadAsync("/v2/shop/web/manifests/2.0")).Expect(401);
    }

    [Fact]
    public async Task What_was_found_in_an_image_and_who_did_what_is_still_told()
    {
        using var wire = Administrator();

        var packages = await InspectionAsync(wire);
        var events = (await wire.GetAsync("/api/v1/events?repository=shop/web&action=push")).Expect(200);

        packages.EnumerateArray().Select(package => $"{package.GetProperty("name")} {package.GetProperty("version")} {package.GetProperty("layer")}")
            .ShouldBe(["base-files 12.4+deb12u5 0", "libc6 2.36-9+deb12u4 0"]);
        events.Text.ShouldContain(Two);
    }

    [Fact]
    public async Task New_pushes_may_use_the_old_content()
    {
        using var wire = Administrator();
        var manifest = (await wire.GetAsync("/v2/shop/web/manifests/2.0")).Expect(200);
        foreach (var blob in new[] { Layer, LargeLayer, manifest.Json.GetProperty("config").GetProperty("digest").GetString()! })
            (await wire.PostAsync($"/v2/new/place/blobs/uploads/?mount={blob}&from=shop/web")).Expect(201);

        (await wire.PutAsync("/v2/new/place/manifests/copied", manifest.Body, ("Content-Type", manifest.ContentHeaders.ContentType!.ToString()))).Expect(201);

        (await wire.GetAsync("/v2/new/place/manifests/copied")).Expect(200)["Docker-Content-Digest"].ShouldBe(Two);
    }

    /// <summary>The packages of the image; a scanner that became better since opens it anew, which takes a moment.</summary>
    private static async Task<JsonElement> InspectionAsync(Wire wire)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = (await wire.GetAsync("/api/v1/inspection?image=shop/web:2.0")).Expect(200, 202);
            if (answer.Status == 200) return answer.Json.GetProperty("packages");
            attempt.ShouldBeLessThan(1200, "the image is not opened again");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private Wire Administrator() => Login("admin", AdministratorPassword);

    private Wire Login(string user, string password) => new(_server.Address, user, password);
}
