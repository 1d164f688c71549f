using System.Net;
using System.Net.Sockets;

namespace Plimsoll.Tests.Storage.Metadata.Postgres;

/// <summary>Stands between a client and the server, and cuts the connection at the next commit: before the server hears of it, or before the client hears what came of it.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _socket;
    private int _cuts;

    public CuttingProxy(string socket)
    {
        _socket = socket;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>True to cut before the server hears of the commit.</summary>
    public bool IsEarly { get; set; }

    /// <summary>How many commits to cut from now on.</summary>
    public int Cuts
    {
        get => Volatile.Read(ref _cuts);
        set => Volatile.Write(ref _cuts, value);
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            try
            {
                await server.ConnectAsync(new UnixDomainSocketEndPoint(_socket));
                await Task.WhenAny(RequestsAsync(client, server), CopyAsync(server, client));
            }
            catch (SocketException)
            {
                // One side went away; the other one follows.
            }
        }
    }

    private async Task RequestsAsync(Socket client, Socket server)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await client.ReceiveAsync(buffer)) > 0)
        {
            var isCut = buffer.AsSpan(0, read).IndexOf("COMMIT"u8) >= 0 && Interlocked.Decrement(ref _cuts) >= 0;
            if (isCut && IsEarly) return;
            if (isCut)
            {
                // Nothing gets through to the client from here on, but the server finishes.
                client.Close();
                await server.SendAsync(buffer.AsMemory(0, read));
                await server.ReceiveAsync(buffer);
                return;
            }
            await server.SendAsync(buffer.AsMemory(0, read));
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReceiveAsync(buffer)) > 0) await to.SendAsync(buffer.AsMemory(0, read));
    }
}
