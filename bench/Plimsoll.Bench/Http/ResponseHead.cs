using System.Buffers.Text;
using System.Text;

namespace Plimsoll.Bench.Http;

/// <summary>The parts of a response head that the workloads look at. Text is made only for fields that are there, so that a manifest GET allocates nothing.</summary>
internal readonly record struct ResponseHead
{
    public int Status { get; private init; }

    /// <summary>Bytes of body, or -1 when the server did not say.</summary>
    public long ContentLength { get; private init; }

    public bool Chunked { get; private init; }

    /// <summary>The server closes the connection after this answer.</summary>
    public bool Closes { get; private init; }

    public string? Location { get; private init; }

    public string? Challenge { get; private init; }

    /// <summary>Set by the nginx of this bench on files that it sends itself.</summary>
    public string? Accelerated { get; private init; }

    /// <summary>Reads a head without its closing empty line.</summary>
    public static ResponseHead Parse(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head.StartsWith("HTTP/1."u8) || !Utf8Parser.TryParse(head.Slice(9, 3), out int status, out _))
            throw new BenchException("The answer is not HTTP/1.1.");
        var read = new ResponseHead { Status = status, ContentLength = -1 };
        int next = head.IndexOf("\r\n"u8);
        while (next >= 0 && next + 2 < head.Length)
        {
            head = head[(next + 2)..];
            next = head.IndexOf("\r\n"u8);
            var line = next < 0 ? head : head[..next];
            int colon = line.IndexOf((byte)':');
            if (colon > 0) read = read.With(line[..colon], line[(colon + 1)..].Trim((byte)' '));
        }

        return read;
    }

    private ResponseHead With(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => name.Length switch
    {
        8 when Ascii.EqualsIgnoreCase(name, "Location"u8) => this with { Location = Encoding.ASCII.GetString(value) },
        10 when Ascii.EqualsIgnoreCase(name, "Connection"u8) => this with { Closes = Ascii.EqualsIgnoreCase(value, "close"u8) },
        14 when Ascii.EqualsIgnoreCase(name, "Content-Length"u8) && Utf8Parser.TryParse(value, out long length, out _) => this with { ContentLength = length },
        16 when Ascii.EqualsIgnoreCase(name, "WWW-Authenticate"u8) => this with { Challenge = Challenge ?? Encoding.ASCII.GetString(value) },
        19 when Ascii.EqualsIgnoreCase(name, "X-Bench-Accelerated"u8) => this with { Accelerated = Encoding.ASCII.GetString(value) },
        17 when Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8) => this with { Chunked = Ascii.EqualsIgnoreCase(value, "chunked"u8) },
        _ => this,
    };
}
