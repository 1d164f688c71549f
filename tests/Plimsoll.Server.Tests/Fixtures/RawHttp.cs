using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>What came back over a bare connection.</summary>
/// <param name="Status">Status of the first answer; 0 when the connection was closed without one.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body.</param>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>Sends bytes as they are, because clients of the framework refuse to send what attackers do.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends a request, ends the sending half where asked, and reads until the server closes.</summary>
    public static async Task<RawAnswer> SendAsync(Uri address, byte[] request, bool endSending)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, patience.Token);
        var received = new MemoryStream();
        try
        {
            for (var sent = 0; sent < request.Length;) sent += await socket.SendAsync(request.AsMemory(sent), patience.Token);
            if (endSending) socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server answered and closed before it had everything: what it said is still to be read.
        }
        try
        {
            var buffer = new byte[64 * 1024];
            for (int read; !IsWhole(received) && (read = await socket.ReceiveAsync(buffer, patience.Token)) > 0;) received.Write(buffer, 0, read);
        }
        catch (SocketException)
        {
            // A reset after the answer.
        }
        return Parse(received.ToArray());
    }

    /// <summary>True when an answer is there to its last byte; without a length only the end of the connection tells.</summary>
    private static bool IsWhole(MemoryStream received)
    {
        var bytes = received.GetBuffer().AsSpan(0, (int)received.Length);
        var end = bytes.IndexOf("\r\n\r\n"u8);
        return end >= 0 && Parse(bytes.ToArray()).Headers.TryGetValue("Content-Length", out var length) && bytes.Length - end - 4 >= int.Parse(length, CultureInfo.InvariantCulture);
    }

    private static RawAnswer Parse(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0) return new RawAnswer(0, new Dictionary<string, string>(), []);
        var lines = Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1)) headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
        var body = bytes[(end + 4)..];
        if (headers.TryGetValue("Content-Length", out var length) && int.Parse(length, CultureInfo.InvariantCulture) is var size && size <= body.Length) body = body[..size];
        return new RawAnswer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, body);
    }
}
