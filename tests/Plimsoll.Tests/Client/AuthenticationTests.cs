using Microsoft.AspNetCore.Http;
using Plimsoll.Client;
using Plimsoll.Client.Auth;
using Plimsoll.Core;
using static Plimsoll.Tests.Client.FakeRegistry;

namespace Plimsoll.Tests.Client;

public sealed class AuthenticationTests
{
    private static readonly byte[] Manifest = "{\"schemaVersion\":2}"u8.ToArray();
    private static readonly RegistryClientOptions Alice = new() { Credentials = [new GivenCredential(new Credential.Password("alice", "secret"))] };
    private const string AliceBasic = "Basic YWxpY2U6c2VjcmV0";

    [Fact]
    public async Task Fetches_one_token_for_many_requests_of_one_scope()
    {
        await using var registry = await StartAsync(context => Guarded(context, $"http://{context.Request.Host}/token"));
        var repository = registry.Repository(Alice);

        await repository.FetchManifestAsync("1.0", default);
        await repository.FetchManifestAsync("1.0", default);

        var token = registry.Requests.Where(request => request.Path == "/token").ShouldHaveSingleItem();
        token.Authorization.ShouldBe(AliceBasic);
        Uri.UnescapeDataString(token.Query).ShouldBe("?service=fake&scope=repository:shop/api:pull&account=alice");
        registry.Requests.Select(request => request.Authorization).ShouldBe([null, AliceBasic, "Bearer good", "Bearer good"]);
    }

    [Fact]
    public async Task Is_anonymous_without_credentials_and_still_fetches_a_token()
    {
        await using var registry = await StartAsync(context => Guarded(context, $"http://{context.Request.Host}/token"));

        await registry.Repository().FetchManifestAsync("1.0", default);

        registry.Requests.Single(request => request.Path == "/token").Authorization.ShouldBeNull();
    }

    [Fact]
    public async Task Fetches_a_new_token_when_the_old_one_was_revoked()
    {
        var tokens = 0;
        await using var registry = await StartAsync(context =>
        {
            if (context.Request.Path == "/token") return context.Response.WriteAsync($$"""{"access_token":"t{{++tokens}}","expires_in":300}""");
            return context.Request.Headers.Authorization == "Bearer t2" ? SendAsync(context, Manifest, MediaTypes.OciManifest) : Challenge(context, $"http://{context.Request.Host}/token");
        });
        // The first token is refused at once: the client asks only once per request and reports the refusal.
        var repository = registry.Repository();
        (await Should.ThrowAsync<RegistryException>(() => repository.FetchManifestAsync("1.0", default))).Status.ShouldBe(System.Net.HttpStatusCode.Unauthorized);

        await repository.FetchManifestAsync("1.0", default);

        tokens.ShouldBe(2);
    }

    [Fact]
    public async Task Exchanges_an_identity_token_by_post()
    {
        var form = "";
        await using var registry = await StartAsync(async context =>
        {
            if (context.Request.Path == "/token" && HttpMethods.IsPost(context.Request.Method))
            {
                form = await new StreamReader(context.Request.Body).ReadToEndAsync();
                await context.Response.WriteAsync("""{"access_token":"good"}""");
                return;
            }
            await Guarded(context, $"http://{context.Request.Host}/token");
        });

        await registry.Repository(new() { Credentials = [new GivenCredential(new Credential.IdentityToken("refresh"))] }).FetchManifestAsync("1.0", default);

        form.ShouldContain("grant_type=refresh_token&refresh_token=refresh&service=fake");
    }

    [Fact]
    public async Task Answers_a_basic_challenge_once_and_then_at_once()
    {
        await using var registry = await StartAsync(context =>
        {
            if (context.Request.Headers.Authorization == AliceBasic) return SendAsync(context, Manifest, MediaTypes.OciManifest);
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"fake\"";
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        var repository = registry.Repository(Alice);

        await repository.FetchManifestAsync("1.0", default);
        await repository.FetchManifestAsync("1.0", default);

        registry.Requests.Select(request => request.Authorization).ShouldBe([null, AliceBasic, AliceBasic]);
    }

    [Fact]
    public async Task Reports_a_refused_password_with_the_words_of_the_token_service()
    {
        await using var registry = await StartAsync(context => context.Request.Path == "/token"
            ? RefuseAsync(context, 401, "UNAUTHORIZED", "wrong password")
            : Challenge(context, $"http://{context.Request.Host}/token"));

        var failure = await Should.ThrowAsync<RegistryException>(() => registry.Repository(Alice).FetchManifestAsync("1.0", default));

        failure.Code.ShouldBe("UNAUTHORIZED");
        failure.Message.ShouldContain("wrong password");
        failure.Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("http://169.254.169.254/token", "link-local")]
    [InlineData("http://user:pw@127.0.0.1/token", "user name")]
    [InlineData("file:///etc/passwd", "only http and https")]
    [InlineData("/token", "only http and https")]
    [InlineData("", "names no place")]
    public async Task Looks_at_no_credential_when_the_realm_is_hostile(string realm, string reason)
    {
        var source = new CountingSource();
        await using var registry = await StartAsync(context => Challenge(context, realm));

        var failure = await Should.ThrowAsync<RegistryException>(() => registry.Repository(new() { Credentials = [source] }).FetchManifestAsync("1.0", default));

        failure.Message.ShouldContain(reason);
        registry.Requests.Count.ShouldBe(1);
        source.Asked.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"token":"a\r\nX-Injected: 1"}""")]
    [InlineData("""{"token":5}""")]
    [InlineData("""[]""")]
    [InlineData("""<html>""")]
    public async Task Refuses_an_answer_that_is_no_token(string answer)
    {
        await using var registry = await StartAsync(context => context.Request.Path == "/token" ? context.Response.WriteAsync(answer) : Challenge(context, $"http://{context.Request.Host}/token"));

        (await Should.ThrowAsync<RegistryException>(() => registry.Repository().FetchManifestAsync("1.0", default))).Message.ShouldContain("token");
    }

    [Fact]
    public async Task Never_follows_a_redirect_of_the_token_service()
    {
        await using var registry = await StartAsync(context =>
        {
            if (context.Request.Path != "/token") return Challenge(context, $"http://{context.Request.Host}/token");
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });

        await Should.ThrowAsync<RegistryException>(() => registry.Repository(Alice).FetchManifestAsync("1.0", default));

        registry.Requests.ShouldNotContain(request => request.Path == "/elsewhere");
    }

    internal static Task Challenge(HttpContext context, string realm)
    {
        context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"{realm}\",service=\"fake\",scope=\"repository:shop/api:pull\"";
        return RefuseAsync(context, 401, "UNAUTHORIZED", "authentication required");
    }

    private static Task Guarded(HttpContext context, string realm) =>
        context.Request.Path == "/token" ? context.Response.WriteAsync("""{"token":"good","expires_in":300}""")
        : context.Request.Headers.Authorization == "Bearer good" ? SendAsync(context, Manifest, MediaTypes.OciManifest)
        : Challenge(context, realm);

    private sealed class CountingSource : ICredentialSource
    {
        public int Asked { get; private set; }

        public Credential? Find(string host)
        {
            Asked++;
            return new Credential.Password("alice", "secret");
        }
    }
}
