using System.Net.Sockets;
using System.Text;

namespace Plimsoll.Server.Tests.Load;

/// <summary>A client on a bad line: asks for a large blob and takes a few kilobytes of it each second, until it is disposed.</summary>
internal sealed class SlowPuller : IDisposable
{
    private const int Sip = 2048;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Bytes taken so far.</summary>
    public long Taken { get; private set; }

    /// <summary>Why it ended before it was disposed; null while it goes on.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Connects, asks, and goes on sipping in the background.</summary>
    public async Task StartAsync(Uri address, string path, string authorization)
    {
        await _socket.ConnectAsync(address.Host, address.Port);
        await _socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: {authorization}\r\n\r\n"));
        _ = Task.Run(SipAsync);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task SipAsync()
    {
        var buffer = new byte[Sip];
        var stop = _stop.Token;
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer, stop);
                if (read == 0) throw new EndOfStreamException("the server hung up");
                Taken += read;
                await Task.Delay(Pause, stop);
            }
        }
        catch (Exception e)
        {
            if (!stop.IsCancellationRequested) Failure = e;
        }
    }
}
