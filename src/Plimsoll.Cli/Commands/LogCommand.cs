using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Cli.Trust;
using Plimsoll.Trust;
using Plimsoll.Trust.Logs;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll log</c>: whether the transparency log of a server keeps its word, and what appears in it.</summary>
internal static class LogCommand
{
    public static Command Create()
    {
        var command = new Command("log", "The transparency log of a server.");
        command.Add(Verify());
        command.Add(LogTagsCommand.Create());
        return command;
    }

    private static Command Verify()
    {
        var command = new Command("verify", "Read the whole log: checkpoint, every tile, every entry, and that it still has what it had the time before. With --watch only what came since then, and goes on.\n\nExample:\n  plimsoll log verify registry.example.org");
        var server = new ServerArgument(command);
        var watch = new Option<bool>("--watch") { Description = "Begin where the log was proven the time before, go on, and print each signature that appears" };
        var seconds = new Option<int>("--interval") { Description = "Seconds between two looks with --watch. Default: 30", HelpName = "SECONDS", DefaultValueFactory = _ => 30 };
        var identity = new Option<string[]>("--identity") { Description = "Print only signatures of this identity; may be repeated", HelpName = "IDENTITY" };
        foreach (var option in new Option[] { watch, seconds, identity }) command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            try
            {
                var wanted = parsed.GetValue(identity) ?? [];
                var root = TrustedRoot.Read(await server.TrustedRootAsync(parsed, cancellationToken));
                var address = server.Address(parsed);
                var seen = new SeenLog(new PinnedRoots(address).Folder);
                using var log = new LogReader(address);
                var before = await seen.ReadAsync(root.LogKeys, cancellationToken);
                var audit = new LogAudit(log, root.LogKeys, before);
                var found = new List<string>();
                if (parsed.GetValue(watch)) await audit.ResumeAsync(cancellationToken);
                await audit.RunAsync((index, body) => Describe(found, index, body, wanted), cancellationToken);
                await seen.WriteAsync(audit.Proven!, cancellationToken);
                await output.WriteLineAsync($"Consistent: {audit.Size} entries, root {Convert.ToHexStringLower(audit.Proven!.Root)}{(before is null ? "; seen for the first time" : $"; {audit.Size - before.Size} more than the time before")}");
                foreach (var line in found) await output.WriteLineAsync(TextTable.Printable(line));
                if (!parsed.GetValue(watch)) return ExitCode.Ok;
                using var timer = new PeriodicTimer(TimeSpan.FromSeconds(Math.Max(1, parsed.GetValue(seconds))));
                while (await timer.WaitForNextTickAsync(cancellationToken))
                {
                    found.Clear();
                    await audit.RunAsync((index, body) => Describe(found, index, body, wanted), cancellationToken);
                    await seen.WriteAsync(audit.Proven!, cancellationToken);
                    foreach (var line in found) await output.WriteLineAsync(TextTable.Printable(line));
                    await output.FlushAsync(cancellationToken);
                }
                return ExitCode.Ok;
            }
            catch (RefusedException e)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(TextTable.Printable("plimsoll: the log is not to be believed: " + e.Message));
                return ExitCode.VerificationFailed;
            }
        });
        return command;
    }

    private static void Describe(List<string> found, long index, byte[] body, string[] wanted)
    {
        var summary = EntrySummary.Read(body);
        if (wanted.Length > 0 && (summary is null || !wanted.Contains(summary.Signer.Identity))) return;
        found.Add(summary is null ? $"{index}  an entry of an unknown kind" : $"{index}  {summary.Signer}  {summary.Digest}");
    }
}
