using System.IO.Compression;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>What a file is packed with.</summary>
internal enum ArchiveKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A zip archive.</summary>
    Zip,

    /// <summary>A tar archive.</summary>
    Tar,

    /// <summary>A tar archive inside gzip.</summary>
    GzippedTar,

    /// <summary>A single file inside gzip.</summary>
    Gzip,

    /// <summary>Anything inside zstd.</summary>
    Zstd,
}

/// <summary>Tells by their bytes how files are packed.</summary>
internal static class Archives
{
    private const int TarMagicAt = 257;

    /// <summary>What the file is packed with; its name does not count.</summary>
    public static ArchiveKind KindOf(string path)
    {
        Span<byte> start = stackalloc byte[TarMagicAt + 5];
        using var file = File.OpenRead(path);
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("PK\u0005\u0006"u8)) return ArchiveKind.Zip;
        if (IsTar(start)) return ArchiveKind.Tar;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd])) return ArchiveKind.Zstd;
        if (!start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return ArchiveKind.None;
        file.Position = 0;
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        Span<byte> inner = stackalloc byte[TarMagicAt + 5];
        try
        {
            return IsTar(inner[..unzipped.ReadAtLeast(inner, inner.Length, throwOnEndOfStream: false)]) ? ArchiveKind.GzippedTar : ArchiveKind.Gzip;
        }
        catch (InvalidDataException)
        {
            return ArchiveKind.Gzip;
        }
    }

    /// <summary>Opens what gzip packed, capped by size and by ratio.</summary>
    public static Stream Unzip(string path, FeedLimits limits)
    {
        var file = File.OpenRead(path);
        return Cap(new GZipStream(file, CompressionMode.Decompress), file.Length, limits);
    }

    /// <summary>Opens what zstd packed, capped by size and by ratio.</summary>
    public static Stream Unzip(string path, Func<Stream, Stream> unpack, FeedLimits limits)
    {
        var file = File.OpenRead(path);
        return Cap(unpack(file), file.Length, limits);
    }

    /// <summary>Whether a stream begins as a tar archive does.</summary>
    public static bool HoldsTar(Func<Stream> open)
    {
        Span<byte> start = stackalloc byte[TarMagicAt + 5];
        try
        {
            using var stream = open();
            return IsTar(start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
        }
        catch (Exception exception) when (FeedFiles.IsOfTheFeed(exception))
        {
            return false;
        }
    }

    /// <summary>Ends a stream that unpacks to more than <paramref name="packed"/> bytes may hold.</summary>
    public static Stream Cap(Stream unpacked, long packed, FeedLimits limits)
    {
        var limit = Math.Min(limits.MaxFileBytes, Math.Max(limits.FreeBytes, packed * limits.MaxRatio));
        return new CappedStream(unpacked, limit, $"Unpacked, {packed} bytes become more than {limit}: refused as a decompression bomb.");
    }

    private static bool IsTar(ReadOnlySpan<byte> start) => start.Length >= TarMagicAt + 5 && start[TarMagicAt..].StartsWith("ustar"u8);
}
