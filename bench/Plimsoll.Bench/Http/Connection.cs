using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Plimsoll.Bench.Http;

/// <summary>
/// One keep-alive HTTP/1.1 connection on a blocking socket, used by one thread: two system calls for a small request and no allocation, so that the
/// client takes as little as possible of the CPUs that it shares with the server. Every wait ends after <paramref name="timeout"/>.
/// </summary>
internal sealed class Connection(IPEndPoint server, TimeSpan timeout) : IDisposable
{
    private const int BufferSize = 256 << 10;
    private readonly byte[] _buffer = new byte[BufferSize];
    private Socket? _socket;
    private int _start;
    private int _end;

    public IPEndPoint Server => server;

    public void Send(ReadOnlySpan<byte> bytes)
    {
        _socket ??= Connect();
        while (!bytes.IsEmpty) bytes = bytes[_socket.Send(bytes)..];
    }

    public ResponseHead ReadHead()
    {
        while (true)
        {
            var buffered = _buffer.AsSpan(_start, _end - _start);
            int end = buffered.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                Fill();
                continue;
            }

            var head = ResponseHead.Parse(buffered[..end]);
            _start += end + 4;
            if (head.Status >= 200) return head;
        }
    }

    /// <summary>Reads the body to its end and gives its length; <paramref name="sink"/> gets the bytes when somebody wants them.</summary>
    public long ReadBody(in ResponseHead head, Stream? sink = null)
    {
        long length = 0;
        if (head.Chunked)
        {
            for (long chunk = ReadChunkSize(); chunk > 0; chunk = ReadChunkSize())
            {
                Take(chunk, sink);
                ReadLine();
                length += chunk;
            }

            while (ReadLine().Length > 0) { /* trailers */ }
        }
        else if (head.ContentLength > 0)
        {
            Take(length = head.ContentLength, sink);
        }
        else if (head.ContentLength < 0 && head.Status is not (204 or 304))
        {
            throw new BenchException("The answer has neither a length nor chunks.");
        }

        if (head.Closes) Close();
        return length;
    }

    /// <summary>Drops the connection; the next request opens a new one.</summary>
    public void Close()
    {
        _socket?.Dispose();
        _socket = null;
        _start = _end = 0;
    }

    public void Dispose() => Close();

    private Socket Connect()
    {
        int milliseconds = (int)timeout.TotalMilliseconds;
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = milliseconds, ReceiveTimeout = milliseconds };
        try
        {
            socket.Connect(server);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return socket;
    }

    private void Take(long count, Stream? sink)
    {
        while (count > 0)
        {
            if (_start == _end) Fill();
            int piece = (int)Math.Min(count, _end - _start);
            sink?.Write(_buffer, _start, piece);
            _start += piece;
            count -= piece;
        }
    }

    private long ReadChunkSize()
    {
        string line = ReadLine();
        int extension = line.IndexOf(';', StringComparison.Ordinal);
        return long.Parse(extension < 0 ? line : line[..extension], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private string ReadLine()
    {
        int end;
        while ((end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0) Fill();
        string line = Encoding.ASCII.GetString(_buffer, _start, end);
        _start += end + 2;
        return line;
    }

    private void Fill()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == BufferSize)
        {
            if (_start == 0) throw new BenchException("A head or line of the answer is larger than the buffer.");
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }

        int read = (_socket ?? throw new BenchException("No request is under way.")).Receive(_buffer.AsSpan(_end));
        if (read == 0) throw new BenchException("The server closed the connection inside an answer.");
        _end += read;
    }
}
