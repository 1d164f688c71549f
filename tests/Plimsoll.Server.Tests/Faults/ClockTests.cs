using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Durability;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Faults;

/// <summary>A clock that is set back, under a running server and over a restart: nothing is taken for old that is young, uploads go on, and whoever moves a tag last wins.</summary>
public sealed class ClockTests(ClockTests.Clocked registry) : IClassFixture<ClockTests.Clocked>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clock_that_is_set_back_loses_nothing(bool restarts)
    {
        registry.Clock.Shift = TimeSpan.Zero;
        await CollectAsync("?confirm=true");
        var ledger = new Ledger();
        var repository = RepositoryOnWire.New(registry.Wire);
        await PushImageAsync(ledger, repository.Name, "latest");
        await PushImageAsync(ledger, repository.Name, "latest");
        var loose = await repository.PushAsync(Content.Random(20_000));
        var content = Content.Random(200_000);
        var location = (await registry.Wire.PatchAsync(await repository.StartAsync(), content.Bytes[..100_000])).Expect(202).Location;
        (await CollectAsync()).ShouldBe("completed");

        registry.Clock.Shift = TimeSpan.FromDays(-400);
        if (restarts) await registry.RestartAsync();

        // Nobody knows how old anything is, so nothing is collected; who asks is told why and what to do.
        (await CollectAsync()).ShouldBe("paused");
        (await registry.Wire.GetAsync("/api/v1/collection")).Expect(200).Text.ShouldContain("the clock shows");
        await ledger.VerifyAsync(registry.Wire, int.MaxValue);
        (await registry.Wire.HeadAsync(new RepositoryOnWire(registry.Wire, repository.Name).Blob(loose.Digest))).Expect(200);
        (await registry.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe("0-99999");
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[100_000..])).Expect(201);
        await PushImageAsync(ledger, repository.Name, "latest");
        await PushImageAsync(ledger, repository.Name, "during");
        await ledger.VerifyAsync(registry.Wire, int.MaxValue);

        registry.Clock.Shift = TimeSpan.Zero;
        if (restarts) await registry.RestartAsync();
        (await CollectAsync()).ShouldBe("completed");
        await PushImageAsync(ledger, repository.Name, "latest");
        await ledger.VerifyAsync(registry.Wire, int.MaxValue);
    }

    /// <summary>A login that was made while the clock was ahead must not lock anybody out when it is right again.</summary>
    [Fact]
    public async Task Whoever_logs_in_after_the_clock_was_set_back_gets_in()
    {
        registry.Clock.Shift = TimeSpan.FromHours(5);
        var token = await TokenAsync();
        registry.Clock.Shift = TimeSpan.Zero;
        using var early = new Wire(registry.Address);
        var answer = await early.GetAsync("/v2/", ("Authorization", "Bearer " + token));
        // A token of the future is refused with a challenge, as an old one is, and the next one is good.
        if (answer.Status != 200) answer.Expect(401)["WWW-Authenticate"].ShouldNotBeNull();
        (await early.GetAsync("/v2/", ("Authorization", "Bearer " + await TokenAsync()))).Expect(200);
    }

    private async Task<string> TokenAsync() => (await registry.Wire.GetAsync("/auth/token?service=registry&account=admin&scope=repository:any/thing:pull")).Expect(200).Json.GetProperty("token").GetString()!;

    private async Task<string> CollectAsync(string query = "") => (await registry.Wire.PostAsync("/api/v1/collection/runs" + query)).Expect(200).Json.GetProperty("outcome").GetString()!;

    private async Task PushImageAsync(Ledger ledger, string name, string tag)
    {
        var repository = new RepositoryOnWire(registry.Wire, name);
        var layer = await repository.PushAsync(Content.Random(20_000));
        var image = ImageBuilder.Image(ImageBuilder.EmptyJson().Descriptor, [layer.Descriptor]);
        ledger.Attempt(repository.Manifest(tag), image.Digest);
        (await repository.PutAsync(image, tag)).Expect(201);
        ledger.Move(repository.Manifest(tag), image.Digest);
        ledger.Acknowledge(repository.Blob(layer.Digest), layer.Digest);
        ledger.Acknowledge(repository.Manifest(image.Digest), image.Digest);
    }

    /// <summary>A server whose clock the tests set.</summary>
    public sealed class Clocked : RegistryFixture
    {
        internal ShiftedClock Clock { get; } = new();

        protected override void Configure(ServerOptions options)
        {
            options.Clock = Clock;
            options.Inspection.Enabled = false;
            options.Collection.Enabled = false;
            options.Collection.Untagged = UntaggedManifests.Collect;
        }
    }
}
