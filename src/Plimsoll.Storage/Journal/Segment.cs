using System.Globalization;
using System.IO.Compression;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Journal;

/// <summary>An object of the journal: the lines of one number, or of several that were merged, compressed.</summary>
/// <param name="First">First number.</param>
/// <param name="Last">Last number, the first one in a segment that was never merged.</param>
/// <param name="Part">Counts the objects of a number that needs several: the whole state, written at once.</param>
/// <param name="Size">Stored bytes, where it was listed.</param>
internal sealed record Segment(long First, long Last, int Part = 0, long Size = 0)
{
    /// <summary>What the names of all segments begin with.</summary>
    public const string Folder = "journal/";

    /// <summary>Where it lies: numbers have as many digits as any can have, so that the order of names is the order of writing.</summary>
    public string Name => Folder + (First != Last ? $"{First:D12}-{Last:D12}" : Part == 0 ? $"{First:D12}" : $"{First:D12}.{Part:D6}");

    /// <summary>Reads a name; null when it is none of a segment.</summary>
    public static Segment? Parse(string name)
    {
        if (!name.StartsWith(Folder, StringComparison.Ordinal)) return null;
        var parts = name[Folder.Length..].Split('.');
        var part = 0;
        if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out part))) return null;
        var numbers = parts[0].Split('-');
        if (numbers.Length is not (1 or 2) || !long.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)) return null;
        return long.TryParse(numbers[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? new Segment(first, last, part) : null;
    }

    /// <summary>All segments that count, oldest first. One that was merged into another does not count any more, although a crash left it behind.</summary>
    public static async Task<List<Segment>> ListAsync(IObjectStore objects, CancellationToken cancellationToken)
    {
        var all = new List<Segment>();
        await foreach (var (name, size) in objects.ListAsync(Folder, cancellationToken))
        {
            if (Parse(name) is { } segment) all.Add(segment with { Size = size });
        }
        var counting = new List<Segment>();
        foreach (var segment in all.OrderBy(s => s.First).ThenByDescending(s => s.Last).ThenBy(s => s.Part))
        {
            if (counting.Count == 0 || segment.First > counting[^1].Last || (segment.First == counting[^1].First && segment.Last == counting[^1].Last)) counting.Add(segment);
        }
        return counting;
    }

    /// <summary>The lines of the segment.</summary>
    /// <exception cref="InvalidDataException">It is gone, or damaged.</exception>
    public async Task<byte[]> ReadAsync(IObjectStore objects, CancellationToken cancellationToken) => await FindAsync(objects, cancellationToken) ?? throw new InvalidDataException($"{Name} is gone");

    /// <summary>The lines of the segment; null when it is gone, although it was listed: some stores list what was deleted a moment ago.</summary>
    public async Task<byte[]?> FindAsync(IObjectStore objects, CancellationToken cancellationToken)
    {
        if (await FindStoredAsync(objects, cancellationToken) is not { } stored) return null;
        using var plain = new MemoryStream();
        await using (var compressed = new GZipStream(new MemoryStream(stored), CompressionMode.Decompress)) await compressed.CopyToAsync(plain, cancellationToken);
        return plain.ToArray();
    }

    /// <summary>The lines of the segment as they are stored; null when it is gone.</summary>
    public Task<byte[]?> FindStoredAsync(IObjectStore objects, CancellationToken cancellationToken) => objects.GetAsync(Name, cancellationToken);

    /// <summary>Writes the lines of the segment.</summary>
    public async Task WriteAsync(IObjectStore objects, ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        using var stored = new MemoryStream();
        await using (var compressed = new GZipStream(stored, CompressionLevel.Fastest, leaveOpen: true)) await compressed.WriteAsync(lines, cancellationToken);
        await objects.PutAsync(Name, stored.ToArray(), cancellationToken);
    }
}
