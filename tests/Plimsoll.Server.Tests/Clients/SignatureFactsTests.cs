using System.Net.Http.Json;
using System.Text.Json;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>What the server finds out by itself about signatures that cosign and notation pushed, before and after somebody said whose they are.</summary>
public sealed class SignatureFactsTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "plimsoll");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Workbench _bench = new(server.Host);
    private readonly string _name = $"facts/{Guid.CreateVersion7():N}";
    private readonly string _identity = $"team-{Guid.CreateVersion7():N}";
    private string _digest = "";

    private string Image => $"{server.Host}/{_name}@{_digest}";

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("--new-bundle-format=true", "sigstore")]
    [InlineData("--new-bundle-format=false", "cosign")]
    public async Task A_key_is_unknown_until_somebody_has_it_by_name(string format, string family)
    {
        await PrepareAsync();
        await _bench.RunAsync("cosign", "generate-key-pair");
        (await TrustAsync(_ => true)).GetProperty("verdict").GetString().ShouldBe("unknown");
        await _bench.RunAsync("cosign", "sign", "-y", "--key", "cosign.key", "--use-signing-config=false", format, "--tlog-upload=false", "--allow-http-registry", Image);

        var before = await TrustAsync(trust => Signatures(trust) > 0);
        await SetAsync("--key", _bench["cosign.pub"]);
        var after = await TrustAsync(trust => Verdict(trust) == "verified");
        await IdentityAsync("remove", _identity);
        await TrustAsync(trust => Verdict(trust) == "unknown" && Signatures(trust) > 0);

        var signature = before.GetProperty("signatures").EnumerateArray().ShouldHaveSingleItem();
        (signature.GetProperty("family").GetString(), signature.GetProperty("verdict").GetString()).ShouldBe((family, "unknown"));
        signature.GetProperty("reason").GetString()!.Length.ShouldBeGreaterThan(10);
        signature = after.GetProperty("signatures").EnumerateArray().ShouldHaveSingleItem();
        (signature.GetProperty("verdict").GetString(), signature.GetProperty("name").GetString(), signature.GetProperty("subject").GetString()).ShouldBe(("verified", _identity, _digest));
        signature.GetProperty("identity").GetString()!.ShouldStartWith("key:sha256:");
    }

    [Fact]
    public async Task A_certificate_of_the_Notary_Project_counts_for_whoever_has_its_authority()
    {
        await PrepareAsync();
        await _bench.RunAsync("notation", "cert", "generate-test", "--default", "plimsoll.test");
        await _bench.RunAsync("notation", "sign", "--insecure-registry", "--force-referrers-tag=false", Image);
        Verdict(await TrustAsync(trust => Signatures(trust) > 0)).ShouldBe("unknown");

        await SetAsync("--certificate", _bench[".config/notation/truststore/x509/ca/plimsoll.test/plimsoll.test.crt"]);

        var signature = (await TrustAsync(trust => Verdict(trust) == "verified")).GetProperty("signatures")[0];
        (signature.GetProperty("family").GetString(), signature.GetProperty("name").GetString()).ShouldBe(("notation", _identity));
    }

    [Fact]
    public async Task A_signature_of_another_image_is_refused_and_the_page_says_so()
    {
        await PrepareAsync();
        await _bench.RunAsync("cosign", "generate-key-pair");
        await SetAsync("--key", _bench["cosign.pub"]);
        await SampleImage.MakeAsync(_bench, "another");
        await _bench.RunAsync("crane", "push", "another", $"{server.Host}/{_name}:2");
        var other = await _bench.RunAsync("crane", "digest", $"{server.Host}/{_name}:2");
        await _bench.RunAsync("cosign", "sign", "-y", "--key", "cosign.key", "--use-signing-config=false", "--new-bundle-format=false", "--tlog-upload=false", "--allow-http-registry", $"{server.Host}/{_name}@{other}");
        await _bench.RunAsync("crane", "tag", $"{server.Host}/{_name}:sha256-{other[7..]}.sig", $"sha256-{_digest[7..]}.sig");

        var trust = await TrustAsync(trust => Signatures(trust) > 0 && !trust.GetProperty("pending").GetBoolean());

        trust.GetProperty("signatures")[0].GetProperty("verdict").GetString().ShouldBe("refused");
        Verdict(trust).ShouldBe("refused");
        var page = await server.Http.GetStringAsync($"/r/{_name}@{_digest}/trust", TestContext.Current.CancellationToken);
        page.ShouldContain("Refused");
        page.ShouldContain("<svg");
    }

    [Fact]
    public async Task What_names_nobody_is_no_identity()
    {
        (await server.Http.PutAsJsonAsync("/api/v1/identities/nobody", new { subject = "x" }, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        (await server.Http.PutAsJsonAsync("/api/v1/identities/UPPER", new { subject = "x", issuer = "y" }, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        (await server.Http.DeleteAsync(new Uri("/api/v1/identities/nobody", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        using var stranger = new HttpClient { BaseAddress = server.Address };
        (await stranger.PutAsJsonAsync("/api/v1/identities/somebody", new { subject = "x", issuer = "y" }, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    private async Task PrepareAsync()
    {
        _digest = (await SampleImage.MakeAsync(_bench)).Digest;
        await _bench.RunAsync("crane", "push", "layout", $"{server.Host}/{_name}:1");
    }

    private Task<string> SetAsync(params string[] options) => IdentityAsync(["set", _identity, .. options]);

    private Task<string> IdentityAsync(params string[] arguments) =>
        _bench.RunAsync("env", ["PLIMSOLL_USER=admin", "PLIMSOLL_PASSWORD=" + RunningServer.Password, Program, "identity", .. arguments, "--server", server.Address.ToString()]);

    private static string? Verdict(JsonElement trust) => trust.GetProperty("verdict").GetString();

    private static int Signatures(JsonElement trust) => trust.GetProperty("signatures").GetArrayLength();

    /// <summary>Waits until the server knows what is expected of it.</summary>
    private async Task<JsonElement> TrustAsync(Predicate<JsonElement> isKnown)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var trust = await server.Http.GetFromJsonAsync<JsonElement>($"/api/v1/trust?image={_name}@{_digest}", limit.Token);
            if (isKnown(trust)) return trust;
            await Task.Delay(200, limit.Token);
        }
    }
}
