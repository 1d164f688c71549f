namespace Plimsoll.Storage.Blobs.S3;

/// <summary>
/// How large the parts are. Equal parts, because not every store takes others; the smallest that every store takes, because what is behind the last full part is stored once
/// more with each chunk of an upload; larger ones far out, because an upload has at most 10,000.
/// </summary>
internal static class PartSize
{
    /// <summary>Size of the first parts, bytes: the least that S3 takes for any part but the last.</summary>
    public const int First = 5 << 20;

    private const int Doubling = 2500;

    /// <summary>Size of a part, counted from 0.</summary>
    public static int Of(int part) => First << (part / Doubling);

    /// <summary>Bytes of the first <paramref name="count"/> parts together.</summary>
    public static long Sum(int count)
    {
        var sum = 0L;
        for (var from = 0; from < count; from += Doubling) sum += (long)Of(from) * Math.Min(Doubling, count - from);
        return sum;
    }
}
