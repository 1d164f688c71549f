using System.Globalization;

namespace Plimsoll.Server.Pages.Components;

/// <summary>Numbers of bytes for people.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>For instance <c>28.4 MiB</c>.</summary>
    public static string Of(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        while (size >= 1024 && unit < Units.Length - 1) (size, unit) = (size / 1024, unit + 1);
        return size.ToString(unit == 0 || size >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
