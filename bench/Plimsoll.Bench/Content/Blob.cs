using Plimsoll.Bench.Http;

namespace Plimsoll.Bench.Content;

/// <summary>
/// A body that all blobs of one size share, repeated, and a short tail of its own: a fresh 512 MiB blob costs 64 bytes of memory and of hashing, and
/// no server can answer it from what it has.
/// </summary>
internal sealed class Blob(byte[] body, int repeat, byte[] tail, string digest)
{
    private const int Piece = 256 << 10;

    public string Digest => digest;

    public long Length => ((long)body.Length * repeat) + tail.Length;

    public static Blob Of(byte[] bytes) => new([], 0, bytes, BlobFactory.DigestOf(bytes));

    /// <summary>Sends the bytes from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    /// <param name="chunked">Frames each piece as a chunk (RFC 9112, 7.1); the caller sends the last one.</param>
    public void Send(Connection connection, long from, long to, bool chunked = false)
    {
        while (from < to)
        {
            var piece = At(from, to);
            if (chunked) connection.Send(System.Text.Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"));
            connection.Send(piece);
            if (chunked) connection.Send("\r\n"u8);
            from += piece.Length;
        }
    }

    public void CopyTo(Span<byte> target, long from, long to)
    {
        while (from < to)
        {
            var piece = At(from, to);
            piece.CopyTo(target);
            target = target[piece.Length..];
            from += piece.Length;
        }
    }

    public void CopyTo(Stream target)
    {
        for (long from = 0; from < Length;)
        {
            var piece = At(from, Length);
            target.Write(piece);
            from += piece.Length;
        }
    }

    private ReadOnlySpan<byte> At(long from, long to)
    {
        long bodies = (long)body.Length * repeat;
        if (from >= bodies) return tail.AsSpan((int)(from - bodies), (int)(to - from));
        int offset = (int)(from % body.Length);
        return body.AsSpan(offset, (int)Math.Min(Math.Min(Piece, body.Length - offset), Math.Min(to, bodies) - from));
    }
}
