using System.Net;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>The program as a service manager sees it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Starts_says_where_it_serves_and_ends_cleanly_on_SIGTERM()
    {
        await using var server = new RunningServer();
        await server.InitializeAsync();

        (await server.Http.GetAsync("health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.Http.GetAsync("health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.Http.GetAsync("health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        server.Log.ShouldNotContain(RunningServer.Password);
        (await server.StopAsync()).ShouldBe(0, server.Log);
    }
}
