using System.Text;

namespace Plimsoll.Core.Facts;

/// <summary>Reads what <see cref="FactsWriter"/> wrote. Damage is an exception, never a fact, and never costs more memory than the bytes have.</summary>
internal ref struct FactsReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>What was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_rest.IsEmpty) throw Damaged();
            var next = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return (long)value;
        }
        throw Damaged();
    }

    /// <summary>A number of things that each take at least one byte.</summary>
    public int Count() => Checked(Number(), 0, _rest.Length + 1);

    /// <summary>A number within limits.</summary>
    public int Number(int least, int most) => Checked(Number(), least, most);

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length) throw Damaged();
        var run = _rest[..count];
        _rest = _rest[count..];
        return run;
    }

    public string? Text() => Count() is var length and > 0 ? Encoding.UTF8.GetString(Bytes(length - 1)) : null;

    /// <summary>Text that <see cref="FactsWriter.Shared"/> wrote; those met so far are in the list.</summary>
    public string? Shared(List<string> met)
    {
        var number = Number(0, met.Count + 1);
        if (number == 0) return null;
        if (number > 1) return met[number - 2];
        met.Add(Text() ?? "");
        return met[^1];
    }

    public static int Checked(long value, int least, int most) => value >= least && value <= most ? (int)value : throw Damaged();

    private static InvalidDataException Damaged() => new("the stored facts are damaged");
}
