using System.CommandLine;

namespace Plimsoll.Cli.Trust;

/// <summary>The server whose trust is meant: an address, or a host as image references begin with it.</summary>
internal sealed class ServerArgument
{
    private readonly Argument<string?> _host = new("HOST") { Description = "Host of the registry, or its address. Default: PLIMSOLL_URL, or http://127.0.0.1:5000", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _server = new("--server") { Description = "The same as an option, as other commands have it", HelpName = "URL" };
    private readonly Option<string?> _root = new("--root") { Description = "root.json of the server, from a source that you trust: it is pinned. Default: the pinned one; at the first contact that of the server", HelpName = "FILE" };

    public ServerArgument(Command command)
    {
        command.Add(_host);
        command.Add(_server);
        command.Add(_root);
    }

    /// <exception cref="FormatException">It is no address.</exception>
    public Uri Address(ParseResult parsed)
    {
        var text = parsed.GetValue(_host) ?? parsed.GetValue(_server) ?? (Environment.GetEnvironmentVariable("PLIMSOLL_URL") is { Length: > 0 } url ? url : "http://127.0.0.1:5000");
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            using var registry = new Client.RegistryClient(text);
            return registry.Address;
        }
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : throw new FormatException($"'{text}' is no address of a server");
    }

    /// <summary>The trusted root of the server; says so where its root is pinned just now.</summary>
    public async Task<byte[]> TrustedRootAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var server = Address(parsed);
        var pinned = new PinnedRoots(server);
        if (parsed.GetValue(_root) is { } file) await pinned.PinAsync(await SignerOptions.ReadAsync(file, cancellationToken), cancellationToken);
        else if (!pinned.IsPinned)
        {
            var fingerprint = await pinned.PinFirstAsync(cancellationToken);
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"plimsoll: first contact with {server.Authority}: its root sha256:{fingerprint} is pinned in {pinned.Folder}; compare it with what the administrator says");
        }
        return await pinned.TrustedRootAsync(cancellationToken);
    }
}
