using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Clients;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Webhooks;

/// <summary>The receiver of docs/webhooks.md, word by word, takes what the server sends and refuses what it did not.</summary>
public sealed class ReceiverExampleTests(ReceiverExampleTests.Registry registry) : IClassFixture<ReceiverExampleTests.Registry>
{
    [Fact]
    public async Task Takes_what_the_server_signed_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var page = await File.ReadAllTextAsync(Path.Combine(Tool.Root, "docs", "webhooks.md"), TestContext.Current.CancellationToken);
        var start = page.IndexOf("```python\n", StringComparison.Ordinal) + "```python\n".Length;
        var script = Path.Combine(folder.Path, "receiver.py");
        await File.WriteAllTextAsync(script, page[start..page.IndexOf("```", start, StringComparison.Ordinal)], TestContext.Current.CancellationToken);
        var port = FreePort();
        var made = (await registry.Wire.PostAsync("/api/v1/webhooks", JsonSerializer.SerializeToUtf8Bytes(new { name = "chat", url = $"http://127.0.0.1:{port}/" }), ("Content-Type", "application/json"))).Expect(200, 201).Json;
        using var receiver = Process.Start(new ProcessStartInfo("python3", [script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["PORT"] = $"{port}", ["PLIMSOLL_SECRET"] = made.GetProperty("secret").GetString() },
        })!;
        try
        {
            using var http = new HttpClient();
            // It is up when it refuses what nobody signed.
            (await UntilUpAsync(() => http.PostAsync(new Uri($"http://127.0.0.1:{port}/"), new StringContent("{}")))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

            (await registry.Wire.PostAsync("/api/v1/webhooks/chat/test", [], ("Content-Type", "application/json"))).Expect(200);

            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            (await receiver.StandardOutput.ReadLineAsync(patience.Token)).ShouldBe("plimsoll.webhook.test chat");
        }
        finally
        {
            receiver.Kill();
        }
    }

    private static async Task<HttpResponseMessage> UntilUpAsync(Func<Task<HttpResponseMessage>> ask)
    {
        for (var patience = Stopwatch.StartNew(); ;)
        {
            try
            {
                return await ask();
            }
            catch (HttpRequestException) when (patience.Elapsed < TimeSpan.FromMinutes(1))
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A registry that may send to this machine.</summary>
    public sealed class Registry : RegistryFixture
    {
        protected override void Configure(ServerOptions options) => options.Webhooks.PrivateNetworks.Add("127.0.0.1");
    }
}
