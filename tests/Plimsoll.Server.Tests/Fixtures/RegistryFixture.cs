using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>A server in this process, on a port of its own and with a folder of its own, with a client that is logged in as the administrator.</summary>
public class RegistryFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private PlimsollServer? _server;
    private Wire? _wire;
    private Wire? _anonymous;

    /// <summary>A client with all rights.</summary>
    public Wire Wire => _wire!;

    /// <summary>A client without a login.</summary>
    public Wire Anonymous => _anonymous!;

    public string Address => _server!.Address;

    /// <summary>The folder of the data.</summary>
    public string Data => _data.Path;

    internal PlimsollServer Server => _server!;

    /// <summary>Password of the administrator, chosen by the test or made by the server.</summary>
    internal string Password { get; private set; } = "";

    public virtual async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>Stops the server as an operator would and starts it on the same data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _data.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What a test sets differently.</summary>
    protected virtual void Configure(ServerOptions options) { }

    /// <summary>A client for a user.</summary>
    internal Wire Login(string user, string password) => new(Address, user, password);

    private async Task StartAsync()
    {
        var options = new ServerOptions { Data = Data, Url = "http://127.0.0.1:0" };
        Configure(options);
        _server = await PlimsollServer.StartAsync(options, null, CancellationToken.None);
        Password = _server.FirstPassword ?? Password;
        _wire = new Wire(Address, "admin", Password);
        _anonymous = new Wire(Address);
    }

    private async Task StopAsync()
    {
        _wire?.Dispose();
        _anonymous?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        _server = null;
    }
}
