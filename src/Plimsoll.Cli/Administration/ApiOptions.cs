using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;

namespace Plimsoll.Cli.Administration;

/// <summary>Options of every command that talks to a server: where it is, who asks, and how to print.</summary>
internal sealed class ApiOptions
{
    private readonly Option<string?> _server = new("--server") { Description = "Address of the server. Default: PLIMSOLL_URL, or http://127.0.0.1:5000", HelpName = "URL", Recursive = true };
    private readonly Option<string?> _user = new("--user") { Description = "Who asks. Default: PLIMSOLL_USER", HelpName = "NAME", Recursive = true };
    private readonly Option<string?> _password = new("--password") { Description = "Password or token. Default: PLIMSOLL_PASSWORD, or PLIMSOLL_TOKEN without a user", HelpName = "TEXT", Recursive = true };
    private readonly Option<string> _format = new("--format") { Description = "json or table", HelpName = "FORMAT", DefaultValueFactory = _ => "table", Recursive = true };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="formats">What it prints besides tables and JSON.</param>
    public ApiOptions(Command command, params string[] formats)
    {
        if (formats.Length > 0) _format.Description = $"json, {string.Join(", ", formats)} or table";
        _format.AcceptOnlyFromAmong(["json", "table", .. formats]);
        command.Add(_server);
        command.Add(_user);
        command.Add(_password);
        command.Add(_format);
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_format) == "json";

    /// <summary>How to print.</summary>
    public string Format(ParseResult parsed) => parsed.GetValue(_format)!;

    public string? Password(ParseResult parsed) => parsed.GetValue(_password) ?? Setting("PLIMSOLL_PASSWORD");

    /// <exception cref="FormatException">The address is none.</exception>
    public ApiConnection Open(ParseResult parsed)
    {
        var text = parsed.GetValue(_server) ?? Setting("PLIMSOLL_URL") ?? "http://127.0.0.1:5000";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https")) throw new FormatException($"'{text}' is no address of a server; expected http://… or https://…");
        return new ApiConnection(server, Authorization(parsed));
    }

    private AuthenticationHeaderValue? Authorization(ParseResult parsed)
    {
        if ((parsed.GetValue(_user) ?? Setting("PLIMSOLL_USER")) is { } user)
            return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{Password(parsed) ?? Setting("PLIMSOLL_TOKEN")}")));
        return (Setting("PLIMSOLL_TOKEN") ?? Password(parsed)) is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
