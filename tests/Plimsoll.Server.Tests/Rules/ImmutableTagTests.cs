using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Rules;

/// <summary>Immutable tags on the wire.</summary>
public sealed class ImmutableTagTests(RegistryFixture registry)
{
    private readonly RepositoryOnWire _repository = RepositoryOnWire.New(registry.Wire, "rules");

    private Task<long> HoldAsync() => registry.Wire.AddRuleAsync(new { kind = "immutability", path = _repository.Name, tags = new[] { "v*" } });

    [Fact]
    public async Task Refuses_to_move_one_and_names_the_rule_also_for_the_administrator()
    {
        var id = await HoldAsync();
        var image = await _repository.PushImageAsync("v1");
        var other = await _repository.PushImageAsync("latest");

        var refusal = (await _repository.PutAsync(other, "v1")).ExpectError(403, "DENIED");

        refusal.Message().ShouldContain($"the tag v1 is immutable and stays at {image.Digest} (rule {id} on {_repository.Name})");
        (await registry.Wire.HeadAsync(_repository.Manifest("v1"))).Expect(200)["Docker-Content-Digest"].ShouldBe(image.Digest);
        (await _repository.PutAsync(image, "v1")).Expect(201);
        (await registry.Wire.PutAsync(_repository.Manifest(other.Digest) + "?tag=x&tag=v1", other.Bytes, ("Content-Type", other.MediaType))).ExpectError(403, "DENIED");
        (await _repository.TagsAsync()).ShouldBe(["latest", "v1"]);
        var events = await registry.Wire.ListAsync($"events?repository={Uri.EscapeDataString(_repository.Name)}&outcome=DENIED");
        events.Select(e => e.GetProperty("action").GetString()).ShouldBe(["push", "push"]);
    }

    [Fact]
    public async Task Refuses_to_delete_one_by_tag_and_by_digest_until_the_rule_is_gone()
    {
        var id = await HoldAsync();
        var image = await _repository.PushImageAsync("v1", "latest");

        (await registry.Wire.DeleteAsync(_repository.Manifest("v1"))).ExpectError(403, "DENIED").Message().ShouldContain($"rule {id}");
        (await registry.Wire.DeleteAsync(_repository.Manifest(image.Digest))).ExpectError(403, "DENIED").Message().ShouldContain($"the tag v1 is immutable and cannot be deleted (rule {id}");
        (await registry.Wire.DeleteAsync(_repository.Manifest("latest"))).Expect(202);

        (await registry.Wire.RemoveRuleAsync(id)).Expect(204);
        (await registry.Wire.DeleteAsync(_repository.Manifest(image.Digest))).Expect(202);
    }
}
