using System.Net;
using System.Net.Sockets;

namespace Plimsoll.Bench.Soak;

/// <summary>
/// A plain balancer: each connection goes to the next server, whoever made it and whatever it was about. A server that refuses connections is passed over; one that dies takes its
/// connections with it. Clients of the soak make a connection for each request.
/// </summary>
internal sealed class RoundRobinProxy : IDisposable
{
    private const int PieceSize = 64 << 10;
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IReadOnlyList<IPEndPoint> _servers;
    private long _next;
    private long _passedOver;

    public RoundRobinProxy(IReadOnlyList<IPEndPoint> servers)
    {
        _servers = servers;
        _listener.Start(512);
        _ = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>How often a server refused a connection that then went to another one.</summary>
    public long PassedOver => Interlocked.Read(ref _passedOver);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The soak is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var _ = client;
        using var server = await ConnectAsync();
        if (server is null) return;
        client.NoDelay = server.NoDelay = true;
        var request = PassOnAsync(client, server);
        await PassOnAsync(server, client);
        // An answer may come before the server has read the whole request: closing now would take it away from the client.
        await Task.WhenAny(request, Task.Delay(Linger));
    }

    private async Task<Socket?> ConnectAsync()
    {
        foreach (var _ in _servers)
        {
            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await server.ConnectAsync(_servers[(int)((Interlocked.Increment(ref _next) - 1) % _servers.Count)]);
                return server;
            }
            catch (SocketException)
            {
                server.Dispose();
                Interlocked.Increment(ref _passedOver);
            }
        }

        return null;
    }

    /// <summary>Passes everything on, then the end. What the receiver does not want any more is read and dropped.</summary>
    private static async Task PassOnAsync(Socket from, Socket to)
    {
        byte[] piece = new byte[PieceSize];
        bool wanted = true;
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(piece)) > 0) wanted = wanted && await TrySendAsync(to, piece.AsMemory(0, read));
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // A broken connection must not look like a whole answer: the other side sees no orderly end.
            to.Close(0);
        }
    }

    private static async Task<bool> TrySendAsync(Socket to, ReadOnlyMemory<byte> piece)
    {
        try
        {
            while (!piece.IsEmpty) piece = piece[(await to.SendAsync(piece))..];
            return true;
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
