using System.CommandLine;
using Plimsoll.Cli.Startup;
using Plimsoll.Server;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll serve</c>: the registry, until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder of the data; made when it is missing. Default: ./data", HelpName = "DIR" };
        var url = new Option<string?>("--url") { Description = "Address to listen on, and the base of links. Default: http://127.0.0.1:5000", HelpName = "URL" };
        var proxies = new Option<string?>("--trusted-proxies") { Description = "Addresses and networks of proxies whose X-Forwarded-* and Forwarded headers are believed, separated by commas", HelpName = "LIST" };
        var config = new Option<string?>("--config") { Description = "Settings file. Default: ./plimsoll.yaml where there is one", HelpName = "FILE" };
        var command = new Command("serve", "Serve the registry. Every setting can also be given as PLIMSOLL__A__B in the environment.") { data, url, proxies, config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var typed = new Dictionary<string, string>(StringComparer.Ordinal);
            if (parsed.GetValue(data) is { } folder) typed["data"] = folder;
            if (parsed.GetValue(url) is { } address) typed["url"] = address;
            if (parsed.GetValue(proxies) is { } trusted) typed["trustedProxies"] = trusted;
            var loaded = ServerOptionsLoader.LoadWithSources(parsed.GetValue(config), Environment.GetEnvironmentVariables(), typed);
            foreach (var warning in loaded.Warnings) await parsed.InvocationConfiguration.Error.WriteLineAsync("plimsoll: " + warning);
            using var mappings = new FlatMappings();
            await loaded.RunAsync(options => PlimsollServer.RunAsync(options, parsed.InvocationConfiguration.Output, cancellationToken));
            return ExitCode.Ok;
        });
        return command;
    }
}
