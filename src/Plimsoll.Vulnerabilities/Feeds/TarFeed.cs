using System.Formats.Tar;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Reads the files of a tar archive, such as the snapshot of a repository of advisories.</summary>
internal static class TarFeed
{
    /// <summary>Reads every file.</summary>
    public static IEnumerable<FeedItem> Read(Func<Stream> open, string shown, FeedLimits limits, byte[] buffer, CancellationToken cancellation)
    {
        using var stream = open();
        using var archive = new TarReader(stream);
        for (var count = 0; ; count++)
        {
            if (Next(archive, shown, out var problem) is not { } entry)
            {
                if (problem is not null) yield return problem;
                yield break;
            }
            if (count >= limits.MaxFiles)
            {
                yield return new FeedProblem(shown, null, null, $"The archive has more than {limits.MaxFiles} files.");
                yield break;
            }
            if (entry.DataStream is not { } content || Path.GetFileName(entry.Name).StartsWith('.')) continue;
            // A file of a tar can be read once only; those that are too large for that are refused by their name.
            using var copy = new MemoryStream();
            foreach (var item in Copy(content, copy, entry.Length, limits) is { } reason
                ? [new FeedProblem($"{shown}!{entry.Name}", null, null, reason)]
                : FeedFiles.Read($"{shown}!{entry.Name}", () => new MemoryStream(copy.GetBuffer(), 0, (int)copy.Length, writable: false), limits, buffer, isNamed: false, cancellation))
                yield return item;
        }
    }

    private static string? Copy(Stream content, MemoryStream copy, long length, FeedLimits limits)
    {
        if (length > limits.MaxRecordBytes) return $"The file is larger than {limits.MaxRecordBytes} bytes; unpack the archive to read it.";
        try
        {
            content.CopyTo(copy);
            return null;
        }
        catch (Exception exception) when (FeedFiles.IsOfTheFeed(exception))
        {
            return exception.Message;
        }
    }

    private static TarEntry? Next(TarReader archive, string shown, out FeedProblem? problem)
    {
        problem = null;
        try
        {
            return archive.GetNextEntry();
        }
        catch (Exception exception) when (FeedFiles.IsOfTheFeed(exception))
        {
            problem = new FeedProblem(shown, null, null, $"The archive is damaged or cut off: {exception.Message}");
            return null;
        }
    }
}
