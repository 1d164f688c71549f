using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Section "ping": distribution-spec, "Determining Support", and the challenge that clients learn the login from.</summary>
public sealed class PingTests(RegistryFixture registry)
{
    [Theory]
    [InlineData("/v2/")]
    [InlineData("/v2")]
    public async Task Answers_a_caller_who_is_logged_in(string path)
    {
        var answer = (await registry.Wire.GetAsync(path)).Expect(200);

        answer["Docker-Distribution-Api-Version"].ShouldBe("registry/2.0");
        answer["Content-Type"].ShouldBe("application/json");
    }

    [Theory]
    [InlineData("/v2/")]
    [InlineData("/v2")]
    public async Task Challenges_everybody_else(string path)
    {
        var answer = (await registry.Anonymous.GetAsync(path)).ExpectError(401, "UNAUTHORIZED");

        answer["WWW-Authenticate"].ShouldNotBeNull().ShouldMatch("^Bearer realm=\"http://127\\.0\\.0\\.1:[0-9]+/[^\"]+\",service=\"[^\"]+\"");
    }

    [Fact]
    public async Task Challenges_with_the_scope_that_would_do()
    {
        (await registry.Anonymous.GetAsync("/v2/shop/api/manifests/latest")).ExpectError(401, "UNAUTHORIZED")["WWW-Authenticate"]!.ShouldContain("scope=\"repository:shop/api:pull\"");
        (await registry.Anonymous.PostAsync("/v2/shop/api/blobs/uploads/")).ExpectError(401, "UNAUTHORIZED")["WWW-Authenticate"]!.ShouldContain("scope=\"repository:shop/api:pull,push\"");
        (await registry.Anonymous.DeleteAsync("/v2/shop/api/manifests/latest")).ExpectError(401, "UNAUTHORIZED")["WWW-Authenticate"]!.ShouldContain("scope=\"repository:shop/api:delete\"");
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_not_taken_for_nobody()
    {
        using var wrong = registry.Login("admin", "wrong");

        (await wrong.GetAsync("/v2/")).ExpectError(401, "UNAUTHORIZED")["WWW-Authenticate"]!.ShouldStartWith("Bearer ");
    }

    [Fact]
    public async Task Head_has_no_body()
    {
        (await registry.Wire.HeadAsync("/v2/")).Expect(200).Body.ShouldBeEmpty();
        (await registry.Anonymous.HeadAsync("/v2/shop/api/manifests/latest")).Expect(401).Body.ShouldBeEmpty();
    }
}
