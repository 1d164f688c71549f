using Plimsoll.Server.Tests.Durability;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Rescue;

/// <summary>A store moves to another place under a server that serves reads.</summary>
public sealed class MigrateProcessTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServerProcess _server = new();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Moves_while_it_serves_reads_although_it_is_killed_in_the_middle()
    {
        await _server.StartAsync();
        var cargo = new Cargo();
        await cargo.PushAsync(_server.Wire, 30, 1_000_000);
        await File.WriteAllTextAsync(_folder["new.yaml"], $"data: {_folder["moved"]}\n", TestContext.Current.CancellationToken);
        string[] migrate = ["migrate", "--data", _server.Data, "--to", _folder["new.yaml"]];

        await Commands.KillWhenAsync(_folder.Path, _server.Address, _ => Directory.Exists(_folder["moved/blobs"]) && Directory.EnumerateFiles(_folder["moved/blobs"], "*", SearchOption.AllDirectories).Count() > 3, migrate);
        await cargo.PushAsync(_server.Wire, 1, 100_000);
        var moved = await Commands.RunAsync(_folder.Path, _server.Address, migrate);

        moved.Code.ShouldBe(0, moved.Error);
        moved.Standard.ShouldContain("The store is moved");
        await cargo.VerifyAsync(_server.Wire);
        var refused = (await _server.Wire.PostAsync("/v2/rescue/cargo/blobs/uploads/")).ExpectError(503, "READ_ONLY");
        refused["Retry-After"].ShouldBe("60");
        refused.Text.ShouldContain("has moved");
        (await _server.Wire.DeleteAsync("/v2/rescue/cargo/manifests/v0")).Expect(503);
        (await _server.Wire.PostAsync("/api/v1/groups", "{\"name\":\"late\"}"u8.ToArray(), ("Content-Type", "application/json"))).Expect(503)["Retry-After"].ShouldBe("60");
        (await _server.Wire.GetAsync("/health/ready")).Text.ShouldContain("read-only: ");

        (await Commands.RunAsync(_folder.Path, _server.Address, migrate)).Standard.ShouldContain("was moved before");
        await _server.KillAsync();
        await using var target = new ServerProcess { Data = _folder["moved"] };
        await target.StartAsync();
        await cargo.VerifyAsync(target.Wire);
        StoreCheck.Verify(target.Data);
        await cargo.PushAsync(target.Wire, 1, 10_000);
        await cargo.VerifyAsync(target.Wire);

        await _server.StartAsync();
        (await _server.Wire.PostAsync("/v2/rescue/cargo/blobs/uploads/")).ExpectError(503, "READ_ONLY");
        (await Commands.RunAsync(_folder.Path, _server.Address, "migrate", "--data", _server.Data, "--abandon")).Code.ShouldBe(0);
        (await _server.Wire.PostAsync("/v2/rescue/cargo/blobs/uploads/")).Expect(202);

        // The copy is not what this store is from now on, and nobody is told that it were.
        await target.KillAsync();
        await new Cargo("rescue/after").PushAsync(_server.Wire, 1, 10_000);
        var again = await Commands.RunAsync(_folder.Path, _server.Address, migrate);
        again.Code.ShouldBe(1, again.Error);
        again.Standard.ShouldContain("a copy that was abandoned");
        await new Cargo("rescue/after").PushAsync(_server.Wire, 1, 10_000);
    }

    [Fact]
    public async Task Moves_a_store_that_nobody_serves_and_refuses_its_own_folder()
    {
        await _server.StartAsync();
        var cargo = new Cargo();
        await cargo.PushAsync(_server.Wire, 2, 30_000);
        await _server.KillAsync();
        await File.WriteAllTextAsync(_folder["same.yaml"], $"data: {_server.Data}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["new.yaml"], $"data: {_folder["moved"]}\n", TestContext.Current.CancellationToken);

        (await Commands.RunAsync(_folder.Path, null, "migrate", "--data", _server.Data, "--to", _folder["same.yaml"])).Code.ShouldBe(2);
        (await Commands.RunAsync(_folder.Path, null, "migrate", "--data", _folder["nothing"], "--to", _folder["new.yaml"])).Code.ShouldBe(7);
        (await Commands.RunAsync(_folder.Path, null, "migrate", "--data", _server.Data, "--to", _folder["new.yaml"])).Code.ShouldBe(0);

        await using var target = new ServerProcess { Data = _folder["moved"] };
        await target.StartAsync();
        await cargo.VerifyAsync(target.Wire);
    }
}
