using System.Buffers.Binary;
using System.Globalization;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Damages files, the same way every time: the number of a case is all that decides.</summary>
internal static class Mutation
{
    /// <summary>Numbers that programs stumble over.</summary>
    private static readonly uint[] Odd = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

    /// <summary>How many cases to try: <c>PLIMSOLL_FUZZ_CASES</c>, or 2,000.</summary>
    public static int Cases => int.TryParse(Environment.GetEnvironmentVariable("PLIMSOLL_FUZZ_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out var cases) ? cases : 2000;

    /// <summary>A damaged copy.</summary>
    public static byte[] Of(byte[] whole, int number)
    {
        var random = new Random(number);
        var bytes = whole.ToArray();
        for (var changes = 1 + random.Next(4); changes > 0; changes--)
        {
            if (bytes.Length < 16) return bytes;
            var at = random.Next(bytes.Length - 8);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), Odd[random.Next(Odd.Length)]);
                    break;
                case 3:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), Odd[random.Next(Odd.Length)]);
                    break;
                case 4:
                    bytes.AsSpan(at, Math.Min(random.Next(64), bytes.Length - at)).Fill((byte)(random.Next(2) * 255));
                    break;
                case 5:
                    // A piece of the file over another one: pages and entries that are well formed, in the wrong place.
                    var length = 1 << random.Next(10);
                    var (from, to) = (random.Next(bytes.Length) / length * length, random.Next(bytes.Length) / length * length);
                    length = Math.Min(length, bytes.Length - Math.Max(from, to));
                    bytes.AsSpan(from, length).ToArray().CopyTo(bytes.AsSpan(to));
                    break;
                case 6:
                    bytes = bytes[..random.Next(bytes.Length)];
                    break;
                default:
                    bytes = [.. bytes[..at], .. bytes[(at + random.Next(8))..]];
                    break;
            }
        }
        return bytes;
    }
}
