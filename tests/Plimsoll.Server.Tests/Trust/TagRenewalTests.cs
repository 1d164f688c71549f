using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Trust;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Faults;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Trust;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Server.Tests.Trust;

/// <summary>A tag that stays where it is has a statement that holds, however long; and none that holds where the registry stood still.</summary>
public sealed class TagRenewalTests : IAsyncLifetime
{
    private const int Days = 30;

    private readonly Later _registry = new();

    public ValueTask InitializeAsync() => _registry.InitializeAsync();

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    [Fact]
    public async Task A_statement_about_a_tag_is_made_anew_before_it_ends()
    {
        var repository = "shop/" + ImageBuilder.Unique();
        var image = await PushAsync(repository);
        await StatementsAsync(repository, 1);

        // Each start looks whether statements end.
        foreach (var days in new[] { 20, 45 })
        {
            _registry.Time.Shift = TimeSpan.FromDays(days);
            await _registry.RestartAsync();
            var answer = await StatementsAsync(repository, 2, s => s.Exists(one => Renewed(one)?.StartsWith($"{_registry.Time.GetUtcNow():yyyy-MM-dd}", StringComparison.Ordinal) == true));
            answer.Count.ShouldBe(2);
            await AuditAsync(repository, image.Digest);
        }
        await PushAsync(repository);
        var moved = await StatementsAsync(repository, 3);

        moved.Count.ShouldBe(3);
        var audit = await AuditAsync(repository, null);
        audit.Steps.Count.ShouldBe(2);
        audit.Steps[1].Expires.ShouldBeGreaterThan(_registry.Time.GetUtcNow().AddDays(Days - 1));
        Should.Throw<RefusedException>(() => audit.Close(audit.Steps[1].Digest, _registry.Time.GetUtcNow().AddDays(Days + 1))).Message.ShouldContain("expired");
    }

    private async Task<Content> PushAsync(string repository)
    {
        var wire = new RepositoryOnWire(_registry.Wire, repository);
        var image = await wire.PutAsync(ImageBuilder.Image((await wire.PushAsync(ImageBuilder.Config())).Descriptor, [(await wire.PushAsync(ImageBuilder.Layer())).Descriptor]));
        (await wire.PutAsync(image, "1")).Expect(201);
        return image;
    }

    private static string? Renewed(JsonNode statement)
    {
        var payload = JsonNode.Parse(Convert.FromBase64String(statement["bundle"]!["dsseEnvelope"]!["payload"]!.GetValue<string>()))!;
        return payload["predicate"]!["renewed"]?.GetValue<string>();
    }

    private async Task<List<JsonNode>> StatementsAsync(string repository, int count, Predicate<List<JsonNode>>? isThere = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var answer = await _registry.Wire.GetAsync($"/api/v1/tag-bindings?repository={repository}&tag=1");
            if (answer.Status == 200 && JsonNode.Parse(answer.Body)!["statements"]!.AsArray() is { } all && all.Count >= count && isThere?.Invoke([.. all.OfType<JsonNode>()]) != false) return [.. all.OfType<JsonNode>()];
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>All statements fit together, and the newest one holds now.</summary>
    private async Task<TagAudit> AuditAsync(string repository, string? leadsTo)
    {
        var root = TrustedRoot.Read(Encoding.UTF8.GetBytes((await _registry.Anonymous.GetAsync("/.well-known/plimsoll-trust.json")).Expect(200).Json.GetProperty("trustedRoot").GetRawText()));
        var audit = new TagAudit(root, $"registry.example.org/{repository}:1");
        foreach (var statement in await StatementsAsync(repository, 1)) audit.Add(statement);
        audit.Close(leadsTo ?? audit.Steps[^1].Digest, _registry.Time.GetUtcNow());
        return audit;
    }

    private sealed class Later : RegistryFixture
    {
        public ShiftedClock Time { get; } = new();

        protected override void Configure(ServerOptions options)
        {
            options.Clock = Time;
            options.PublicUrl = "https://registry.example.org";
            options.Vouching.TagBindingDays = Days;
        }
    }
}
