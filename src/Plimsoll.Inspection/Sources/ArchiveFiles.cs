using System.Runtime.InteropServices;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Layers.Compression;
using Plimsoll.Inspection.Layers.Tar;

namespace Plimsoll.Inspection.Sources;

/// <summary>The files of a tar. It is listed once; files are then read in place. A compressed one is first unpacked beside the temporary files.</summary>
internal sealed class ArchiveFiles : IFileTree
{
    /// <summary>Files in an archive of images: a manifest, a configuration and a layer each, and some old ones.</summary>
    private const int MaxFiles = 100_000;

    /// <summary>Bytes that a compressed archive may unpack to.</summary>
    private const long MaxUnpacked = 64L << 30;

    private const int MaxLinks = 10;

    private readonly FileStream _file;
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    private ArchiveFiles(string name, FileStream file)
    {
        Name = name;
        _file = file;
    }

    public string Name { get; }

    /// <summary>Opens an archive.</summary>
    /// <exception cref="ImageNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a tar, or damaged.</exception>
    public static ArchiveFiles OpenFile(string path)
    {
        if (!File.Exists(path)) throw new ImageNotFoundException($"there is no file '{path}'");
        ArchiveFiles? archive = null;
        try
        {
            archive = new ArchiveFiles(path, Plain(File.OpenRead(path)));
            archive.List();
            return archive;
        }
        catch (Exception e) when (e is NotATarException or LayerStoppedException or InvalidDataException)
        {
            archive?._file.Dispose();
            throw new InvalidDataException($"'{path}' is not an archive of images: {e.Message}", e);
        }
        catch
        {
            archive?._file.Dispose();
            throw;
        }
    }

    public Stream? Open(string path) => Find(path) is { } place ? new FileSection(_file.SafeFileHandle, place.Offset, place.Size) : null;

    public long? SizeOf(string path) => Find(path)?.Size;

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private void List()
    {
        using var tar = new TarReader(_file, LayerLimits.Default);
        while (tar.Next() is { } entry)
        {
            if (_places.Count == MaxFiles) throw new InvalidDataException($"it has more than {MaxFiles} files");
            if (entry.Kind is not ('0' or '1' or '2') || entry.IsSparse || LayerPath.Normalize(entry.Name) is not { } path) continue;
            _places[path] = new Place(entry.DataOffset, entry.StoredSize, entry.Kind == '0' ? null : Target(path, entry.Kind, entry.Link ?? ""));
        }
    }

    /// <summary>Docker links a layer that occurs twice to its first place: <c>ID/layer.tar -> ../OTHER/layer.tar</c>.</summary>
    private static string Target(string path, char kind, string link)
    {
        if (kind == '1') return LayerPath.Normalize(link) ?? "";
        var slash = path.LastIndexOf('/');
        var parts = new Stack<string>(slash < 0 ? [] : path[..slash].Split('/'));
        foreach (var part in link.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..") parts.TryPop(out _);
            else if (part != ".") parts.Push(part);
        }
        return string.Join('/', parts.Reverse());
    }

    private Place? Find(string path)
    {
        for (var links = 0; links < MaxLinks && _places.TryGetValue(path, out var place); links++)
        {
            if (place.Link is null) return place;
            path = place.Link;
        }
        return null;
    }

    private static FileStream Plain(FileStream file)
    {
        Span<byte> start = stackalloc byte[LayerCompression.SniffSize];
        var length = RandomAccess.Read(file.SafeFileHandle, start, 0);
        var compression = LayerCompression.Sniff(start[..length]);
        if (compression == LayerCompression.None) return file;
        using (file)
        {
            var decoder = LayerCompression.DecoderOf(compression) ?? throw new InvalidDataException($"it is compressed with {compression}");
            using var frames = new FramedStream(file, decoder);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var plain = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
            try
            {
                Unpack(frames, plain);
                return plain;
            }
            catch
            {
                plain.Dispose();
                throw;
            }
        }
    }

    private static void Unpack(FramedStream frames, FileStream plain)
    {
        var buffer = new byte[128 * 1024];
        while (frames.Read(buffer) is > 0 and var read)
        {
            plain.Write(buffer, 0, read);
            if (plain.Length > MaxUnpacked) throw new InvalidDataException($"it unpacks to more than {MaxUnpacked} bytes");
        }
        plain.Position = 0;
    }

    /// <summary>Where a file stands in the tar, or what it is another name of.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place(long Offset, long Size, string? Link);
}
