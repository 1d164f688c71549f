using System.Net;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Trust.Identities;

namespace Plimsoll.Server.Tests.Trust;

/// <summary>Issuers that do not answer: whoever sends tokens of them must not make the server ask without end.</summary>
public sealed class ExternalIssuersTests
{
    [Fact]
    public async Task An_issuer_that_failed_is_left_alone_for_a_while()
    {
        var asked = 0;
        using var listener = new HttpListener();
        var address = Listen(listener);
        _ = Task.Run(async () =>
        {
            while (listener.IsListening)
            {
                var context = await listener.GetContextAsync();
                Interlocked.Increment(ref asked);
                context.Response.StatusCode = 500;
                context.Response.Close();
            }
        }, TestContext.Current.CancellationToken);
        var options = new ServerOptions();
        options.Trust.Issuers.Add(address);
        using var issuers = new ExternalIssuers(options, TimeProvider.System);

        for (var i = 0; i < 5; i++) (await Should.ThrowAsync<IOException>(() => issuers.KeysAsync(address, $"key {i}", TestContext.Current.CancellationToken))).Message.ShouldContain("500");

        asked.ShouldBe(1);
    }

    private static string Listen(HttpListener listener)
    {
        for (var attempt = 0; ; attempt++)
        {
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                var address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
                probe.Stop();
                listener.Prefixes.Clear();
                listener.Prefixes.Add(address + "/");
                try
                {
                    listener.Start();
                    return address;
                }
                catch (HttpListenerException) when (attempt < 10)
                {
                    // Taken meanwhile.
                }
            }
        }
    }
}
