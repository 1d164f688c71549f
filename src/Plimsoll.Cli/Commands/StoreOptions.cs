using System.CommandLine;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Cli.Commands;

/// <summary>Options of commands that work on a store itself, not through a server: which one.</summary>
internal sealed class StoreOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "Folder of the data. Default: what the settings say, or ./data", HelpName = "DIR" };
    private readonly Option<string?> _config = new("--config") { Description = "Settings file. Default: ./plimsoll.yaml where there is one", HelpName = "FILE" };

    public StoreOptions(Command command)
    {
        command.Add(_data);
        command.Add(_config);
    }

    /// <exception cref="OptionsException">A setting cannot be used.</exception>
    public ServerOptions Load(ParseResult parsed)
    {
        var typed = new Dictionary<string, string>(StringComparer.Ordinal);
        if (parsed.GetValue(_data) is { } folder) typed["data"] = folder;
        return ServerOptionsLoader.Load(parsed.GetValue(_config), Environment.GetEnvironmentVariables(), typed);
    }
}
