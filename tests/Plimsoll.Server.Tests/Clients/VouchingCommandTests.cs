using System.Text.Json;
using Plimsoll.Cli;
using Plimsoll.Server.Tests.Api;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;

namespace Plimsoll.Server.Tests.Clients;

/// <summary><c>plimsoll vouch</c>, <c>provenance</c>, <c>withdraw</c>, <c>signer</c>, <c>log tags</c>.</summary>
public sealed class VouchingCommandTests(VouchedImages registry) : IClassFixture<VouchedImages>, IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "plimsoll");

    private readonly Workbench _bench = Bench(registry);

    private string Host => new Uri(registry.Address).Authority;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Says_from_whom_the_layers_are()
    {
        var text = await _bench.RunAsync(Program, "provenance", "show", "shop/app:1");

        text.ShouldStartWith("layer 1: base/system:1 by key:sha256:");
        text.ShouldContain("2 files of the base are overridden");
        (await _bench.RunAsync(Program, "provenance", "statements", registry.Lower.DiffId)).ShouldContain("verified");
        await registry.UntilAsync("/api/v1/base?image=base/system:1", answer => answer.Status == 200 && answer.Json.TryGetProperty("descendants", out var others) && others.GetArrayLength() > 0);
        (await _bench.RunAsync(Program, "provenance", "descendants", "base/system:1")).ShouldContain("shop/app@sha256:");
    }

    [Fact]
    public async Task Vouches_for_the_layers_of_an_image_as_whoever_is_logged_in()
    {
        var layer = SampleLayer.Of(("v", ImageBuilder.Unique()));
        await registry.PushAsync("base/vouched", "1", layer);

        (await _bench.RunAsync(Program, "vouch", $"{Host}/base/vouched:1")).ShouldContain("/id/user/admin");

        await registry.UntilAsync($"/api/v1/chains/{layer.DiffId}/statements", answer => VouchedImages.Statements(answer).Exists(s => s.GetProperty("verdict").GetString() == "verified" && s.GetProperty("identity").GetString()!.EndsWith("/id/user/admin", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_withdrawn_is_refused_by_every_verification()
    {
        await registry.PushAsync("shop/withdrawn", "1", SampleLayer.Of(("w", ImageBuilder.Unique())));
        var issuer = registry.Address.TrimEnd('/');
        await _bench.RunAsync(Program, "sign", $"{Host}/shop/withdrawn:1");
        await File.WriteAllTextAsync(_bench["root.json"], (await registry.Anonymous.GetAsync("/.well-known/plimsoll-trust.json")).Expect(200).Json.GetProperty("trustedRoot").GetRawText());
        string[] verify = ["verify", $"{Host}/shop/withdrawn:1", "--certificate-identity", issuer + "/id/user/admin", "--certificate-oidc-issuer", issuer, "--trusted-root", _bench["root.json"], "--format", "json"];
        (await _bench.TryAsync(Program, verify)).Code.ShouldBe(ExitCode.Ok);

        (await _bench.RunAsync(Program, "withdraw", "shop/withdrawn:1", "--reason", "built from the wrong branch")).ShouldContain("Withdrawn");

        var refused = await _bench.TryAsync(Program, verify);
        refused.Code.ShouldBe(ExitCode.VerificationFailed, refused.Standard);
        JsonDocument.Parse(refused.Standard).RootElement.GetProperty("signatures").EnumerateArray().ShouldContain(s => s.GetProperty("reason").GetString()!.Contains("withdrawn by") && s.GetProperty("reason").GetString()!.Contains("wrong branch"));
    }

    [Fact]
    public async Task Checks_all_moves_of_a_tag_against_the_log()
    {
        await registry.PushAsync("shop/tagged", "latest", SampleLayer.Of(("a", ImageBuilder.Unique())));
        var last = await registry.PushAsync("shop/tagged", "latest", SampleLayer.Of(("b", ImageBuilder.Unique())));
        await registry.UntilAsync("/api/v1/tag-bindings?repository=shop/tagged&tag=latest", answer => answer.Json.GetProperty("isBound").GetBoolean());

        var text = await _bench.RunAsync(Program, "log", "tags", "shop/tagged:latest", Host);

        text.ShouldContain("Consistent: shop/tagged:latest has 2 signed moves");
        text.ShouldContain(last.Digest);
        (await _bench.TryAsync(Program, "log", "tags", "shop/none:latest", Host)).Code.ShouldBe(ExitCode.NotFound);
        (await _bench.TryAsync(Program, "log", "tags", "shop/tagged:none", Host)).Code.ShouldBe(ExitCode.NotFound);
    }

    /// <summary>As a registry would that shows somebody another image than the one in its log.</summary>
    [Fact]
    public async Task A_tag_that_leads_elsewhere_than_its_log_says_is_not_called_consistent()
    {
        var first = await registry.PushAsync("shop/switched", "latest", SampleLayer.Of(("a", ImageBuilder.Unique())));
        await registry.PushAsync("shop/switched", "latest", SampleLayer.Of(("b", ImageBuilder.Unique())));
        await registry.UntilAsync("/api/v1/tag-bindings?repository=shop/switched&tag=latest", answer => answer.Json.GetProperty("isBound").GetBoolean());
        using (var session = new Plimsoll.Storage.Metadata.Sqlite.Engine.SqliteSession(Path.Combine(registry.Data, "plimsoll.db"), readOnly: false))
        {
            session.Script($"UPDATE tags SET digest = '{first.Digest}' WHERE name = 'latest' AND repository_id = (SELECT id FROM repositories WHERE name = 'shop/switched')");
        }
        // What is in memory is not asked for.
        var outcome = await _bench.TryAsync(Program, "log", "tags", "shop/switched:latest", Host);

        outcome.Code.ShouldBe(ExitCode.NotReady, outcome.Standard);
        outcome.Error.ShouldContain("not signed");
    }

    [Fact]
    public async Task Expects_and_forgets_signers()
    {
        await registry.PushAsync("shop/signers", "1", SampleLayer.Of(("s", ImageBuilder.Unique())));

        await _bench.RunAsync(Program, "signer", "expect", "shop/signers", "https://ci.example.org/release", "--issuer", "https://ci.example.org");

        (await _bench.RunAsync(Program, "signer", "show", "shop/signers")).ShouldContain("https://ci.example.org/release (issuer https://ci.example.org)");
        await _bench.RunAsync(Program, "signer", "forget", "shop/signers");
        (await _bench.TryAsync(Program, "signer", "show", "shop/signers")).Code.ShouldNotBe(ExitCode.Ok);
        (await _bench.RunAsync(Program, "signer", "waiting")).ShouldContain("REPOSITORY");
    }

    private static Workbench Bench(VouchedImages registry)
    {
        var bench = new Workbench(loggedIn: false);
        bench.Set("PLIMSOLL_URL", registry.Address);
        bench.Set("PLIMSOLL_USER", "admin");
        bench.Set("PLIMSOLL_PASSWORD", registry.Password);
        return bench;
    }
}
