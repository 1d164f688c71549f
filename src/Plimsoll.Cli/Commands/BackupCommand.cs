using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Server;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll backup</c>: a copy of the whole store, also while a server runs on it.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var command = new Command("backup", "Back up the whole store, also while a server runs on it.\n\nExample:\n  plimsoll backup --data /var/lib/plimsoll --to /mnt/backup/plimsoll --keep 7");
        var store = new StoreOptions(command);
        var to = new Option<string>("--to") { Description = "Folder of the backups; made when it is missing. What it has already is not copied again", HelpName = "DIR", Required = true };
        var keep = new Option<int?>("--keep") { Description = "Keep so many snapshots and what they need. Default: all", HelpName = "N" };
        var copy = new Option<bool>("--copy") { Description = "Copy bytes also where a hard link would do" };
        var verify = new Option<bool>("--verify") { Description = "Hash also what is linked and what the folder has already" };
        foreach (var option in new Option[] { to, keep, copy, verify }) command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(keep) < 1) throw new FormatException("--keep is at least 1");
            var settings = store.Load(parsed);
            RequireOutside(settings.Data, parsed.GetValue(to)!);
            await using var stores = await OpenStores.OpenExistingAsync(settings, TimeProvider.System, cancellationToken);
            using var folder = BackupFolder.OpenOrCreate(parsed.GetValue(to)!);
            var options = new BackupOptions { Keep = parsed.GetValue(keep), Copy = parsed.GetValue(copy), Verify = parsed.GetValue(verify) };
            var backup = new Backup(stores.Metadata, stores.Blobs, TimeProvider.System);
            var report = await backup.RunAsync(folder, options, new TransferOutput(parsed.InvocationConfiguration.Error), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteAsync(Describe(report, parsed.GetValue(to)!).AsMemory(), cancellationToken);
            return report.Note.Problems.Count > 0 ? ExitCode.VerificationFailed : ExitCode.Ok;
        });
        return command;
    }

    /// <exception cref="FormatException">What takes the data folder away would take the backup with it.</exception>
    private static void RequireOutside(string data, string to)
    {
        if ((Path.GetFullPath(to) + '/').StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(data)) + '/', StringComparison.Ordinal))
            throw new FormatException($"'{to}' is in the data folder {data}, and would be lost with it; name a folder elsewhere, best on another disk");
    }

    private static string Describe(BackupReport report, string to)
    {
        var (blobs, note) = (report.Blobs, report.Note);
        var kept = note.Problems.Count(p => p.IsKept);
        var here = kept == 0 ? " and not in it" : kept == note.Problems.Count ? "; it has them whole, from earlier ones" : $"; it has {kept} of them whole, from earlier ones";
        var verdict = note.Problems.Count == 0
            ? $"Snapshot {report.Snapshot} is complete."
            : $"Snapshot {report.Snapshot} is made, but {note.Problems.Count} blobs of the store are missing or damaged{here}:\n{TransferOutput.Problems(note.Problems)}Repair them with: plimsoll scrub --repair-from URL";
        var removed = report.Removed > 0 ? $", {report.Removed} removed that no snapshot needs" : "";
        return $"{verdict}\n{note.Rows} rows; {blobs.Blobs} blobs with {ByteSize.Of(blobs.Bytes)}: {blobs.Copied} copied, {blobs.Linked} linked, {blobs.Present} there before{removed}.\nplimsoll restore --from {to} --data DIR\n";
    }
}
