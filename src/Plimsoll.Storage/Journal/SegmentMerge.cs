using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Journal;

/// <summary>
/// Keeps the number of segments small: many small neighbours become one, which is written before they are deleted. A segment takes part at most twice in its life, so a
/// journal of any length costs little per entry, and never more than some megabytes of memory.
/// </summary>
internal sealed class SegmentMerge(IObjectStore objects)
{
    /// <summary>So many neighbours become one.</summary>
    private const int Width = 64;

    /// <summary>What counts as small, in bytes: first the segments of single flushes, then what became of them.</summary>
    private static readonly long[] Small = [8 << 10, 64 << 10];

    private int _flushes = Width;

    /// <summary>Merges where it is worth it. Called after every flush; looks only after as many as a merge needs.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (++_flushes < Width) return;
        _flushes = 0;
        var segments = await Segment.ListAsync(objects, cancellationToken);
        foreach (var limit in Small)
        {
            while (FindRun(segments, limit) is { } start && await TryMergeAsync(segments, start, cancellationToken)) { }
        }
    }

    private static int? FindRun(List<Segment> segments, long limit)
    {
        var length = 0;
        for (var i = 0; i < segments.Count; i++)
        {
            // Parts of one number stay together.
            length = segments[i].Size < limit && segments[i].Part == 0 && (i + 1 == segments.Count || segments[i + 1].Part == 0) ? length + 1 : 0;
            if (length == Width) return i - Width + 1;
        }
        return null;
    }

    /// <summary>False when one of them is gone: the list was not up to date, and the next one may be.</summary>
    private async Task<bool> TryMergeAsync(List<Segment> segments, int start, CancellationToken cancellationToken)
    {
        var parts = segments.GetRange(start, Width);
        // Compressed files one after another are a compressed file (RFC 1952, 2.2): unpacked, they would be many times as large.
        using var stored = new MemoryStream((int)parts.Sum(p => p.Size));
        foreach (var part in parts)
        {
            if (await part.FindStoredAsync(objects, cancellationToken) is not { } content) return false;
            await stored.WriteAsync(content, cancellationToken);
        }
        var merged = new Segment(parts[0].First, parts[^1].Last, 0, stored.Length);
        await objects.PutAsync(merged.Name, stored.GetBuffer().AsMemory(0, (int)stored.Length), cancellationToken);
        foreach (var part in parts) await objects.DeleteAsync(part.Name, cancellationToken);
        segments.RemoveRange(start, Width);
        segments.Insert(start, merged);
        return true;
    }
}
