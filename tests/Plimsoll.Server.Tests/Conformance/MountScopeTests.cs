using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Mounts with the tokens of the distribution token protocol, which are made for one repository unless a client asks for more.</summary>
public sealed class MountScopeTests(RegistryFixture registry)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_for_the_target_alone_is_told_which_scope_is_missing(bool withSource)
    {
        var (source, target) = (RepositoryOnWire.New(registry.Wire), RepositoryOnWire.New(registry.Wire));
        var content = await source.PushAsync(Content.Random(512));
        var mount = $"{target.Uploads}?mount={content.Digest}" + (withSource ? $"&from={source.Name}" : "");

        var refused = (await registry.Anonymous.PostAsync(mount, null, await TokenAsync($"repository:{target.Name}:pull,push"))).ExpectError(401, "UNAUTHORIZED");

        var challenge = refused["WWW-Authenticate"]!;
        challenge.ShouldContain($"scope=\"repository:{target.Name}:pull,push repository:{source.Name}:pull\"");
        challenge.ShouldContain("error=\"insufficient_scope\"");
        var wider = await TokenAsync($"repository:{target.Name}:pull,push repository:{source.Name}:pull");
        (await registry.Anonymous.PostAsync(mount, null, wider)).Expect(201);
    }

    [Fact]
    public async Task A_mount_without_a_token_is_told_both_scopes()
    {
        var refused = (await registry.Anonymous.PostAsync($"/v2/shop/b/blobs/uploads/?mount={Content.Random(8).Digest}&from=shop/a")).ExpectError(401, "UNAUTHORIZED");

        refused["WWW-Authenticate"]!.ShouldContain("scope=\"repository:shop/b:pull,push repository:shop/a:pull\"");
    }

    [Fact]
    public async Task A_source_that_lacks_the_blob_starts_an_upload_whatever_the_token_says()
    {
        var (source, target) = (RepositoryOnWire.New(registry.Wire), RepositoryOnWire.New(registry.Wire));

        (await registry.Anonymous.PostAsync($"{target.Uploads}?mount={Content.Random(8).Digest}&from={source.Name}", null, await TokenAsync($"repository:{target.Name}:pull,push"))).Expect(202);
    }

    /// <summary>Asks the service that the challenge of the ping names, as clients do.</summary>
    private async Task<(string, string)> TokenAsync(string scope)
    {
        var challenge = (await registry.Anonymous.GetAsync("/v2/"))["WWW-Authenticate"]!;
        var realm = challenge.Split("realm=\"")[1].Split('"')[0];
        var service = challenge.Split("service=\"")[1].Split('"')[0];
        var answer = (await registry.Wire.GetAsync($"{realm}?service={Uri.EscapeDataString(service)}&scope={Uri.EscapeDataString(scope)}")).Expect(200);
        return ("Authorization", "Bearer " + answer.Json.GetProperty("token").GetString());
    }
}
