using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Core;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Clients;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Server.Tests.Trust;

/// <summary>The trust services in a server: what they sign, whom they refuse, and what stays good when keys are replaced.</summary>
public sealed class TrustServicesTests(TrustServicesTests.Fixture registry) : IClassFixture<TrustServicesTests.Fixture>
{
    private static readonly Digest Image = Digest.Of("image"u8);

    [Fact]
    public async Task What_the_server_signs_is_in_the_log_stamped_and_of_its_own_name()
    {
        var bundle = await SignAsync();

        var verified = (await VerifyAsync(bundle)).ShouldBeOfType<Verdict.Verified>();
        verified.Signer.Identity.ShouldBe(registry.Address + "/id/server/registry");
        verified.Remarks.ShouldBeEmpty();
        verified.SignedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Rotation_leaves_what_was_signed_before_good()
    {
        var before = await SignAsync();
        var oldToken = await TokenAsync();
        (await registry.Wire.PostAsync("/api/v1/trust/rotations", "{}"u8.ToArray(), ("Content-Type", "application/json"))).Expect(200).Json.GetArrayLength().ShouldBe(6);
        (await registry.Wire.PostAsync("/api/v1/trust/rotations", """{"role":"root"}"""u8.ToArray(), ("Content-Type", "application/json"))).Expect(200);

        (await VerifyAsync(before)).ShouldBeOfType<Verdict.Verified>();
        (await VerifyAsync(await SignAsync())).ShouldBeOfType<Verdict.Verified>();
        using var key = PrivateKey.Generate();
        (await CertifyAsync(oldToken, key, key)).Expect(200);
        var keys = (await registry.Wire.GetAsync("/api/v1/trust/keys")).Expect(200).Json;
        keys.EnumerateArray().Count(k => k.TryGetProperty("end", out _)).ShouldBeGreaterThanOrEqualTo(7);
        // The chain of roots leads from the first to the newest.
        var roots = new List<byte[]>();
        for (var i = 1; (await registry.Anonymous.GetAsync($"/trust/tuf/{i}.root.json")) is { Status: 200 } root; i++) roots.Add(root.Body);
        roots.Count.ShouldBeGreaterThanOrEqualTo(3);
        Plimsoll.Trust.Tuf.TufRoot.Follow(roots[0], roots.Skip(1).Select(root => (ReadOnlyMemory<byte>)root), TimeProvider.System.GetUtcNow()).Version.ShouldBe(roots.Count);
    }

    [Fact]
    public async Task A_client_that_pinned_the_first_root_finds_the_trusted_root()
    {
        var first = (await registry.Anonymous.GetAsync("/trust/tuf/1.root.json")).Expect(200).Body;

        var update = await Plimsoll.Trust.Tuf.TufUpdate.FetchAsync(first, 0, "trusted_root.json", async name => await registry.Anonymous.GetAsync("/trust/tuf/" + name) is { Status: 200 } found ? found.Body : null, TimeProvider.System.GetUtcNow());

        JsonNode.DeepEquals(JsonNode.Parse(update.Target), (await ConfigAsync())["trustedRoot"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Certifies_only_who_shows_a_token_and_the_key()
    {
        using var key = PrivateKey.Generate();
        using var other = PrivateKey.Generate();
        var token = await TokenAsync();

        (await CertifyAsync(token, key, key)).Expect(200).Json.GetProperty("signedCertificateEmbeddedSct").GetProperty("chain").GetProperty("certificates").GetArrayLength().ShouldBe(2);
        (await CertifyAsync(token, key, other)).Expect(400).Text.ShouldContain("proof of possession");
        (await CertifyAsync(null, key, key)).Expect(401);
        (await CertifyAsync(token[..^4] + "AAAA", key, key)).Expect(401).Text.ShouldContain("not signed by its issuer");
        (await registry.Anonymous.PostAsync("/api/v1/identity-token", "{}"u8.ToArray())).Expect(401);
    }

    [Fact]
    public async Task Certifies_a_request_in_PKCS_10()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=any", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var body = new JsonObject { ["credentials"] = new JsonObject { ["oidcIdentityToken"] = await TokenAsync() }, ["certificateSigningRequest"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(pem)) };

        (await registry.Anonymous.PostAsync("/trust/fulcio/api/v2/signingCert", Encoding.UTF8.GetBytes(body.ToJsonString()))).Expect(200);
    }

    [Theory]
    [InlineData("""{"sub":"jane@example.org","email":"jane@example.org","email_verified":true}""", "jane@example.org", "jane@example.org")]
    [InlineData("""{"sub":"system:serviceaccount:ci:builder"}""", "https://kubernetes.io/namespaces/ci/serviceaccounts/builder", "system:serviceaccount:ci:builder")]
    [InlineData("""{"sub":"project_path:shop/api","ci_config_ref_uri":"gitlab.example.org/shop/api//.gitlab-ci.yml@refs/heads/main","sha":"abc"}""", "https://gitlab.example.org/shop/api//.gitlab-ci.yml@refs/heads/main", "project_path:shop/api")]
    public async Task Certifies_who_an_allowed_issuer_vouches_for(string claims, string name, string challenge)
    {
        var token = registry.Issuer.Token(claims);
        using var key = PrivateKey.Generate();

        var answer = (await CertifyAsync(token, key, key, challenge)).Expect(200);

        var pem = answer.Json.GetProperty("signedCertificateEmbeddedSct").GetProperty("chain").GetProperty("certificates")[0].GetString()!;
        var certificate = Plimsoll.Trust.Certificates.Certificate.Read(Pem.Blocks(pem)[0].Bytes);
        Plimsoll.Trust.Certificates.SubjectAlternativeName.Read(certificate).ShouldBe([name]);
        Plimsoll.Trust.Authority.CertifiedBy.NameIn(certificate.Raw)!.Issuer.ShouldBe(registry.Issuer.Address);
    }

    [Theory]
    [InlineData("""{"sub":"jane","email":"jane@example.org"}""", "names nobody")]
    [InlineData("""{"sub":"https://elsewhere.example.org/x"}""", "names nobody")]
    [InlineData("""{"sub":"jane@example.org","email":"jane@example.org","email_verified":true,"aud":"other"}""", "audience")]
    [InlineData("""{"sub":"jane@example.org","email":"jane@example.org","email_verified":true,"exp":1000}""", "expired")]
    [InlineData("""{"sub":"jane@example.org","email":"jane@example.org","email_verified":true,"iss":"https://issuer.example.org"}""", "is not accepted here")]
    public async Task Refuses_tokens_of_others_with_the_reason(string claims, string reason)
    {
        using var key = PrivateKey.Generate();

        (await CertifyAsync(registry.Issuer.Token(claims), key, key, "any")).Expect(401).Text.ShouldContain(reason);
    }

    /// <summary>On one host the registry and another issuer differ by their ports only.</summary>
    [Theory]
    [InlineData("sub", "/id/server/registry")]
    [InlineData("sub", "/id/user/admin")]
    [InlineData("ci_config_ref_uri", "/id/server/registry")]
    public async Task No_other_issuer_speaks_for_names_of_this_server(string claim, string path)
    {
        using var key = PrivateKey.Generate();
        var name = claim == "sub" ? registry.Address + path : new Uri(registry.Address).Authority + path;
        var token = registry.Issuer.Token(new JsonObject { ["sub"] = "project", [claim] = name }.ToJsonString());

        (await CertifyAsync(token, key, key, claim == "sub" ? name : "project")).Expect(401).Text.ShouldContain("no other issuer speaks");
    }

    [Fact]
    public async Task The_log_takes_no_signature_that_is_wrong()
    {
        using var key = PrivateKey.Generate();
        var digest = SHA256.HashData("content"u8);
        var good = new LogProposal(HashKind.Sha256, digest, key.SignHash(digest), key.PublicKey.Spki.ToArray(), false);

        (await LogAsync(good with { Digest = SHA256.HashData("other"u8) })).Expect(400).Text.ShouldContain("not one of this key");
        var entry = (await LogAsync(good)).Expect(201).Json;
        entry.GetProperty("kindVersion").GetProperty("version").GetString().ShouldBe("0.0.2");
        Convert.FromBase64String(entry.GetProperty("canonicalizedBody").GetString()!).ShouldBe(good.WriteBody());
        (await registry.Anonymous.PostAsync("/trust/log/api/v2/log/entries", "{"u8.ToArray())).Expect(400);
        (await registry.Anonymous.PostAsync("/trust/log/api/v2/log/entries", new byte[300_000])).Expect(413);
    }

    [Theory]
    [InlineData("0/000")]
    [InlineData("0/000.p/0")]
    [InlineData("0/000.p/256")]
    [InlineData("8/000")]
    [InlineData("00/000")]
    [InlineData("0/x000/000")]
    [InlineData("0/../../x")]
    [InlineData("entries/999")]
    [InlineData("entries/x999/x999/x999/x999/x999/999")]
    public async Task The_log_has_no_tiles_beyond_its_end(string path) => (await registry.Anonymous.GetAsync("/trust/log/tile/" + path)).Expect(404);

    [Fact]
    public async Task OpenSSL_verifies_a_time_stamp()
    {
        using var bench = new Workbench();
        await File.WriteAllTextAsync(bench["data"], "content");
        await bench.RunAsync("openssl", "ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "query");
        await File.WriteAllBytesAsync(bench["reply"], (await registry.Anonymous.PostAsync("/trust/tsa", await File.ReadAllBytesAsync(bench["query"]), ("Content-Type", "application/timestamp-query"))).Expect(200).Body);
        var chain = (await registry.Anonymous.GetAsync("/trust/tsa/api/v1/timestamp/certchain")).Expect(200).Text;
        await File.WriteAllTextAsync(bench["root.pem"], "-----BEGIN" + chain.Split("-----BEGIN")[2]);

        (await bench.RunAsync("openssl", "ts", "-verify", "-queryfile", "query", "-in", "reply", "-CAfile", "root.pem")).ShouldBe("Verification: OK");
        await File.WriteAllTextAsync(bench["data"], "other");
        await bench.FailAsync("openssl", "ts", "-verify", "-data", "data", "-in", "reply", "-CAfile", "root.pem");
    }

    private async Task<byte[]> SignAsync() => await registry.Server.Services.GetRequiredService<IBundleSigner>().SignStatementAsync(StatementWriter.OfSignature(Image), TestContext.Current.CancellationToken);

    private async Task<JsonObject> ConfigAsync() => JsonNode.Parse((await registry.Anonymous.GetAsync("/.well-known/plimsoll-trust.json")).Expect(200).Body)!.AsObject();

    private async Task<Verdict> VerifyAsync(byte[] bundle)
    {
        var root = TrustedRoot.Read(Encoding.UTF8.GetBytes((await ConfigAsync())["trustedRoot"]!.ToJsonString()));
        var expected = new Expectation.Identity(IdentityPattern.Exactly(registry.Address + "/id/server/registry"), IdentityPattern.Exactly(registry.Address));
        return new SigstoreVerifier(root, expected) { RequireLog = true }.Verify(bundle, Artifact.Of(Image));
    }

    private async Task<string> TokenAsync() => (await registry.Wire.PostAsync("/api/v1/identity-token", "{}"u8.ToArray())).Expect(200).Json.GetProperty("token").GetString()!;

    private Task<Answer> LogAsync(LogProposal proposal) => registry.Anonymous.PostAsync("/trust/log/api/v2/log/entries", proposal.WriteRequest());

    private Task<Answer> CertifyAsync(string? token, PrivateKey key, PrivateKey signer, string? challenge = null)
    {
        var body = new JsonObject
        {
            ["publicKeyRequest"] = new JsonObject
            {
                ["publicKey"] = new JsonObject { ["algorithm"] = "ECDSA", ["content"] = PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.Spki.Span) },
                ["proofOfPossession"] = Convert.ToBase64String(signer.Sign(Encoding.UTF8.GetBytes(challenge ?? registry.Address + "/id/user/admin"))),
            },
        };
        (string, string)[] headers = token is null ? [] : [("Authorization", "Bearer " + token)];
        return registry.Anonymous.PostAsync("/trust/fulcio/api/v2/signingCert", Encoding.UTF8.GetBytes(body.ToJsonString()), headers);
    }

    /// <summary>A server that accepts the tokens of another issuer too.</summary>
    public sealed class Fixture : RegistryFixture
    {
        internal ForeignIssuer Issuer { get; } = new();

        protected override void Configure(ServerOptions options)
        {
            options.Trust.Issuers.Add(Issuer.Address);
            options.Trust.BatchMilliseconds = 5;
        }
    }
}
