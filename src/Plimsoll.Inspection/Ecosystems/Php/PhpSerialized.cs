using System.Buffers.Text;

namespace Plimsoll.Inspection.Ecosystems.Php;

/// <summary>
/// Walks what PHP's <c>serialize()</c> wrote: <c>a:1:{s:4:"name";s:5:"redis";}</c>. Arrays, texts and numbers are read; of objects, references and everything else that
/// only means something to a program that runs, there is none in lists of packages.
/// </summary>
internal ref struct PhpSerialized
{
    private const int MaxDepth = 32;

    private readonly Action<IReadOnlyList<string>, string> _visit;
    private readonly List<string> _path = [];
    private ReadOnlySpan<byte> _rest;

    private PhpSerialized(ReadOnlySpan<byte> text, Action<IReadOnlyList<string>, string> visit)
    {
        _rest = text;
        _visit = visit;
    }

    /// <summary>Reads a value to its end; what follows it is left alone.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="visit">Told of each text, with the keys that lead to it.</param>
    /// <exception cref="InvalidDataException">It is no such text, or is cut.</exception>
    public static void Read(ReadOnlySpan<byte> text, Action<IReadOnlyList<string>, string> visit) => new PhpSerialized(text, visit).Value();

    private void Value()
    {
        switch (Next())
        {
            case (byte)'a':
                Items();
                break;
            case (byte)'s':
                _visit(_path, Text());
                break;
            case (byte)'i' or (byte)'d' or (byte)'b' or (byte)'N':
                Until((byte)';');
                break;
            default:
                throw new InvalidDataException("it has a value of a kind that is not read");
        }
    }

    private void Items()
    {
        if (_path.Count == MaxDepth) throw new InvalidDataException($"it has arrays more than {MaxDepth} deep");
        var count = Number();
        Expect((byte)'{');
        for (var i = 0; i < count; i++)
        {
            _path.Add(Next() == (byte)'s' ? Text() : ForeignText.Decode(Until((byte)';')));
            Value();
            _path.RemoveAt(_path.Count - 1);
        }
        Expect((byte)'}');
    }

    private string Text()
    {
        var length = Number();
        Expect((byte)'"');
        if (length > _rest.Length) throw Cut();
        var text = ForeignText.Decode(_rest[..length]);
        _rest = _rest[length..];
        Expect((byte)'"');
        Expect((byte)';');
        return text;
    }

    /// <summary>The number between two colons.</summary>
    private int Number()
    {
        Expect((byte)':');
        var digits = Until((byte)':');
        return Utf8Parser.TryParse(digits, out int number, out var read) && read == digits.Length && number >= 0 ? number : throw new InvalidDataException("it has a length that is none");
    }

    private ReadOnlySpan<byte> Until(byte end)
    {
        var length = _rest.IndexOf(end);
        if (length < 0) throw Cut();
        var run = _rest[..length];
        _rest = _rest[(length + 1)..];
        return run;
    }

    private byte Next()
    {
        if (_rest.IsEmpty) throw Cut();
        var next = _rest[0];
        _rest = _rest[1..];
        return next;
    }

    private void Expect(byte wanted)
    {
        if (Next() != wanted) throw new InvalidDataException("it is not what serialize() writes");
    }

    private static InvalidDataException Cut() => new("it ends in the middle of a value");
}
