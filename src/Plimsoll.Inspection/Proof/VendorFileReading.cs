using System.Security.Cryptography;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Layers.Compression;

namespace Plimsoll.Inspection.Proof;

/// <summary>Reads files of a mirror: bounded, hashed, unpacked.</summary>
internal static class VendorFileReading
{
    private const int MaxText = 16 << 20;
    private const long MaxFile = 4L << 30;

    /// <summary>A small file as a whole; null when it is not there.</summary>
    public static async Task<byte[]?> ReadAsync(VendorMirror mirror, string path, CancellationToken cancellationToken)
    {
        await using var stream = await mirror.OpenAsync(path, cancellationToken);
        if (stream is null) return null;
        using var content = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            content.Write(buffer, 0, read);
            if (content.Length > MaxText) throw new InvalidDataException($"{path} is larger than {MaxText} bytes");
        }
        return content.ToArray();
    }

    /// <summary>A large file in a temporary one, with its SHA-256; null when it is not there.</summary>
    public static async Task<(FileStream Content, byte[] Sha256)?> SpoolAsync(VendorMirror mirror, string path, CancellationToken cancellationToken)
    {
        await using var stream = await mirror.OpenAsync(path, cancellationToken);
        if (stream is null) return null;
        var spool = new FileStream(Path.Combine(Path.GetTempPath(), "plimsoll-" + Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 << 10, FileOptions.DeleteOnClose);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[128 << 10];
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                hash.AppendData(buffer, 0, read);
                await spool.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                if (spool.Length > MaxFile) throw new InvalidDataException($"{path} is larger than {MaxFile} bytes");
            }
            spool.Position = 0;
            return (spool, hash.GetHashAndReset());
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    /// <summary>Unpacks a stream by its first bytes; one that is not packed is given as it is.</summary>
    /// <exception cref="InvalidDataException">It is packed in a way that is not understood.</exception>
    public static Stream Unpack(Stream stream)
    {
        var sniffed = new SniffedStream(stream, LayerCompression.SniffSize);
        var compression = LayerCompression.Sniff(sniffed.Start);
        var decoder = compression == "xz" ? new XzDecoder() : LayerCompression.DecoderOf(compression);
        return decoder is null ? sniffed : new FramedStream(sniffed, decoder);
    }
}
