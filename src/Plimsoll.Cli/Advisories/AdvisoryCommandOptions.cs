using System.CommandLine;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Advisories;

/// <summary>Options of all verbs: a server, or the folder of this machine, and how to print.</summary>
internal sealed class AdvisoryCommandOptions
{
    private readonly ApiOptions _api;
    private readonly Option<string?> _data = AdvisoryPlace.Option();

    public AdvisoryCommandOptions(Command command)
    {
        _api = new ApiOptions(command);
        command.Add(_data);
    }

    public bool IsJson(ParseResult parsed) => _api.IsJson(parsed);

    /// <summary>A connection where a server was named, by <c>--server</c> or <c>PLIMSOLL_URL</c>; null means this machine. A folder that is named counts more than the environment.</summary>
    public ApiConnection? OpenServer(ParseResult parsed)
    {
        if (parsed.GetValue<string?>("--server") is not null && parsed.GetValue(_data) is not null) throw new FormatException("--server and --data exclude each other");
        var isWanted = parsed.GetValue<string?>("--server") is not null || (parsed.GetValue(_data) is null && Environment.GetEnvironmentVariable("PLIMSOLL_URL") is { Length: > 0 });
        return isWanted ? _api.Open(parsed) : null;
    }

    /// <summary>The advisories of this machine.</summary>
    public AdvisoryPlace OpenLocal(ParseResult parsed, bool create) => AdvisoryPlace.Open(parsed.GetValue(_data), create);
}
