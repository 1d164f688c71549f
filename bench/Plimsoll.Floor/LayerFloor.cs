using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Layers.Compression;

namespace Plimsoll.Floor;

/// <summary>
/// What nobody who opens a layer can do without, in the plainest code that does it: unpack, hash everything for the diff id, walk the headers, hash each file once, by MD5 where
/// dpkg may list it and by SHA-256 elsewhere. It keeps nothing and checks nothing.
/// </summary>
public sealed class LayerFloor : IDisposable
{
    private const int Block = 512;
    private const int BufferSize = 256 << 10;

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly IncrementalHash _diffId = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);

    /// <summary>Opens layers; the number of their files.</summary>
    /// <param name="layers">Paths of the stored layers.</param>
    public int Open(IEnumerable<string> layers)
    {
        int files = 0;
        foreach (string layer in layers) files += Open(layer);
        return files;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _diffId.Dispose();
        _sha256.Dispose();
        _md5.Dispose();
    }

    private int Open(string path)
    {
        using var stored = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        using var layer = Unpack(stored);
        var demand = new DigestDemand();
        Span<byte> digest = stackalloc byte[32];
        long content = 0, padding = 0;
        int files = 0, kept = 0;
        IncrementalHash? hash = null;
        while (layer.ReadAtLeast(_buffer.AsSpan(kept), BufferSize - kept, throwOnEndOfStream: false) is var read and > 0)
        {
            _diffId.AppendData(_buffer, kept, read);
            var rest = _buffer.AsSpan(0, kept + read);
            while (true)
            {
                var run = rest[..(int)Math.Min(content, rest.Length)];
                hash?.AppendData(run);
                content -= run.Length;
                rest = rest[run.Length..];
                if (content > 0) break;
                hash?.GetHashAndReset(digest);
                hash = null;
                int skipped = (int)Math.Min(padding, rest.Length);
                padding -= skipped;
                rest = rest[skipped..];
                if (padding > 0 || rest.Length < Block) break;
                content = SizeOf(rest.Slice(124, 12));
                padding = -content & (Block - 1);
                if (rest[156] is (byte)'0' or 0 && rest[0] != 0)
                {
                    demand.Pass(NameOf(rest));
                    hash = demand.NeedsMd5 ? _md5 : _sha256;
                    files++;
                }

                rest = rest[Block..];
            }

            rest.CopyTo(_buffer);
            kept = rest.Length;
        }

        _diffId.GetHashAndReset(digest);
        return files;
    }

    private static Stream Unpack(FileStream stored)
    {
        Span<byte> start = stackalloc byte[LayerCompression.SniffSize];
        int read = stored.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stored.Position = 0;
        return LayerCompression.Sniff(start[..read]) switch
        {
            LayerCompression.Gzip => new GZipStream(stored, CompressionMode.Decompress),
            LayerCompression.Zstd => new FramedStream(stored, new ZstdDecoder()),
            _ => stored,
        };
    }

    private static string NameOf(ReadOnlySpan<byte> header)
    {
        var name = header[..100];
        name = name[..(name.IndexOf((byte)0) is var end and >= 0 ? end : 100)];
        return Encoding.UTF8.GetString(name.StartsWith("./"u8) ? name[2..] : name);
    }

    private static long SizeOf(ReadOnlySpan<byte> field)
    {
        long size = 0;
        foreach (byte digit in field)
        {
            if (digit is >= (byte)'0' and <= (byte)'7') size = (size << 3) | (uint)(digit - '0');
        }

        return size;
    }
}
