using Plimsoll.Inspection.Layers.Compression;
using Plimsoll.Inspection.Layers.Tar;

namespace Plimsoll.Inspection.Layers;

/// <summary>Goes once more through a layer that was opened before, for the bytes of some of its files.</summary>
internal static class SecondPass
{
    /// <summary>Told the path of a regular file and how to open it; false ends the pass.</summary>
    public delegate bool Visit(string path, Func<Stream> open);

    /// <summary>Visits the regular files of a layer in the order of the tar.</summary>
    /// <returns>The reason why it ended early; null when it did not.</returns>
    public static string? Over(Stream blob, LayerLimits limits, Deadline deadline, Visit visit, CancellationToken cancellationToken)
    {
        using var stored = new HashedStream(blob, null);
        var sniffed = new SniffedStream(stored, LayerCompression.SniffSize);
        try
        {
            using var frames = LayerCompression.DecoderOf(LayerCompression.Sniff(sniffed.Start)) is { } decoder ? new FramedStream(sniffed, decoder) : null;
            using var unpacked = new LimitedStream(frames ?? (Stream)sniffed, () => stored.Count, limits, deadline, cancellationToken);
            using var tar = new TarReader(unpacked, limits);
            while (tar.Next() is { } entry)
            {
                if (entry.Kind == '0' && !entry.IsSparse && LayerPath.Normalize(entry.Name) is { } path && !visit(path, tar.OpenContent)) break;
            }
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or NotATarException or LayerStoppedException or DllNotFoundException)
        {
            return $"the layer could not be read again: {e.Message}";
        }
    }
}
