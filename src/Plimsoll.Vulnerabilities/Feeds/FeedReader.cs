
namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Reads advisories out of files, archives and folders, whatever formats they have. Memory does not grow with their size.</summary>
public static class FeedReader
{
    /// <summary>Reads everything under a path.</summary>
    /// <param name="path">A file, an archive (zip, tar, and gzip or zstd around anything) or a folder.</param>
    /// <param name="limits">How much is read; null for the defaults.</param>
    /// <param name="unzstd">Unpacks zstd; without it such files are refused by their name.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>What was found, in the order of the files.</returns>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    public static IEnumerable<FeedItem> Read(string path, FeedLimits? limits = null, Func<Stream, Stream>? unzstd = null, CancellationToken cancellation = default)
    {
        limits ??= new FeedLimits();
        if (Directory.Exists(path)) return ReadFolder(path, limits, unzstd, cancellation);
        return File.Exists(path) ? ReadFile(path, System.IO.Path.GetFileName(path), limits, unzstd, isNamed: true, isInner: false, cancellation) : throw new FileNotFoundException($"There is nothing at '{path}'.", path);
    }

    private static IEnumerable<FeedItem> ReadFolder(string folder, FeedLimits limits, Func<Stream, Stream>? unzstd, CancellationToken cancellation)
    {
        // What is hidden (.git) is none of the feed; links are not followed, they could lead in circles.
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint | FileAttributes.System, IgnoreInaccessible = false };
        var files = Directory.GetFiles(folder, "*", options);
        Array.Sort(files, StringComparer.Ordinal);
        foreach (var file in files)
        {
            var shown = System.IO.Path.GetRelativePath(folder, file).Replace(System.IO.Path.DirectorySeparatorChar, '/');
            foreach (var item in ReadFile(file, shown, limits, unzstd, isNamed: false, isInner: false, cancellation)) yield return item;
        }
    }

    private static IEnumerable<FeedItem> ReadFile(string path, string shown, FeedLimits limits, Func<Stream, Stream>? unzstd, bool isNamed, bool isInner, CancellationToken cancellation)
    {
        var buffer = new byte[FeedFile.StartSize];
        return Archives.KindOf(path) switch
        {
            // A folder is sent as a zip, with the archives that lie in it; deeper ones are nobody's.
            ArchiveKind.Zip => ZipFeed.Read(path, shown, limits, buffer, isInner ? null : (copy, name) => ReadFile(copy, name, limits, unzstd, isNamed: false, isInner: true, cancellation), cancellation),
            ArchiveKind.Tar => TarFeed.Read(() => File.OpenRead(path), shown, limits, buffer, cancellation),
            ArchiveKind.GzippedTar => TarFeed.Read(() => Archives.Unzip(path, limits), shown, limits, buffer, cancellation),
            ArchiveKind.Zstd when unzstd is null => [new FeedProblem(shown, null, null, "The file is packed with zstd, which is not unpacked here.")],
            ArchiveKind.Zstd when Archives.HoldsTar(() => Archives.Unzip(path, unzstd, limits)) => TarFeed.Read(() => Archives.Unzip(path, unzstd, limits), shown, limits, buffer, cancellation),
            ArchiveKind.Zstd => FeedFiles.Read(shown, () => Archives.Unzip(path, unzstd, limits), limits, buffer, isNamed, cancellation),
            ArchiveKind.Gzip => FeedFiles.Read(shown, () => Archives.Unzip(path, limits), limits, buffer, isNamed, cancellation),
            _ => FeedFiles.Read(shown, () => new CappedStream(File.OpenRead(path), limits.MaxFileBytes, $"The file is larger than {limits.MaxFileBytes} bytes."), limits, buffer, isNamed, cancellation),
        };
    }
}
