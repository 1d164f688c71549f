using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Tests.Api;

/// <summary>Whose statements about vulnerabilities decide: those of identities that the settings name, signed; all others are shown, with what became of their signatures.</summary>
public sealed class SignedStatementTests(SignedStatementTests.Registry registry) : IClassFixture<SignedStatementTests.Registry>
{
    private const string OpenVexType = "https://openvex.dev/ns/v0.2.0";

    private static byte[] OpenVex(string status) => Encoding.UTF8.GetBytes($$"""
        {"@context":"{{OpenVexType}}","@id":"https://example.com/1","author":"Shop","timestamp":"2026-01-01T00:00:00Z","version":1,
         "statements":[{"vulnerability":{"name":"CVE-2026-7"},"products":[{"@id":"pkg:deb/debian/openssl"}],"status":"{{status}}","justification":"vulnerable_code_not_present"}]}
        """);

    [Fact]
    public async Task A_statement_of_a_named_signer_decides()
    {
        var image = await registry.PushAsync("shop/named");
        await registry.SayAsync("shop/named", image, registry.Team, OpenVex("not_affected"));

        var finding = await registry.FindingAsync("shop/named", image);

        var vex = finding.GetProperty("vex");
        vex.GetProperty("status").GetString().ShouldBe("not_affected");
        var said = vex.GetProperty("statements")[0];
        (said.GetProperty("isTrusted").GetBoolean(), said.GetProperty("decides").GetBoolean(), said.GetProperty("signature").GetProperty("verdict").GetString(), said.GetProperty("signature").GetProperty("name").GetString())
            .ShouldBe((true, true, "verified", "release-team"));
        // It adds a status, and takes nothing away.
        finding.GetProperty("status").GetString().ShouldBe("affected");
    }

    [Fact]
    public async Task A_statement_of_somebody_else_is_shown_with_the_reason_why_it_does_not_count()
    {
        var image = await registry.PushAsync("shop/other");
        await registry.SayAsync("shop/other", image, registry.Known, OpenVex("not_affected"));
        await registry.SayAsync("shop/other", image, registry.Stranger, OpenVex("fixed"));
        await registry.AttachAsync("shop/other", image, "application/vnd.openvex+json", OpenVex("under_investigation"));

        var vex = (await registry.FindingAsync("shop/other", image)).GetProperty("vex");

        vex.TryGetProperty("status", out _).ShouldBeFalse();
        vex.GetProperty("statements").EnumerateArray().Select(said => (said.GetProperty("status").GetString(), said.GetProperty("isTrusted").GetBoolean(), Of(said, "verdict"), Of(said, "name"))).ShouldBe(
            [("not_affected", false, "verified", "supplier"), ("fixed", false, "unknown", null), ("under_investigation", false, "unsigned", null)], ignoreOrder: true);

        static string? Of(JsonElement said, string field) => said.GetProperty("signature").TryGetProperty(field, out var value) ? value.GetString() : null;
    }

    [Fact]
    public async Task A_statement_that_was_signed_for_another_image_is_refused()
    {
        var (one, two) = (await registry.PushAsync("shop/one"), await registry.PushAsync("shop/two"));
        await registry.SayAsync("shop/two", two, registry.Team, OpenVex("not_affected"), about: one.Digest);

        var answer = await registry.FindingsAsync("shop/two", two);

        answer.GetProperty("findings")[0].TryGetProperty("vex", out _).ShouldBeFalse();
        answer.GetProperty("vex").GetProperty("problems")[0].GetString()!.ShouldContain("about something else");
    }

    [Fact]
    public async Task A_statement_in_the_file_system_is_shown_and_decides_nothing()
    {
        var image = await registry.PushAsync("shop/inside", ("var/lib/db/CVE-2026-7.vex.json", Encoding.UTF8.GetString(OpenVex("not_affected"))));

        var finding = await registry.FindingAsync("shop/inside", image);

        finding.GetProperty("vex").TryGetProperty("status", out _).ShouldBeFalse();
        var said = finding.GetProperty("vex").GetProperty("statements")[0];
        (said.GetProperty("status").GetString(), said.GetProperty("isTrusted").GetBoolean(), said.GetProperty("signature").GetProperty("verdict").GetString()).ShouldBe(("not_affected", false, "unsigned"));
    }

    /// <summary>A registry where one of two named signers may decide.</summary>
    public sealed class Registry : RegistryFixture, IAsyncLifetime
    {
        private int _images;

        public PrivateKey Team { get; } = PrivateKey.Generate();

        public PrivateKey Known { get; } = PrivateKey.Generate();

        public PrivateKey Stranger { get; } = PrivateKey.Generate();

        protected override void Configure(ServerOptions options) => options.Advisories.VexSigners.Add("release-team");

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            foreach (var (name, key) in new[] { ("release-team", Team), ("supplier", Known) })
            {
                var pem = $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String(key.PublicKey.Spki.Span)}\n-----END PUBLIC KEY-----\n";
                (await Wire.PutAsync($"/api/v1/identities/{name}", JsonSerializer.SerializeToUtf8Bytes(new { key = pem }), ("Content-Type", "application/json"))).Expect(200, 201, 204);
            }
            var advisory = new Advisory { Source = "Debian", Id = "CVE-2026-7", Affected = [new AffectedPackage { Namespace = "deb:debian:12", Name = "openssl", Level = PackageLevel.Source, Ranges = [AffectedRange.From("0", "3.0.2")] }] };
            await Server.Services.GetRequiredService<IMetadataStore>().Advisories.PutAsync("debian", [advisory], default);
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            await DisposeAsync();
            foreach (var key in new[] { Team, Known, Stranger }) key.Dispose();
        }

        internal async Task<Content> PushAsync(string repository, params (string Path, string Text)[] files)
        {
            var wire = new RepositoryOnWire(Wire, repository);
            var layer = SampleLayer.Of([
                ("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n"), ("var/lib/dpkg/status", "Package: openssl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.1\n"),
                ("srv/number", $"{Interlocked.Increment(ref _images)}"), .. files]);
            var config = ImageBuilder.Json(JsonSerializer.Serialize(new { architecture = "amd64", os = "linux", config = new { User = "1000" }, rootfs = new { type = "layers", diff_ids = new[] { layer.DiffId } } }), MediaTypes.OciConfig);
            foreach (var blob in new[] { layer.Content, config }) await wire.PushAsync(blob);
            var image = ImageBuilder.Image(config.Descriptor, [layer.Content.Descriptor]);
            (await wire.PutAsync(image, "1")).Expect(201);
            return image;
        }

        internal async Task SayAsync(string repository, Content image, PrivateKey key, byte[] vex, string? about = null)
        {
            var statement = StatementWriter.Of(null, Digest.Parse(about ?? image.Digest), OpenVexType, vex);
            await AttachAsync(repository, image, BundleArtifact.MediaType, await new KeySigner(key).SignStatementAsync(statement, CancellationToken.None));
        }

        internal async Task AttachAsync(string repository, Content image, string mediaType, byte[] bytes)
        {
            var (wire, content) = (new RepositoryOnWire(Wire, repository), Content.Of(bytes, mediaType: mediaType));
            await wire.PushAsync(content);
            await wire.PushAsync(Content.Of("{}"u8.ToArray(), mediaType: MediaTypes.OciEmpty));
            var manifest = JsonSerializer.SerializeToUtf8Bytes(new
            {
                schemaVersion = 2,
                mediaType = MediaTypes.OciManifest,
                artifactType = mediaType,
                config = new { mediaType = MediaTypes.OciEmpty, digest = Digest.Of("{}"u8).Value, size = 2 },
                layers = new[] { new { mediaType, digest = content.Digest, size = bytes.Length } },
                subject = new { mediaType = image.MediaType, digest = image.Digest, size = image.Bytes.Length },
            });
            var referrer = Content.Of(manifest, mediaType: MediaTypes.OciManifest);
            (await wire.PutAsync(referrer, referrer.Digest)).Expect(201);
        }

        internal async Task<JsonElement> FindingAsync(string repository, Content image) => (await FindingsAsync(repository, image)).GetProperty("findings").EnumerateArray().Single();

        internal async Task<JsonElement> FindingsAsync(string repository, Content image)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            while (true)
            {
                var answer = await Wire.GetAsync($"/api/v1/findings?image={repository}@{image.Digest}");
                if (answer.Status == 200) return answer.Json;
                await Task.Delay(50, patience.Token);
            }
        }
    }
}
