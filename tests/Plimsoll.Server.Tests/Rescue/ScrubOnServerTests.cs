using System.Text;
using System.Text.Json;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Rescue;

public sealed class ScrubOnServerTests(ScrubOnServerTests.Here here, ScrubOnServerTests.There there) : IClassFixture<ScrubOnServerTests.Here>, IClassFixture<ScrubOnServerTests.There>
{
    [Fact]
    public async Task A_damaged_blob_is_never_served_and_a_push_heals_it()
    {
        var repository = RepositoryOnWire.New(here.Wire);
        var layer = await PushImageAsync(repository);
        (await here.Wire.GetAsync(repository.Blob(layer.Digest))).Expect(200);
        await DamageAsync(layer);

        var notes = await ScrubAsync("{\"rate\":0}");

        notes.GetProperty("damaged").GetInt32().ShouldBe(1);
        notes.GetProperty("isClean").GetBoolean().ShouldBeFalse();
        var refused = (await here.Wire.GetAsync(repository.Blob(layer.Digest))).ExpectError(500, "BLOB_DAMAGED");
        refused.Text.ShouldContain("damaged");
        (await here.Wire.HeadAsync(repository.Blob(layer.Digest))).Expect(404);
        (await here.Wire.GetAsync(RepositoryOnWire.New(here.Wire).Blob(layer.Digest))).ExpectError(404, "BLOB_UNKNOWN");
        (await here.Wire.GetAsync(repository.Manifest("latest"))).Expect(200);
        (await here.Wire.GetAsync("/jobs?state=done&kind=scrub")).Expect(200).Text.ShouldContain("1 damaged");
        (await here.Wire.GetAsync("/api/v1/scrub/findings")).Expect(200).Json.GetProperty("items").EnumerateArray().Select(f => f.GetProperty("subject").GetString()).ShouldContain(layer.Digest);

        await repository.PushAsync(layer);

        (await here.Wire.GetAsync(repository.Blob(layer.Digest))).Expect(200).Body.ShouldBe(layer.Bytes);
        (await here.Wire.GetAsync("/api/v1/scrub/findings")).Json.GetProperty("items").EnumerateArray().Select(f => f.GetProperty("subject").GetString()).ShouldNotContain(layer.Digest);
    }

    [Fact]
    public async Task Repairs_from_another_registry()
    {
        var repository = RepositoryOnWire.New(here.Wire);
        var layer = await PushImageAsync(repository);
        await new RepositoryOnWire(there.Wire, repository.Name).PushAsync(layer);
        await DamageAsync(layer);

        var notes = await ScrubAsync(JsonSerializer.Serialize(new { rate = 0, repairFrom = there.Address, user = "admin", password = there.Password }));

        notes.GetProperty("repaired").GetInt32().ShouldBe(1, notes.ToString());
        (await here.Wire.GetAsync(repository.Blob(layer.Digest))).Expect(200).Body.ShouldBe(layer.Bytes);
        (await here.Wire.GetAsync("/api/v1/events?action=repair")).Json.GetProperty("items").EnumerateArray().ShouldContain(e => e.GetProperty("digest").GetString() == layer.Digest);
        JsonSerializer.Serialize(notes).ShouldNotContain(there.Password);
    }

    [Fact]
    public async Task Says_that_the_other_registry_asked_for_a_login()
    {
        var repository = RepositoryOnWire.New(here.Wire);
        var layer = await PushImageAsync(repository);
        await DamageAsync(layer);

        var notes = await ScrubAsync(JsonSerializer.Serialize(new { rate = 0, repairFrom = there.Address }));

        notes.GetProperty("lastError").GetString()!.ShouldContain("PLIMSOLL_REPAIR_USER and PLIMSOLL_REPAIR_PASSWORD");
        await repository.PushAsync(layer);
    }

    [Fact]
    public async Task Only_administrators_may_ask()
    {
        foreach (var path in new[] { "/api/v1/scrub", "/api/v1/scrub/findings", "/api/v1/backups", "/api/v1/read-only" }) (await here.Anonymous.GetAsync(path)).Expect(401);
        (await here.Anonymous.PostAsync("/api/v1/scrub", "{}"u8.ToArray(), ("Content-Type", "application/json"))).Expect(401);
        (await here.Anonymous.PostAsync("/api/v1/backups")).Expect(401);
        (await here.Anonymous.PutAsync("/api/v1/read-only", "{\"reason\":\"x\"}"u8.ToArray(), ("Content-Type", "application/json"))).Expect(401);
    }

    [Theory]
    [InlineData("{\"repairFrom\":\"ftp://x\"}")]
    [InlineData("{\"repairFrom\":\"http://user:pw@host/\"}")]
    [InlineData("{\"rate\":-1}")]
    public async Task Refuses_what_it_cannot_do(string wish) =>
        (await here.Wire.PostAsync("/api/v1/scrub", Encoding.UTF8.GetBytes(wish), ("Content-Type", "application/json"))).Expect(400);

    [Fact]
    public async Task A_backup_over_the_API_goes_to_the_folder_of_the_settings_only()
    {
        await PushImageAsync(RepositoryOnWire.New(here.Wire));
        (await there.Wire.PostAsync("/api/v1/backups")).Expect(409).Text.ShouldContain("backup.folder");

        (await here.Wire.PostAsync("/api/v1/backups")).Expect(202);

        var state = await UntilAsync("/api/v1/backups", s => s.GetProperty("current").GetProperty("state").GetString() is "done" or "failed");
        state.GetProperty("current").GetProperty("state").GetString().ShouldBe("done", state.ToString());
        state.GetProperty("snapshots").GetArrayLength().ShouldBe(1);
        (await here.Wire.GetAsync("/api/v1/events?action=backup")).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        var job = (await here.Wire.GetAsync("/api/v1/jobs?kind=backup")).Expect(200).Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        (job.GetProperty("state").GetString(), job.GetProperty("progress").GetString()).ShouldBe(("done", state.GetProperty("current").GetProperty("progress").GetString()));
    }

    private static async Task<Content> PushImageAsync(RepositoryOnWire repository)
    {
        var (config, layer) = (await repository.PushAsync(Content.Random(100)), await repository.PushAsync(Content.Random(50_000)));
        (await repository.PutAsync(ImageBuilder.Image(config.Descriptor, [layer.Descriptor]), "latest")).Expect(201);
        return layer;
    }

    private async Task DamageAsync(Content blob)
    {
        var file = new DirectoryInfo(Path.Combine(here.Data, "blobs")).EnumerateFiles("*", SearchOption.AllDirectories).Single(f => File.ReadAllBytes(f.FullName).AsSpan().SequenceEqual(blob.Bytes));
        var bytes = blob.Bytes.ToArray();
        bytes[1000] ^= 0x10;
        await File.WriteAllBytesAsync(file.FullName, bytes);
    }

    private async Task<JsonElement> ScrubAsync(string wish)
    {
        (await here.Wire.PostAsync("/api/v1/scrub", Encoding.UTF8.GetBytes(wish), ("Content-Type", "application/json"))).Expect(202);
        return await UntilAsync("/api/v1/scrub", s => s.TryGetProperty("finishedAt", out _));
    }

    private async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> condition)
    {
        for (var i = 0; i < 1200; i++)
        {
            var state = (await here.Wire.GetAsync(path)).Expect(200).Json;
            if (condition(state)) return state;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException(path);
    }

    public sealed class Here : RegistryFixture
    {
        protected override void Configure(ServerOptions options)
        {
            options.Inspection.Enabled = false;
            options.Backup.Folder = Path.Combine(Data, "backups");
        }
    }

    public sealed class There : RegistryFixture
    {
        protected override void Configure(ServerOptions options) => options.Inspection.Enabled = false;
    }
}
