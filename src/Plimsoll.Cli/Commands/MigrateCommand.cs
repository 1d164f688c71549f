using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;
using Plimsoll.Server;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll migrate</c>: moves a store to the engines that another settings file names, while a server goes on to serve reads.</summary>
internal static class MigrateCommand
{
    private const string Moving = "the store is being moved to another place; pulls go on";
    private const string HasMoved = "the store has moved to another place; pulls go on here until the switch is made";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var command = new Command("migrate", "Move the store to the engines that another settings file names. A server that runs on it serves reads all the time and refuses changes from the second step on.\n\nExample:\n  plimsoll migrate --data ./data --to big.yaml");
        var store = new StoreOptions(command);
        var api = new ApiOptions(command);
        var to = new Option<string?>("--to") { Description = "Settings file of the new place", HelpName = "FILE" };
        var abandon = new Option<bool>("--abandon") { Description = "Allow changes at the old place again" };
        command.Add(to);
        command.Add(abandon);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(abandon) == parsed.GetValue(to) is not null) throw new FormatException("give either --to FILE or --abandon");
            var options = store.Load(parsed);
            if (OpenStores.DatabaseFile(options) is { } file && !File.Exists(file)) throw new DirectoryNotFoundException($"there is no store in {Path.GetFullPath(options.Data)}; name its folder with --data");
            // A store that nobody serves is held by this command; otherwise its server has to close the gate.
            using var held = DataFolder.TryOpen(options.Data, isShared: false);
            using var server = held is null ? api.Open(parsed) : null;
            await using var source = await OpenStores.OpenExistingAsync(options, TimeProvider.System, cancellationToken);
            Task GateAsync(string? reason, CancellationToken stop) => server is null ? GateOfStoreAsync(source, reason, stop) : GateOfServerAsync(server, reason, parsed.InvocationConfiguration.Error, stop);
            if (parsed.GetValue(abandon))
            {
                await GateAsync(null, cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteLineAsync("Changes are allowed again. What was copied to the new place is left there and gets nothing any more; empty it before the next try, or name another place.");
                return ExitCode.Ok;
            }
            return await MoveAsync(source, options, Target(parsed.GetValue(to)!, options), GateAsync, parsed.InvocationConfiguration, cancellationToken);
        });
        return command;
    }

    private static ServerOptions Target(string file, ServerOptions source)
    {
        // Only the file: the environment and the command line of this command speak of the old place.
        var target = ServerOptionsLoader.Load(file, new Dictionary<string, string>(), new Dictionary<string, string>(StringComparer.Ordinal));
        return Path.GetFullPath(target.Data) != Path.GetFullPath(source.Data) ? target : throw new OptionsException("data", target.Data, $"{file} names the same folder as the store that shall move");
    }

    private static async Task<int> MoveAsync(OpenStores source, ServerOptions old, ServerOptions options, Func<string?, CancellationToken, Task> gate, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        using var folder = OpenStores.Hold(options);
        await using var target = await OpenStores.OpenOrCreateAsync(options, TimeProvider.System, cancellationToken);
        var migration = new StoreMigration(source.Metadata, source.Blobs, target.Metadata, target.Blobs, TimeProvider.System);
        var result = await migration.RunAsync(stop => gate(Moving, stop), new TransferOutput(console.Error), cancellationToken);
        var isWhole = result is MigrationResult.Moved or MigrationResult.Followed;
        if (isWhole && (await source.Metadata.State.ReadAsync(cancellationToken)).ReadOnly != HasMoved) await gate(HasMoved, cancellationToken);
        var (code, text) = Describe(result);
        if (isWhole && await SealingKeyFile.CopyAsync(old, source.Metadata, options, target.Metadata, cancellationToken) is { } key) text = $"{key}\n{text}";
        await console.Output.WriteLineAsync(text);
        return code;
    }

    private static (int Code, string Text) Describe(MigrationResult result) => result switch
    {
        MigrationResult.Moved moved => (ExitCode.Ok, $"The store is moved: {moved.Rows} rows are the same in both databases, {moved.Blobs.Blobs} blobs with {ByteSize.Of(moved.Blobs.Bytes)} were hashed on their way.\n"
            + "Stop the old server, then start the new one with the new settings: plimsoll serve --config FILE"),
        MigrationResult.Followed followed => (ExitCode.Ok, $"The store was moved before, and nothing could change here since; {followed.Events} audit events were brought along.\nStop the old server, then start the new one: plimsoll serve --config FILE"),
        MigrationResult.Damaged damaged => (ExitCode.VerificationFailed, $"{damaged.Problems.Count} blobs of the store are missing or damaged; nothing was switched:\n{TransferOutput.Problems(damaged.Problems)}"
            + "Allow changes again, find and repair them, then begin again:\nplimsoll migrate --abandon; plimsoll scrub --repair-from URL"),
        MigrationResult.Different different => (ExitCode.VerificationFailed, $"The rows that arrived are not those that were sent: {string.Join(", ", different.Tables)}. Do not use the new place; empty its database and begin again."),
        MigrationResult.Abandoned => (ExitCode.Operational, "The new place holds a copy that was abandoned: changes were allowed here since, and what came then is not there. Empty it (database and blobs), or name another."),
        _ => (ExitCode.Operational, "The new place holds another store already; nothing was changed. Name one that is empty."),
    };

    /// <summary>The gate of a store that nobody serves; as through a server, the audit log says that it was opened.</summary>
    private static async Task GateOfStoreAsync(OpenStores store, string? reason, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (reason is null) await store.Metadata.Audit.AppendAsync(new AuditEvent { Id = Guid.CreateVersion7(now), At = now, Action = StoreMigration.Reopened, Outcome = "ok", Principal = "system", AuthKind = "none" }, cancellationToken);
        await store.Metadata.State.SetReadOnlyAsync(reason, cancellationToken);
    }

    private static async Task GateOfServerAsync(ApiConnection server, string? reason, TextWriter error, CancellationToken cancellationToken)
    {
        if (reason is null)
        {
            await server.SendAsync(HttpMethod.Delete, "read-only", null, cancellationToken);
            return;
        }
        var state = (await server.SendAsync(HttpMethod.Put, "read-only", new JsonObject { ["reason"] = reason }, cancellationToken))!;
        while (state["running"]!.GetValue<int>() > 0)
        {
            await error.WriteLineAsync($"changes are refused from now on; waiting for {state["running"]} that began before");
            await Task.Delay(Interval, cancellationToken);
            state = (await server.SendAsync(HttpMethod.Get, "read-only", null, cancellationToken))!;
        }
    }
}
