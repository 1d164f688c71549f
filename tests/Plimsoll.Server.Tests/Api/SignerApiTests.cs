using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Tests.Api;

/// <summary>A registry that serves nothing by tag that another signer signed than the first one of the repository.</summary>
public sealed class StrictRegistry : RegistryFixture
{
    private readonly TemporaryFolder _keys = new();

    public PrivateKey First { get; } = PrivateKey.Generate();

    public PrivateKey Second { get; } = PrivateKey.Generate();

    protected override void Configure(ServerOptions options)
    {
        options.Vouching.FirstUse = FirstUse.Enforce;
        foreach (var key in new[] { First, Second })
        {
            var path = Path.Combine(_keys.Path, Convert.ToHexStringLower(key.PublicKey.Fingerprint.Span));
            File.WriteAllText(path, $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String(key.PublicKey.Spki.Span)}\n-----END PUBLIC KEY-----\n");
            options.Signatures.Identities.Add(path);
        }
    }
}

/// <summary>Trust on first use: <c>/api/v1/signers</c> and <c>/api/v1/approvals</c>.</summary>
public sealed class SignerApiTests(StrictRegistry registry) : IClassFixture<StrictRegistry>
{
    [Fact]
    public async Task Another_signer_is_held_until_an_owner_approves()
    {
        var repository = "shop/" + ImageBuilder.Unique();
        var (one, two) = (await PushAsync(repository, "1"), await PushAsync(repository, "2"));
        await SignAsync(repository, one, registry.First);
        await UntilAsync($"/api/v1/signers?repository={repository}", answer => answer.Status == 200);
        await SignAsync(repository, two, registry.Second);
        var waiting = (await UntilAsync($"/api/v1/approvals?repository={repository}", answer => answer.Json.GetProperty("items").GetArrayLength() == 1)).Json.GetProperty("items")[0];

        waiting.GetProperty("identity").GetString().ShouldBe(registry.Second.PublicKey.ToString());
        waiting.GetProperty("isWithheld").GetBoolean().ShouldBeTrue();
        (await registry.Wire.GetAsync($"/v2/{repository}/manifests/1")).Expect(200);
        (await registry.Wire.GetAsync($"/v2/{repository}/manifests/2")).ExpectError(403, "DENIED");
        (await registry.Wire.GetAsync($"/v2/{repository}/manifests/{two.Digest}")).Expect(200);
        (await registry.Wire.GetAsync("/approvals")).Expect(200).Text.ShouldContain(repository);
        // A list around it changes nothing.
        var index = ImageBuilder.IndexOf([two.Descriptor]);
        (await new RepositoryOnWire(registry.Wire, repository).PutAsync(index, "wrapped")).Expect(201);
        (await registry.Wire.GetAsync($"/v2/{repository}/manifests/wrapped")).ExpectError(403, "DENIED");

        (await DecideAsync(waiting, "approve")).Expect(200).Json.GetProperty("state").GetString().ShouldBe("approved");

        (await registry.Wire.GetAsync($"/v2/{repository}/manifests/2")).Expect(200);
        (await registry.Wire.GetAsync($"/api/v1/signers?repository={repository}")).Expect(200).Json.GetProperty("identity").GetString().ShouldBe(registry.First.PublicKey.ToString());
        (await DecideAsync(waiting, "approve")).Expect(404);
    }

    [Fact]
    public async Task The_expected_signer_settles_it_by_signing_too()
    {
        var repository = "shop/" + ImageBuilder.Unique();
        var (one, two) = (await PushAsync(repository, "1"), await PushAsync(repository, "2"));
        await SignAsync(repository, one, registry.First);
        await UntilAsync($"/api/v1/signers?repository={repository}", answer => answer.Status == 200);
        await SignAsync(repository, two, registry.Second);
        await UntilAsync($"/v2/{repository}/manifests/2", answer => answer.Status == 403);

        await SignAsync(repository, two, registry.First);

        await UntilAsync($"/v2/{repository}/manifests/2", answer => answer.Status == 200);
    }

    [Fact]
    public async Task A_rotation_makes_the_other_signer_the_expected_one()
    {
        var repository = "shop/" + ImageBuilder.Unique();
        var (one, two) = (await PushAsync(repository, "1"), await PushAsync(repository, "2"));
        await SignAsync(repository, one, registry.First);
        await UntilAsync($"/api/v1/signers?repository={repository}", answer => answer.Status == 200);
        await SignAsync(repository, two, registry.Second);
        var waiting = (await UntilAsync($"/api/v1/approvals?repository={repository}", answer => answer.Json.GetProperty("items").GetArrayLength() == 1)).Json.GetProperty("items")[0];

        (await DecideAsync(waiting, "pin")).Expect(200);

        (await registry.Wire.GetAsync($"/v2/{repository}/manifests/2")).Expect(200);
        (await registry.Wire.GetAsync($"/api/v1/signers?repository={repository}")).Expect(200).Json.GetProperty("identity").GetString().ShouldBe(registry.Second.PublicKey.ToString());
        (await registry.Wire.GetAsync("/api/v1/events?action=signer-held&n=1000")).Expect(200).Text.ShouldContain(repository);
    }

    /// <summary>A signature that verifies is not all there is to say of an image that is not served.</summary>
    [Fact]
    public async Task The_page_of_an_image_that_is_held_says_so()
    {
        var repository = "shop/" + ImageBuilder.Unique();
        var (one, two) = (await PushAsync(repository, "1"), await PushAsync(repository, "2"));
        await SignAsync(repository, one, registry.First);
        await UntilAsync($"/api/v1/signers?repository={repository}", answer => answer.Status == 200);
        await SignAsync(repository, two, registry.Second);
        await UntilAsync($"/v2/{repository}/manifests/2", answer => answer.Status == 403);

        var page = (await registry.Wire.GetAsync($"/r/{repository}:2/trust")).Expect(200).Text;

        page.ShouldContain("not served by tag");
        page.ShouldContain($"plimsoll verify {new Uri(registry.Address).Authority}/{repository}:2 --key FILE");
        (await registry.Wire.GetAsync($"/r/{repository}:1/trust")).Expect(200).Text.ShouldNotContain("not served by tag");
    }

    /// <summary>In either order: the statement before the image of the named one, and after it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_expected_signer_names_the_next_one(bool before)
    {
        var repository = "shop/" + ImageBuilder.Unique();
        var (one, two) = (await PushAsync(repository, "1"), await PushAsync(repository, "2"));
        await SignAsync(repository, one, registry.First);
        await UntilAsync($"/api/v1/signers?repository={repository}", answer => answer.Status == 200);

        if (before) await NameAsync(repository, one, registry.First, registry.Second);
        await SignAsync(repository, two, registry.Second);
        if (!before)
        {
            await UntilAsync($"/v2/{repository}/manifests/2", answer => answer.Status == 403);
            await NameAsync(repository, one, registry.First, registry.Second);
        }

        var signer = await UntilAsync($"/api/v1/signers?repository={repository}", answer => answer.Json.GetProperty("identity").GetString() == registry.Second.PublicKey.ToString());
        signer.Json.GetProperty("pinnedBy").GetString().ShouldBe($"a rotation that {registry.First.PublicKey} signed");
        await UntilAsync($"/v2/{repository}/manifests/2", answer => answer.Status == 200);
        (await registry.Wire.GetAsync("/api/v1/events?action=signer-rotated&n=1000")).Expect(200).Text.ShouldContain(repository);
    }

    [Fact]
    public async Task Nobody_else_names_the_next_one_and_nobody_twice()
    {
        var (repository, other) = ("shop/" + ImageBuilder.Unique(), "shop/" + ImageBuilder.Unique());
        var (one, elsewhere) = (await PushAsync(repository, "1"), await PushAsync(other, "1"));
        await SignAsync(repository, one, registry.First);
        await SignAsync(other, elsewhere, registry.First);
        await UntilAsync($"/api/v1/signers?repository={repository}", answer => answer.Status == 200);
        await UntilAsync($"/api/v1/signers?repository={other}", answer => answer.Status == 200);

        // Somebody who is not expected there, and somebody who speaks of another repository.
        await NameAsync(repository, one, registry.Second, registry.Second);
        await PushStatementAsync(repository, one, await NamingAsync(other, one, registry.First, registry.Second));
        // What is said there is seen after what was said here: both had their chance by then.
        var statement = await NamingAsync(other, elsewhere, registry.First, registry.Second);
        await PushStatementAsync(other, elsewhere, statement);
        await UntilAsync($"/api/v1/signers?repository={other}", answer => answer.Json.GetProperty("identity").GetString() == registry.Second.PublicKey.ToString());
        (await SignerAsync(repository)).ShouldBe(registry.First.PublicKey.ToString());

        // An owner takes it back, and somebody pushes the same statement once more, in another manifest.
        (await registry.Wire.PutAsync("/api/v1/signers", JsonSerializer.SerializeToUtf8Bytes(new { repository = other, identity = registry.First.PublicKey.ToString() }), ("Content-Type", "application/json"))).Expect(204);
        await PushStatementAsync(other, await PushAsync(other, "2"), statement);
        await NameAsync(repository, one, registry.First, registry.Second);
        await UntilAsync($"/api/v1/signers?repository={repository}", answer => answer.Json.GetProperty("identity").GetString() == registry.Second.PublicKey.ToString());
        (await SignerAsync(other)).ShouldBe(registry.First.PublicKey.ToString());
    }

    /// <summary>Signatures of the older kind count as well: the tag beside the image.</summary>
    [Fact]
    public async Task The_tag_of_cosign_is_seen_as_any_signature()
    {
        var repository = "shop/" + ImageBuilder.Unique();
        var (one, two) = (await PushAsync(repository, "1"), await PushAsync(repository, "2"));
        await SignClassicAsync(repository, one, registry.First);
        (await UntilAsync($"/api/v1/signers?repository={repository}", answer => answer.Status == 200)).Json.GetProperty("identity").GetString().ShouldBe(registry.First.PublicKey.ToString());

        await SignClassicAsync(repository, two, registry.Second);

        await UntilAsync($"/v2/{repository}/manifests/2", answer => answer.Status == 403);
        (await registry.Wire.GetAsync($"/v2/{repository}/manifests/1")).Expect(200);
    }

    private async Task<string?> SignerAsync(string repository) => (await registry.Wire.GetAsync($"/api/v1/signers?repository={repository}")).Expect(200).Json.GetProperty("identity").GetString();

    private async Task NameAsync(string repository, Content image, PrivateKey by, PrivateKey next) => await PushStatementAsync(repository, image, await NamingAsync(repository, image, by, next));

    private static async Task<Content> NamingAsync(string repository, Content image, PrivateKey by, PrivateKey next)
    {
        var predicate = JsonSerializer.SerializeToUtf8Bytes(new { repository, identity = next.PublicKey.ToString(), at = ImageBuilder.Unique() });
        return Content.Of(await new KeySigner(by).SignStatementAsync(StatementWriter.Of(null, Digest.Parse(image.Digest), PredicateTypes.SignerRotation, predicate), CancellationToken.None), mediaType: BundleArtifact.MediaType);
    }

    private async Task PushStatementAsync(string repository, Content image, Content bundle)
    {
        var wire = new RepositoryOnWire(registry.Wire, repository);
        await wire.PushAsync(bundle);
        var subject = new Descriptor { MediaType = image.MediaType, Digest = Digest.Parse(image.Digest), Size = image.Bytes.Length };
        var manifest = Content.Of(BundleArtifact.Manifest(subject, bundle.Bytes, PredicateTypes.SignerRotation, DateTimeOffset.UtcNow), mediaType: ImageBuilder.Manifest);
        (await wire.PutAsync(manifest, manifest.Digest)).Expect(201);
    }

    private async Task SignClassicAsync(string repository, Content image, PrivateKey key)
    {
        var wire = new RepositoryOnWire(registry.Wire, repository);
        var digest = Digest.Parse(image.Digest);
        var payload = Content.Of(ClassicSignature.Payload("registry.example/" + repository, digest), mediaType: "application/vnd.dev.cosign.simplesigning.v1+json");
        var (manifest, config) = ClassicSignature.Append(null, payload.Bytes, key.Sign(payload.Bytes));
        await wire.PushAsync(payload);
        await wire.PushAsync(Content.Of(config, mediaType: MediaTypes.OciConfig));
        (await wire.PutAsync(Content.Of(manifest, mediaType: ImageBuilder.Manifest), ClassicSignature.TagOf(digest).Value)).Expect(201);
    }

    private Task<Answer> DecideAsync(JsonElement waiting, string decision) =>
        registry.Wire.PostAsync($"/api/v1/approvals/{waiting.GetProperty("id").GetInt64()}", JsonSerializer.SerializeToUtf8Bytes(new { decision }), ("Content-Type", "application/json"));

    private async Task<Content> PushAsync(string repository, string tag)
    {
        var wire = new RepositoryOnWire(registry.Wire, repository);
        var image = await wire.PutAsync(ImageBuilder.Image((await wire.PushAsync(ImageBuilder.Config())).Descriptor, [(await wire.PushAsync(ImageBuilder.Layer())).Descriptor]));
        (await wire.PutAsync(image, tag)).Expect(201);
        return image;
    }

    private async Task SignAsync(string repository, Content image, PrivateKey key)
    {
        var wire = new RepositoryOnWire(registry.Wire, repository);
        var (bundle, manifest) = await SignedBundle.OfAsync(image, key);
        await wire.PushAsync(bundle);
        (await wire.PutAsync(manifest, manifest.Digest)).Expect(201);
    }

    private async Task<Answer> UntilAsync(string path, Func<Answer, bool> isThere)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var answer = await registry.Wire.GetAsync(path);
            if (isThere(answer)) return answer;
            await Task.Delay(50, patience.Token);
        }
    }
}
