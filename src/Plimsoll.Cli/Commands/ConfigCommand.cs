using System.CommandLine;
using Plimsoll.Server;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll config</c>: checks the configuration, and shows what holds and where it comes from.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var file = new Option<string?>("--config") { Description = $"Configuration file (default: {ServerOptionsLoader.DefaultFile} when it exists)", HelpName = "FILE" };
        var check = new Command("check", "Try the configuration as 'serve' would, without listening, and say what is wrong with it.") { file };
        check.SetAction((parsed, _) => RunAsync(parsed, file, Check));
        var explain = new Command("explain", "Print every setting with the value that holds and where it comes from.") { file };
        explain.SetAction((parsed, _) => RunAsync(parsed, file, Explain));
        return new Command("config", "Check and explain the configuration.") { check, explain };
    }

    private static async Task<int> RunAsync(ParseResult parsed, Option<string?> file, Action<LoadedOptions, TextWriter> print)
    {
        var loaded = ServerOptionsLoader.LoadWithSources(parsed.GetValue(file), Environment.GetEnvironmentVariables(), new Dictionary<string, string>(StringComparer.Ordinal));
        await loaded.RunAsync(_ =>
        {
            print(loaded, parsed.InvocationConfiguration.Output);
            return Task.CompletedTask;
        });
        return ExitCode.Ok;
    }

    private static void Check(LoadedOptions loaded, TextWriter output)
    {
        PlimsollServer.Check(loaded.Options);
        foreach (var warning in loaded.Warnings) output.WriteLine("Warning: " + warning);
        output.WriteLine($"The configuration is good: {OptionSchema.Options.Count} settings, {loaded.Sources.Count} of them not at their default.");
    }

    private static void Explain(LoadedOptions loaded, TextWriter output)
    {
        var rows = OptionSchema.Options.Select(o => (o.Key, Value: o.Read(loaded.Options), Source: loaded.Sources.GetValueOrDefault(o.Key, "default"))).ToList();
        var (keys, values) = (rows.Max(r => r.Key.Length), rows.Max(r => r.Value.Length));
        foreach (var (key, value, source) in rows) output.WriteLine($"{key.PadRight(keys)}  {value.PadRight(values)}  {source}");
    }
}
