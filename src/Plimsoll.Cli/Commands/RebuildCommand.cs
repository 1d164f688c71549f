using System.CommandLine;
using Plimsoll.Server;
using Plimsoll.Storage.Rebuilding;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll rebuild</c>: a new database out of the blobs and the journal beside them, when the old one is lost.</summary>
internal static class RebuildCommand
{
    public static Command Create()
    {
        var command = new Command("rebuild", "Make a new database out of the blobs and their journal, when the old one is lost and there is no backup.\n\nExample:\n  plimsoll rebuild --data ./data");
        var store = new StoreOptions(command);
        var verify = new Option<bool>("--verify") { Description = "Read every blob again, instead of believing the journal which digest it has" };
        command.Add(verify);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = store.Load(parsed);
            if (!Directory.Exists(options.Data)) throw new DirectoryNotFoundException($"there is no folder {options.Data}");
            using var folder = OpenStores.Hold(options);
            await OpenStores.MakeWayAsync(options, TimeProvider.System, cancellationToken);
            var console = parsed.InvocationConfiguration;
            var blobs = await OpenStores.OpenBlobsAsync(options, TimeProvider.System, cancellationToken);
            var rebuild = new Rebuild(blobs, OpenStores.ObjectsBeside(blobs, options), parsed.GetValue(verify), TimeProvider.System, new TransferOutput(console.Error));
            var report = await rebuild.PrepareAsync(cancellationToken);
            await console.Error.WriteLineAsync("database ...");
            await OpenStores.CreateDatabaseAsync(options, null, rebuild.RowsAsync(cancellationToken), new Dictionary<string, long>(), TimeProvider.System, cancellationToken);
            (blobs as IDisposable)?.Dispose();
            await console.Output.WriteAsync(Describe(report, options.Data).AsMemory(), cancellationToken);
            return report.Lost + report.TagsLost > 0 ? ExitCode.VerificationFailed : ExitCode.Ok;
        });
        return command;
    }

    /// <summary>What is in no journal, because that lies where the blobs lie.</summary>
    private const string Gone = """

        Gone with the database, because it is in no journal; a backup alone has it:
          accounts, grants and the audit log: the next start makes an administrator and prints the password
          the keys and the log of the trust services: the next start makes new keys and an empty log, and whoever pinned the old root has to pin the new one
          names of identities, expected signers, what waited for approval, signed statements about tags: names have to be given again; the next signer of each repository is the one that is expected
        What the old keys signed verifies with a trusted_root.json that was kept: name it in signatures.roots.


        """;

    private static string Describe(RebuildReport report, string data)
    {
        var verdict = report.Lost + report.TagsLost == 0 ? "The database is rebuilt." : $"The database is rebuilt, but {report.Lost} blobs are lost and {report.TagsLost} tags point at nothing any more.";
        var next = report.Lost > 0 ? "plimsoll scrub --repair-from URL   (once it serves)\n" : "";
        return $"{verdict}\n{report.Repositories} repositories, {report.Manifests} manifests, {report.Tags} tags, {report.Blobs} blobs ({report.Read} objects were read because the journal did not name them).\n"
            + Gone + $"{next}plimsoll serve --data {data}\n";
    }
}
