namespace Plimsoll.Cli.Inspect;

/// <summary>Sizes for people, in powers of a thousand as other container tools print them.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    public static string Of(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        while (size >= 1000 && unit < Units.Length - 1)
        {
            size /= 1000;
            unit++;
        }
        return unit == 0 ? $"{bytes} B" : $"{size:F1} {Units[unit]}";
    }
}
