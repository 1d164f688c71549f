using System.Runtime.CompilerServices;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Journal;

/// <summary>Reads what <see cref="JournalWriter"/> wrote.</summary>
public static class JournalReader
{
    /// <summary>All entries that count, oldest first.</summary>
    /// <exception cref="InvalidDataException">A segment is damaged; the message names it.</exception>
    public static async IAsyncEnumerable<JournalEntry> ReadAsync(IObjectStore objects, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var begin = (await StoreMark.ReadAsync(objects, cancellationToken))?.Checkpoint ?? 0;
        foreach (var segment in await Segment.ListAsync(objects, cancellationToken))
        {
            if (segment.Last < begin) continue;
            var lines = await ReadAsync(objects, segment, cancellationToken);
            for (var rest = lines.AsMemory(); rest.Length > 0;)
            {
                var end = rest.Span.IndexOf((byte)'\n');
                if (end < 0) throw new InvalidDataException($"{segment.Name} breaks off");
                yield return JournalLine.Read(rest[..end]);
                rest = rest[(end + 1)..];
            }
        }
    }

    /// <summary>The largest number of a segment, 0 when there is none.</summary>
    public static async Task<long> LastSegmentAsync(IObjectStore objects, CancellationToken cancellationToken)
    {
        var last = 0L;
        await foreach (var (name, _) in objects.ListAsync(Segment.Folder, cancellationToken)) last = Math.Max(last, Segment.Parse(name)?.Last ?? 0);
        return last;
    }

    /// <summary>True when it says something, or cannot be read and may.</summary>
    public static async Task<bool> HasContentAsync(IObjectStore objects, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(objects, cancellationToken).AnyAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static async Task<byte[]> ReadAsync(IObjectStore objects, Segment segment, CancellationToken cancellationToken)
    {
        try
        {
            return await segment.ReadAsync(objects, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{segment.Name} is damaged: {e.Message}", e);
        }
    }
}
