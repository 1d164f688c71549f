using Npgsql;
using Plimsoll.Server.Tests.Durability;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Tests.Storage.Metadata.Postgres;

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

    [Fact]
    public async Task What_opens_the_signing_keys_comes_along_also_where_the_database_has_no_password()
    {
        await _server.StartAsync();
        var root = (await _server.Wire.GetAsync("/trust/tuf/root.json")).Expect(200).Text;
        await _server.KillAsync();
        var postgres = await PostgresServer.GetAsync();
        var database = await postgres.CreateDatabaseAsync();
        var address = new NpgsqlConnectionStringBuilder(PostgresAddress.Read(database)) { Password = null }.ConnectionString;
        await File.WriteAllTextAsync(_folder["new.yaml"], $"data: {_folder["moved"]}\ndatabase: \"{address}\"\n", TestContext.Current.CancellationToken);

        var moved = await Commands.RunAsync(_folder.Path, null, "migrate", "--data", _server.Data, "--to", _folder["new.yaml"]);

        moved.Code.ShouldBe(0, moved.Error);
        moved.Standard.ShouldContain($"was copied: {Path.Combine(_server.Data, "trust.key")} to {_folder["moved/trust.key"]}");
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(_folder["moved/trust.key"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using (var target = new ServerProcess { Data = _folder["moved"], Database = address })
        {
            await target.StartAsync();
            (await target.Wire.GetAsync("/trust/tuf/root.json")).Expect(200).Text.ShouldBe(root);
            (await target.Wire.GetAsync("/health/ready")).Expect(200).Json.TryGetProperty("warnings", out _).ShouldBeFalse();
        }
        postgres.Return(database);
    }

    [Fact]
    public async Task Says_what_has_to_be_copied_where_another_key_lies_or_a_file_is_named()
    {
        await _server.StartAsync();
        (await _server.Wire.GetAsync("/trust/tuf/root.json")).Expect(200);
        await _server.KillAsync();
        var key = Path.Combine(_server.Data, "trust.key");
        Directory.CreateDirectory(_folder["moved"]);
        await File.WriteAllTextAsync(_folder["moved/trust.key"], Convert.ToBase64String(new byte[32]), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["new.yaml"], $"data: {_folder["moved"]}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["named.yaml"], $"data: {_folder["named"]}\ntrust:\n  keyFile: {_folder["secret"]}\n", TestContext.Current.CancellationToken);

        (await Commands.RunAsync(_folder.Path, null, "migrate", "--data", _server.Data, "--to", _folder["new.yaml"])).Standard.ShouldContain($"copy {key} to {_folder["moved/trust.key"]}, which holds another key");
        (await Commands.RunAsync(_folder.Path, null, "migrate", "--data", _server.Data, "--to", _folder["named.yaml"])).Standard.ShouldContain($"copy {key} to {_folder["secret"]}");

        (await File.ReadAllTextAsync(_folder["moved/trust.key"], TestContext.Current.CancellationToken)).ShouldBe(Convert.ToBase64String(new byte[32]));
        File.Exists(_folder["secret"]).ShouldBeFalse();
    }
}
