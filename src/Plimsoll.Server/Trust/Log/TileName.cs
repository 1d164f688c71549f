using System.Globalization;

namespace Plimsoll.Server.Trust.Log;

/// <summary>A tile or a bundle of entries as paths name it (C2SP tlog-tiles): <c>0/x001/x234/067.p/8</c>.</summary>
/// <param name="Level">Level of the tile; null for a bundle of entries.</param>
/// <param name="Number">Its number.</param>
/// <param name="Width">How many hashes or entries: 256, or fewer of the last one.</param>
internal sealed record TileName(int? Level, long Number, int Width)
{
    private const int MaxParts = 5;

    /// <summary>Reads what stands after <c>tile/</c>; null for what is no such path.</summary>
    public static TileName? Parse(string path)
    {
        var parts = path.Split('/');
        if (parts.Length < 2) return null;
        int? level = null;
        if (parts[0] != "entries")
        {
            if (parts[0].Length > 2 || Digits(parts[0], 2) is not { } read || read > 7 || read.ToString(CultureInfo.InvariantCulture) != parts[0]) return null;
            level = (int)read;
        }
        var (rest, width) = (parts[1..], 256);
        if (rest.Length >= 2 && rest[^2].EndsWith(".p", StringComparison.Ordinal))
        {
            if (Digits(rest[^1], 3) is not (> 0 and < 256) || rest[^1][0] == '0') return null;
            width = int.Parse(rest[^1], CultureInfo.InvariantCulture);
            rest = [.. rest[..^2], rest[^2][..^2]];
        }
        if (rest.Length > MaxParts) return null;
        long number = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            var part = rest[i];
            if (i < rest.Length - 1)
            {
                if (!part.StartsWith('x')) return null;
                part = part[1..];
            }
            if (part.Length != 3 || Digits(part, 3) is not { } three || (i == 0 && rest.Length > 1 && three == 0)) return null;
            number = number * 1000 + three;
        }
        return new TileName(level, number, width);
    }

    private static long? Digits(string text, int most) => text.Length > 0 && text.Length <= most && text.All(char.IsAsciiDigit) ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}
