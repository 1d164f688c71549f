using System.IO.Compression;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Reads the files of a zip archive. Archives inside archives are not opened.</summary>
internal static class ZipFeed
{
    /// <summary>Reads every file.</summary>
    public static IEnumerable<FeedItem> Read(string path, string shown, FeedLimits limits, byte[] buffer, CancellationToken cancellation)
    {
        using var file = File.OpenRead(path);
        if (Open(file, shown, limits, out var problem) is not { } archive)
        {
            yield return problem!;
            yield break;
        }
        using (archive)
        {
            var unpacked = 0L;
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
                foreach (var item in FeedFiles.Read(name, () => Archives.Cap(entry.Open(), Math.Max(entry.CompressedLength, 1), limits), limits, buffer, isNamed: false, cancellation))
                    yield return item;
            }
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
