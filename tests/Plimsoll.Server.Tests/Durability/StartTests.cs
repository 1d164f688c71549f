using System.Net;
using System.Net.Sockets;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Durability;

/// <summary>Starts that fail must lose nothing and say why.</summary>
public sealed class StartTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Shows_the_first_password_although_the_address_is_taken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var options = new ServerOptions { Data = _data.Path, Url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}" };
        using var output = new StringWriter();

        var refused = await Should.ThrowAsync<OptionsException>(PlimsollServer.RunAsync(options, output, CancellationToken.None));

        refused.Key.ShouldBe("url");
        output.ToString().ShouldContain("its password is shown this once");
    }

    [Fact]
    public async Task Refuses_a_data_folder_that_another_server_has()
    {
        var options = new ServerOptions { Data = _data.Path, Url = "http://127.0.0.1:0" };
        await using var first = await PlimsollServer.StartAsync(options, "a long password", CancellationToken.None);

        var refused = await Should.ThrowAsync<OptionsException>(PlimsollServer.StartAsync(options, null, CancellationToken.None));

        refused.Key.ShouldBe("data");
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Keeps_the_data_folder_from_other_users_of_the_machine()
    {
        await using var server = await PlimsollServer.StartAsync(new ServerOptions { Data = _data.Path, Url = "http://127.0.0.1:0" }, "a long password", CancellationToken.None);

        File.GetUnixFileMode(_data.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Theory]
    [InlineData("short")]
    [InlineData(300)]
    public async Task Refuses_a_first_password_that_nobody_could_log_in_with(object passwordOrLength)
    {
        var password = passwordOrLength as string ?? new string('x', (int)passwordOrLength);

        var refused = await Should.ThrowAsync<OptionsException>(PlimsollServer.StartAsync(new ServerOptions { Data = _data.Path, Url = "http://127.0.0.1:0" }, password, CancellationToken.None));

        refused.Key.ShouldBe("PLIMSOLL_ADMIN_PASSWORD");
        refused.Message.ShouldNotContain(password);
    }
}
