using System.Buffers.Binary;
using System.Text;

namespace Plimsoll.Trust.Notation;

/// <summary>
/// CBOR (RFC 8949) as signatures need it: definite lengths, shortest lengths, whole numbers, texts, bytes, lists, maps without a key twice, tags, booleans and null.
/// Values are <see cref="long"/>, <see cref="string"/>, bytes, <see cref="List{T}"/>, <see cref="Dictionary{TKey, TValue}"/>, <see cref="CborTag"/>.
/// </summary>
internal ref struct Cbor
{
    private const int MaxDepth = 16;
    private const int MaxItems = 10_000;

    private readonly ReadOnlyMemory<byte> _bytes;
    private int _position;
    private int _items;

    private Cbor(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Reads one value, which must be all there is.</summary>
    public static object? Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new Cbor(bytes);
        var value = reader.Value(0);
        return reader._position == bytes.Length ? value : throw Damaged("something follows the value");
    }

    private object? Value(int depth)
    {
        if (depth > MaxDepth || ++_items > MaxItems) throw Damaged("it is too deep or has too many values");
        var (major, argument) = Head();
        return major switch
        {
            0 => Signed(argument),
            1 => -1 - Signed(argument),
            2 => Take(argument),
            3 => Text(argument),
            4 => List(argument, depth),
            5 => Map(argument, depth),
            6 => new CborTag(Signed(argument), Value(depth + 1)),
            _ => argument switch { 20 => false, 21 => true, 22 => null, _ => throw Damaged("it has a value of an unknown kind") },
        };
    }

    private (int Major, ulong Argument) Head()
    {
        var first = Take(1).Span[0];
        var (major, small) = (first >> 5, first & 0x1f);
        if (small < 24) return (major, (ulong)small);
        if (small > 27 || major == 7) throw Damaged("it has a length that is not told");
        var size = 1 << (small - 24);
        var bytes = Take((ulong)size).Span;
        var argument = size switch { 1 => bytes[0], 2 => BinaryPrimitives.ReadUInt16BigEndian(bytes), 4 => BinaryPrimitives.ReadUInt32BigEndian(bytes), _ => BinaryPrimitives.ReadUInt64BigEndian(bytes) };
        var least = size switch { 1 => 24UL, 2 => 0x100UL, 4 => 0x10000UL, _ => 0x1_0000_0000UL };
        return argument >= least ? (major, argument) : throw Damaged("a number is longer than it must be");
    }

    private List<object?> List(ulong count, int depth)
    {
        var list = new List<object?>();
        for (ulong i = 0; i < count; i++) list.Add(Value(depth + 1));
        return list;
    }

    private Dictionary<object, object?> Map(ulong count, int depth)
    {
        var map = new Dictionary<object, object?>();
        for (ulong i = 0; i < count; i++)
        {
            if (Value(depth + 1) is not { } key || key is not (long or string) || !map.TryAdd(key, Value(depth + 1))) throw Damaged("a key is there twice, or is none");
        }
        return map;
    }

    private string Text(ulong length)
    {
        try
        {
            return new UTF8Encoding(false, true).GetString(Take(length).Span);
        }
        catch (ArgumentException e)
        {
            throw new RefusedException("the CBOR has text that is none", e);
        }
    }

    private ReadOnlyMemory<byte> Take(ulong length)
    {
        if (length > (ulong)(_bytes.Length - _position)) throw Damaged("it ends too early");
        var taken = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return taken;
    }

    private static long Signed(ulong argument) => argument <= long.MaxValue ? (long)argument : throw Damaged("a number is too large");

    private static RefusedException Damaged(string reason) => new("the CBOR cannot be read: " + reason);
}

/// <summary>A tagged value.</summary>
internal sealed record CborTag(long Number, object? Value);
