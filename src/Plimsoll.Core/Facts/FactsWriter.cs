using System.Text;

namespace Plimsoll.Core.Facts;

/// <summary>Writes facts in their stored form: numbers of seven bits a byte, lowest first, and runs of bytes behind their length.</summary>
internal sealed class FactsWriter(Stream target)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Dictionary<string, int> _shared = new(StringComparer.Ordinal);
    private int _length;

    /// <summary>A number that is not negative.</summary>
    public void Number(long value)
    {
        if (_length + 10 > _buffer.Length) Flush();
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            _buffer[_length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }
        _buffer[_length++] = (byte)rest;
    }

    /// <summary>Bytes whose number the reader knows.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _buffer.Length) Flush();
        if (bytes.Length > _buffer.Length)
        {
            target.Write(bytes);
            return;
        }
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Text with its length; null and empty are told apart.</summary>
    public void Text(string? text)
    {
        if (text is null)
        {
            Number(0);
            return;
        }
        var bytes = Encoding.UTF8.GetBytes(text);
        Number(bytes.Length + 1);
        Bytes(bytes);
    }

    /// <summary>Text that often occurs again: from the second time on only its number is written.</summary>
    public void Shared(string? text)
    {
        if (text is null)
        {
            Number(0);
        }
        else if (_shared.TryGetValue(text, out var number))
        {
            Number(number + 2);
        }
        else
        {
            _shared.Add(text, _shared.Count);
            Number(1);
            Text(text);
        }
    }

    public void Flush()
    {
        target.Write(_buffer, 0, _length);
        _length = 0;
    }
}
