namespace Plimsoll.Storage.Metadata;

/// <summary>Ascending numbers, each as the distance from the one before in LEB128: two bytes or so for a member of a set.</summary>
internal static class MemberList
{
    public static byte[] Write(IReadOnlyList<long> ascending)
    {
        using var bytes = new MemoryStream(2 * ascending.Count);
        long last = 0;
        foreach (var number in ascending)
        {
            var distance = (ulong)(number - last);
            for (; distance >= 0x80; distance >>= 7) bytes.WriteByte((byte)(distance | 0x80));
            bytes.WriteByte((byte)distance);
            last = number;
        }
        return bytes.ToArray();
    }

    public static List<long> Read(ReadOnlySpan<byte> bytes)
    {
        var numbers = new List<long>();
        var (last, distance, shift) = (0L, 0L, 0);
        foreach (var part in bytes)
        {
            distance |= (long)(part & 0x7F) << shift;
            shift += 7;
            if (part >= 0x80) continue;
            last += distance;
            numbers.Add(last);
            (distance, shift) = (0, 0);
        }
        return numbers;
    }
}
