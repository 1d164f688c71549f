using Plimsoll.Server.Tests.Durability;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Rescue;

/// <summary>Backups of a server that is being pushed to, restored into servers that serve everything.</summary>
public sealed class BackupProcessTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServerProcess _server = new();

    private string Target => _folder["backup"];

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_backup_under_load_is_killed_resumed_and_restored_and_serves_everything()
    {
        await _server.StartAsync();
        var cargo = new Cargo();
        await cargo.PushAsync(_server.Wire, 30, 1_000_000);
        using var stop = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            var other = new Cargo("rescue/load");
            while (!stop.IsCancellationRequested) await other.PushAsync(_server.Wire, 1, 50_000);
        });

        await Commands.KillWhenAsync(_folder.Path, null, _ => Count(Path.Combine(Target, "blobs")) > 3, "backup", "--data", _server.Data, "--to", Target, "--copy");
        Directory.GetDirectories(Path.Combine(Target, "snapshots")).ShouldAllBe(d => d.EndsWith(".partial"));
        var done = await Commands.RunAsync(_folder.Path, null, "backup", "--data", _server.Data, "--to", Target, "--copy");
        await stop.CancelAsync();
        await load;

        done.Code.ShouldBe(0, done.Error);
        done.Standard.ShouldContain("is complete");
        (await RestoreAsync("restored")).Code.ShouldBe(0);
        await using var restored = new ServerProcess { Data = _folder["restored"] };
        await restored.StartAsync();
        await cargo.VerifyAsync(restored.Wire);
        StoreCheck.Verify(restored.Data);
        var warnings = (await restored.Wire.GetAsync("/health/ready")).Expect(200).Json.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()).ToList();
        warnings.ShouldHaveSingleItem()!.ShouldContain("trust.key", customMessage: "a backup does not hold what opens the signing keys, and nothing else is wrong");
        await new Cargo("rescue/new").PushAsync(restored.Wire, 1, 10_000);
    }

    [Fact]
    public async Task An_older_database_that_was_put_back_is_said_and_served_until_it_is_accepted()
    {
        await _server.StartAsync();
        var cargo = new Cargo();
        await cargo.PushAsync(_server.Wire, 2, 20_000);
        (await Commands.RunAsync(_folder.Path, null, "backup", "--data", _server.Data, "--to", Target)).Code.ShouldBe(0);
        await new Cargo("rescue/later").PushAsync(_server.Wire, 1, 20_000);
        await JournalAsync(_server.Data);
        await _server.KillAsync();
        (await Commands.RunAsync(_folder.Path, null, "restore", "--from", Target, "--data", _server.Data)).Error.ShouldContain("nothing is overwritten");
        foreach (var name in new[] { "", "-wal", "-shm" }) File.Delete(Path.Combine(_server.Data, "plimsoll.db" + name));
        (await Commands.RunAsync(_folder.Path, null, "restore", "--from", Target, "--data", _server.Data)).Code.ShouldBe(0);

        await _server.StartAsync();
        (await _server.Wire.GetAsync("/health/ready")).Expect(200).Text.ShouldContain("the database is older than the blobs");
        _server.Log.ShouldContain("the database is older than the blobs");
        await cargo.VerifyAsync(_server.Wire);
        await _server.KillAsync();
        (await Commands.RunAsync(_folder.Path, null, "restore", "--accept", "--data", _server.Data)).Standard.ShouldContain("under set-aside/");

        await _server.StartAsync();
        (await _server.Wire.GetAsync("/health/ready")).Expect(200).Json.TryGetProperty("warnings", out _).ShouldBeFalse();
        await cargo.VerifyAsync(_server.Wire);
    }

    [Fact]
    public async Task A_lost_database_is_rebuilt_from_what_lies_beside_the_blobs()
    {
        await _server.StartAsync();
        var cargo = new Cargo();
        await cargo.PushAsync(_server.Wire, 20, 300_000);
        await JournalAsync(_server.Data);
        await _server.KillAsync();
        (await Commands.RunAsync(_folder.Path, null, "rebuild", "--data", _server.Data)).Error.ShouldContain("nothing is overwritten");
        foreach (var name in new[] { "", "-wal", "-shm" }) File.Delete(Path.Combine(_server.Data, "plimsoll.db" + name));

        await Commands.KillWhenAsync(_folder.Path, null, error => error.Contains("journal"), "rebuild", "--data", _server.Data, "--verify");
        File.Exists(Path.Combine(_server.Data, "plimsoll.db")).ShouldBeFalse();
        var rebuilt = await Commands.RunAsync(_folder.Path, null, "rebuild", "--data", _server.Data, "--verify");

        rebuilt.Code.ShouldBe(0, rebuilt.Error);
        rebuilt.Standard.ShouldContain("20 manifests, 20 tags");
        await _server.StartAsync();
        await cargo.VerifyAsync(_server.Wire);
        StoreCheck.Verify(_server.Data);
        (await _server.Wire.GetAsync("/health/ready")).Expect(200).Json.TryGetProperty("warnings", out _).ShouldBeFalse();
        await cargo.PushAsync(_server.Wire, 1, 20_000);
        await cargo.VerifyAsync(_server.Wire);
    }

    [Fact]
    public async Task No_new_database_takes_the_place_of_a_lost_one()
    {
        await _server.StartAsync();
        var cargo = new Cargo();
        await cargo.PushAsync(_server.Wire, 2, 20_000);
        await JournalAsync(_server.Data);
        await _server.KillAsync();
        foreach (var name in new[] { "", "-wal", "-shm" }) File.Delete(Path.Combine(_server.Data, "plimsoll.db" + name));

        var refused = await Commands.RunAsync(_folder.Path, null, "serve", "--data", _server.Data, "--url", "http://127.0.0.1:0");

        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("'plimsoll rebuild'");
        File.Exists(Path.Combine(_server.Data, "plimsoll.db")).ShouldBeFalse();
        await using (var empty = Plimsoll.Storage.Metadata.Sqlite.SqliteMetadataStore.Open(Path.Combine(_server.Data, "plimsoll.db"), TimeProvider.System)) (await empty.Copy.IsEmptyAsync(default)).ShouldBeTrue();
        (await Commands.RunAsync(_folder.Path, null, "serve", "--data", _server.Data, "--url", "http://127.0.0.1:0")).Error.ShouldContain("'plimsoll rebuild'");
        var accepted = await Commands.RunAsync(_folder.Path, null, "restore", "--accept", "--data", _server.Data);
        accepted.Code.ShouldBe(1);
        accepted.Error.ShouldContain("'plimsoll rebuild'");
        (await Commands.RunAsync(_folder.Path, null, "rebuild", "--data", _server.Data)).Code.ShouldBe(0);
        await _server.StartAsync();
        await cargo.VerifyAsync(_server.Wire);
    }

    private Task<Clients.Output> RestoreAsync(string name) => Commands.RunAsync(_folder.Path, null, "restore", "--from", Target, "--data", _folder[name]);

    /// <summary>Waits until the journal has everything: the worker writes it every second.</summary>
    private static async Task JournalAsync(string data)
    {
        for (var i = 0; i < 1200; i++)
        {
            using (var session = new Plimsoll.Storage.Metadata.Sqlite.Engine.SqliteSession(Path.Combine(data, "plimsoll.db"), readOnly: true))
            {
                if (session.Number("SELECT count(*) FROM journal_queue") == 0 && session.Number("SELECT checkpoint FROM store_state") > 0) return;
            }
            await Task.Delay(100);
        }
        throw new TimeoutException("the journal is not written");
    }

    private static int Count(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count() : 0;
}
