using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Server;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll restore</c>: brings a backup back, or says that a database which was put back by other means is meant.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var command = new Command("restore", "Bring a backup back into a folder that has no database, or accept a database that is older than its blobs.\n\nExamples:\n  plimsoll restore --from /mnt/backup/plimsoll --data ./data\n  plimsoll restore --accept --data ./data");
        var store = new StoreOptions(command);
        var from = new Option<string?>("--from") { Description = "Folder of the backups", HelpName = "DIR" };
        var snapshot = new Option<string?>("--snapshot") { Description = "Which of them. Default: the newest", HelpName = "NAME" };
        var copy = new Option<bool>("--copy") { Description = "Copy bytes also where a hard link would do" };
        var verify = new Option<bool>("--verify") { Description = "Hash also what is linked and what is there already" };
        var accept = new Option<bool>("--accept") { Description = "Take the database as it is, although the blobs know of later changes" };
        foreach (var option in new Option[] { from, snapshot, copy, verify, accept }) command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (options, output) = (store.Load(parsed), parsed.InvocationConfiguration.Output);
            if (parsed.GetValue(accept) == parsed.GetValue(from) is not null) throw new FormatException("give either --from DIR or --accept");
            using var folder = OpenStores.Hold(options);
            if (parsed.GetValue(accept)) return await AcceptAsync(options, output, cancellationToken);
            var backups = BackupFolder.Open(parsed.GetValue(from)!);
            var name = parsed.GetValue(snapshot) ?? backups.List()[^1];
            if (!backups.List().Contains(name)) throw new FileNotFoundException($"there is no snapshot {name}; there are {string.Join(", ", backups.List())}");
            var rules = new BackupOptions { Copy = parsed.GetValue(copy), Verify = parsed.GetValue(verify) };
            return await RestoreAsync(backups, name, rules, options, parsed.InvocationConfiguration, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RestoreAsync(BackupFolder backups, string snapshot, BackupOptions rules, ServerOptions options, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        await OpenStores.MakeWayAsync(options, TimeProvider.System, cancellationToken);
        var restore = new Restore(backups, snapshot);
        var blobs = await OpenStores.OpenBlobsAsync(options, TimeProvider.System, cancellationToken);
        var report = await restore.CopyBlobsAsync(blobs, rules, new TransferOutput(console.Error), cancellationToken);
        (blobs as IDisposable)?.Dispose();
        await console.Error.WriteLineAsync("database ...");
        await restore.ReadDatabaseAsync((header, rows) => OpenStores.CreateDatabaseAsync(
            options, header.Engine == "sqlite" ? header.Schema : null, rows, header.Counters, TimeProvider.System, cancellationToken), cancellationToken);
        var verdict = report.Problems.Count == 0
            ? $"Snapshot {snapshot} is restored: {report.Blobs} blobs with {ByteSize.Of(report.Bytes)}."
            : $"Snapshot {snapshot} is restored without {report.Problems.Count} blobs that the backup lacks:\n{TransferOutput.Problems(report.Problems)}Bring them back with: plimsoll scrub --repair-from URL";
        if (await SealingKeyFile.AdviceAsync(options, cancellationToken) is { } advice) verdict += $"\nWhat no backup holds: {advice}";
        await console.Output.WriteLineAsync($"{verdict}\nplimsoll serve --data {options.Data}");
        return report.Problems.Count == 0 ? ExitCode.Ok : ExitCode.VerificationFailed;
    }

    private static async Task<int> AcceptAsync(ServerOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        await using var stores = await OpenStores.OpenExistingAsync(options, TimeProvider.System, cancellationToken);
        var condition = await StoreCondition.CheckAsync(stores.Metadata, stores.Objects, cancellationToken);
        if (condition is StoreCondition.Sound)
        {
            await output.WriteLineAsync("Database and blobs belong together; there is nothing to accept.");
            return ExitCode.Ok;
        }
        var kept = await StoreCondition.AcceptAsync(stores.Metadata, stores.Objects, cancellationToken);
        var journal = kept is null ? "" : $"The journal of before is kept beside the blobs under {kept}\n";
        await output.WriteLineAsync($"The database is accepted as it is; blobs that it does not know show up as orphans: plimsoll scrub\n{journal}plimsoll serve --data {options.Data}");
        return ExitCode.Ok;
    }
}
