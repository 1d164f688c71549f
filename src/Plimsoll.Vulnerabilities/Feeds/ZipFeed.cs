using System.IO.Compression;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Reads the files of a zip archive.</summary>
internal static class ZipFeed
{
    /// <summary>Archives of an archive that are opened: each may unpack to <see cref="FeedLimits.FreeBytes"/> before anybody asks.</summary>
    private const int MaxInner = 256;

    private static readonly string[] Packed = [".zip", ".gz", ".tgz", ".tar", ".zst"];

    /// <summary>Reads every file.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="shown">Its name for people.</param>
    /// <param name="limits">How much is read.</param>
    /// <param name="buffer">Memory for the beginnings of files.</param>
    /// <param name="inner">Reads an archive that lies in this one, such as those of a folder that was sent as one; null to leave them out.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static IEnumerable<FeedItem> Read(string path, string shown, FeedLimits limits, byte[] buffer, Func<string, string, IEnumerable<FeedItem>>? inner, CancellationToken cancellation)
    {
        using var file = File.OpenRead(path);
        if (Open(file, shown, limits, out var problem) is not { } archive)
        {
            yield return problem!;
            yield break;
        }
        using (archive)
        {
            var (unpacked, opened) = (0L, 0);
            var budget = Math.Max(limits.FreeBytes, file.Length * limits.MaxRatio);
            foreach (var entry in archive.Entries)
            {
                if (entry.FullName.EndsWith('/')) continue;
                // What the directory claims is checked before anything is unpacked, what comes out is counted as well: directories lie.
                var name = $"{shown}!{entry.FullName}";
                unpacked += entry.Length;
                if (unpacked > budget)
                {
                    yield return new FeedProblem(shown, null, null, $"Unpacked, {file.Length} bytes become more than {budget}: refused as a decompression bomb from '{entry.FullName}' on.");
                    yield break;
                }
                var items = inner is not null && Packed.Any(end => entry.Name.EndsWith(end, StringComparison.OrdinalIgnoreCase)) ? ++opened > MaxInner ? [TooMany(name)] : ReadInner(entry, name, limits, inner)
                    : FeedFiles.Read(name, () => Open(entry, limits), limits, buffer, isNamed: false, cancellation);
                foreach (var item in items) yield return item;
            }
        }
    }

    private static FeedProblem TooMany(string name) => new(name, null, null, $"Of the archives in an archive at most {MaxInner} are read.");

    private static Stream Open(ZipArchiveEntry entry, FeedLimits limits) => Archives.Cap(entry.Open(), Math.Max(entry.CompressedLength, 1), limits);

    private static IEnumerable<FeedItem> ReadInner(ZipArchiveEntry entry, string name, FeedLimits limits, Func<string, string, IEnumerable<FeedItem>> inner)
    {
        using var copy = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16, FileOptions.DeleteOnClose);
        if (Copy(entry, name, limits, copy) is { } problem)
        {
            yield return problem;
            yield break;
        }
        foreach (var item in inner(copy.Name, name)) yield return item;
    }

    private static FeedProblem? Copy(ZipArchiveEntry entry, string name, FeedLimits limits, FileStream copy)
    {
        try
        {
            using var packed = Open(entry, limits);
            packed.CopyTo(copy);
            copy.Flush();
            return null;
        }
        catch (Exception exception) when (FeedFiles.IsOfTheFeed(exception))
        {
            return new FeedProblem(name, null, null, FeedFiles.Sentence(exception));
        }
    }

    private static ZipArchive? Open(FileStream file, string shown, FeedLimits limits, out FeedProblem? problem)
    {
        problem = null;
        try
        {
            var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var count = archive.Entries.Count;
            if (count <= limits.MaxFiles) return archive;
            archive.Dispose();
            problem = new FeedProblem(shown, null, null, $"The archive has {count} files; at most {limits.MaxFiles} are read.");
        }
        catch (InvalidDataException exception)
        {
            problem = new FeedProblem(shown, null, null, $"The archive is damaged or cut off: {exception.Message}");
        }
        return null;
    }
}
