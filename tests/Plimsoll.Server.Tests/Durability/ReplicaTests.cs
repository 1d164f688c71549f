using System.Text;
using Plimsoll.Server.Tests.Auth;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Rules;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Server.Tests.Durability;

/// <summary>Two server processes on one PostgreSQL and one blob folder, behind nothing at all: any request may go to either.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private ServerProcess _a = null!;
    private ServerProcess _b = null!;

    public async ValueTask InitializeAsync()
    {
        // Both start at once on an empty database, as the first rollout of a deployment does.
        var database = await (await PostgresServer.GetAsync()).CreateEmptyDatabaseAsync();
        _a = new ServerProcess { Data = _data.Path, Database = database };
        _b = new ServerProcess { Data = _data.Path, Database = database };
        await Task.WhenAll(_a.StartAsync(), _b.StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
        _data.Dispose();
    }

    private static RepositoryOnWire On(ServerProcess server, string name) => new(server.Wire, name);

    [Fact]
    public async Task An_upload_that_one_began_goes_on_at_the_other()
    {
        var content = Content.Random(3_000_000);
        var location = await On(_a, "shop/api").StartAsync();
        (await _a.Wire.PatchAsync(location, content.Bytes[..1_000_000])).Expect(202);
        (await _b.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe("0-999999");
        (await _b.Wire.PatchAsync(location, content.Bytes[1_000_000..2_000_000])).Expect(202);
        (await _a.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[2_000_000..])).Expect(201);
        (await _b.Wire.GetAsync(On(_b, "shop/api").Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task The_other_goes_on_with_the_hash_and_does_not_read_the_bytes_again()
    {
        var content = Content.Random(2_000_000);
        var location = await On(_a, "shop/hash").StartAsync();
        (await _a.Wire.PatchAsync(location, content.Bytes[..1_000_000])).Expect(202);
        // Were the bytes read again, their digest would be another one.
        var file = Directory.EnumerateFiles(Path.Combine(_data.Path, "blobs"), "*", SearchOption.AllDirectories).Single(f => new FileInfo(f).Length == 1_000_000);
        await using (var bytes = new FileStream(file, FileMode.Open, FileAccess.Write)) await bytes.WriteAsync(new byte[1000]);
        (await _b.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[1_000_000..])).Expect(201);
    }

    [Fact]
    public async Task A_rule_that_was_made_at_one_holds_at_the_other()
    {
        const int Mebibyte = 1 << 20;
        var (here, there) = (On(_a, "shop/ruled"), On(_b, "shop/ruled"));
        var config = await here.PushAsync(ImageBuilder.Config());
        await _a.Wire.AddRuleAsync(new { kind = "immutability", path = "shop/ruled", tags = new[] { "v*" } });
        (await there.PutAsync(ImageBuilder.Image(config.Descriptor, []), "v1")).Expect(201);
        (await here.PutAsync(ImageBuilder.Image(config.Descriptor, [config.Descriptor]), "v1")).ExpectError(403, "DENIED").Text.ShouldContain("immutable");
        (await there.PutAsync(ImageBuilder.Image(config.Descriptor, [config.Descriptor]), "next")).Expect(201);
        (await _b.Wire.DeleteAsync(there.Manifest("next"))).Expect(202);
        (await _a.Wire.PostAsync("/api/v1/undelete", "{\"reference\":\"shop/ruled:next\"}"u8.ToArray(), ("Content-Type", "application/json"))).Expect(200);
        (await _b.Wire.HeadAsync(there.Manifest("next"))).Expect(200);

        await _b.Wire.AddRuleAsync(new { kind = "quota", path = "shop/ruled", maxBytes = 2 * Mebibyte });
        var contents = Enumerable.Range(0, 6).Select(_ => Content.Random(Mebibyte)).ToList();
        var pushed = await Task.WhenAll(contents.Select((content, i) => (i % 2 == 0 ? _a : _b).Wire.PostAsync($"{here.Uploads}?digest={content.Digest}", content.Bytes)));
        pushed.Select(p => p.Status).Order().ShouldBe([201, 403, 403, 403, 403, 403]);
    }

    [Fact]
    public async Task Only_one_of_them_writes_an_upload_at_a_time_until_it_dies()
    {
        var location = await On(_a, "shop/lock").StartAsync();
        (await _a.Wire.PatchAsync(location, new byte[1000])).Expect(202);
        using var stalled = new StalledBody(new byte[500]);
        var writing = _a.Wire.SendAsync("PATCH", location, stalled);
        await stalled.Sent;
        // A chunk from the wrong place is refused in any case; the reason tells whether the other one has begun to write.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!(await _b.Wire.PatchAsync(location, new byte[10], ("Content-Range", "5000-5009"))).ExpectError(416, "BLOB_UPLOAD_INVALID").Text.Contains("another request", StringComparison.Ordinal))
            await Task.Delay(20, patience.Token);
        await _a.KillAsync();
        await Should.ThrowAsync<Exception>(writing);
        // The lock went with the process; nothing has to expire. The database notices it a moment later.
        using var inheritance = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await _b.Wire.PatchAsync(location, new byte[10], ("Content-Range", "1000-1009"))).Expect(202, 416).Status == 416) await Task.Delay(20, inheritance.Token);
    }

    [Fact]
    public async Task A_tag_that_one_moves_is_seen_by_the_next_request_to_the_other()
    {
        var (onA, onB) = (On(_a, "shop/tags"), On(_b, "shop/tags"));
        for (var i = 0; i < 30; i++)
        {
            var config = await onA.PushAsync(Content.Of(Encoding.UTF8.GetBytes($"{{\"n\":{i}}}")));
            var image = ImageBuilder.Image(config.Descriptor, []);
            (await onA.PutAsync(image, "latest")).Expect(201);
            for (var again = 0; again < 3; again++) (await _b.Wire.HeadAsync(onB.Manifest("latest"))).Expect(200)["Docker-Content-Digest"].ShouldBe(image.Digest);
            (await _b.Wire.GetAsync(onB.Path + "/tags/list")).Json.GetProperty("tags").GetArrayLength().ShouldBe(1);
        }
        (await _b.Wire.DeleteAsync(onB.Manifest("latest"))).Expect(202);
        (await _a.Wire.GetAsync(onA.Manifest("latest"))).Expect(404);
    }

    [Fact]
    public async Task What_one_takes_back_the_other_refuses_at_once()
    {
        var made = (await AccountsOnServer.SendAsync(_a.Wire, "POST", "robots", new { name = "builder", paths = new[] { "shop/**" }, role = "writer" })).Expect(201).Json;
        using var robot = new Wire(_b.Address.ToString(), made.GetProperty("login").GetString(), made.GetProperty("secret").GetString());
        for (var i = 0; i < 3; i++) (await robot.PostAsync("/v2/shop/api/blobs/uploads/")).Expect(202);
        (await AccountsOnServer.SendAsync(_a.Wire, "DELETE", "robots/builder", null)).Expect(204);
        (await robot.PostAsync("/v2/shop/api/blobs/uploads/")).Expect(401);

        (await _a.Wire.GetAsync("/v2/shop/open/tags/list")).Expect(404);
        using var anonymous = new Wire(_b.Address.ToString());
        (await anonymous.GetAsync("/v2/shop/open/tags/list")).Expect(401);
        var grant = (await AccountsOnServer.SendAsync(_a.Wire, "POST", "grants", new { subject = "anonymous", role = "reader", path = "shop/open" })).Expect(201).Json.GetProperty("id").GetInt64();
        (await anonymous.GetAsync("/v2/shop/open/tags/list")).Expect(404);
        (await AccountsOnServer.SendAsync(_a.Wire, "DELETE", $"grants/{grant}", null)).Expect(204);
        (await anonymous.GetAsync("/v2/shop/open/tags/list")).Expect(401);
    }
}
