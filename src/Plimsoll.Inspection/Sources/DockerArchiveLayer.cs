using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Inspection.Layers.Compression;

namespace Plimsoll.Inspection.Sources;

/// <summary>A layer file of an archive without manifest, as a descriptor needs it.</summary>
internal sealed record DockerArchiveLayer(Digest Digest, string MediaType, long Size)
{
    /// <summary>
    /// Looks at a layer file. It is almost always a plain tar, whose digest is the diff id that the configuration gives; the inspection checks
    /// that claim. Only a compressed file has to be hashed here, because nothing says its digest.
    /// </summary>
    public static DockerArchiveLayer Look(IFileTree files, string path, Digest? diffId)
    {
        using var stream = files.Open(path) ?? throw new ImageNotFoundException($"'{files.Name}' has no layer {path}");
        var start = new byte[LayerCompression.SniffSize];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var compression = LayerCompression.Sniff(start.AsSpan(0, length));
        var mediaType = compression switch
        {
            LayerCompression.Gzip => "application/vnd.docker.image.rootfs.diff.tar.gzip",
            LayerCompression.Zstd => "application/vnd.docker.image.rootfs.diff.tar.zstd",
            _ => "application/vnd.docker.image.rootfs.diff.tar",
        };
        return new DockerArchiveLayer(compression == LayerCompression.None && diffId is { } claimed ? claimed : Hash(files, path), mediaType, files.SizeOf(path) ?? 0);
    }

    private static Digest Hash(IFileTree files, string path)
    {
        using var stream = files.Open(path)!;
        return Digest.FromHash(DigestAlgorithm.Sha256, SHA256.HashData(stream));
    }
}
