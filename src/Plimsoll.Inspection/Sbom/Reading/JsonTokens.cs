using System.Buffers;
using System.Text.Json;

namespace Plimsoll.Inspection.Sbom.Reading;

/// <summary>
/// JSON of any size, token by token. Whoever reads walks down into what it knows; what it leaves of an object or a list, and all that it does not know, is passed over.
/// </summary>
internal sealed class JsonTokens(Stream source) : IDisposable
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private JsonReaderState _state = new(Options);
    private (int Start, JsonReaderState State) _token;
    private int _start;
    private int _end;
    private int _depth;
    private bool _ended;

    /// <summary>The token that was read last.</summary>
    public JsonTokenType Type { get; private set; }

    public bool IsObject => Type == JsonTokenType.StartObject;

    /// <summary>Reads a token; false at the end.</summary>
    /// <exception cref="JsonException">It is no JSON, or deeper than 64 levels.</exception>
    public bool Read()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _ended, _state);
            var isRead = reader.Read();
            if (isRead) _token = (_start, _state);
            _start += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            if (!isRead && _ended) return false;
            if (!isRead)
            {
                Fill();
                continue;
            }
            Type = reader.TokenType;
            if (Type is JsonTokenType.StartObject or JsonTokenType.StartArray) _depth++;
            if (Type is JsonTokenType.EndObject or JsonTokenType.EndArray) _depth--;
            return true;
        }
    }

    /// <summary>The names of the members of the object that was begun; each time the value stands to be read.</summary>
    public IEnumerable<string> Properties()
    {
        if (Type != JsonTokenType.StartObject) yield break;
        var depth = _depth;
        while (Read() && Type == JsonTokenType.PropertyName)
        {
            var name = Text(int.MaxValue)!;
            if (!Read()) yield break;
            yield return name;
            Pass(depth);
        }
    }

    /// <summary>The items of the list that was begun, one after the other.</summary>
    public IEnumerable<int> Items()
    {
        if (Type != JsonTokenType.StartArray) yield break;
        var depth = _depth;
        for (var i = 0; Read() && Type != JsonTokenType.EndArray; i++)
        {
            yield return i;
            Pass(depth);
        }
    }

    /// <summary>The text that was read; null when it is none, or longer than so many bytes.</summary>
    public string? Text(int most)
    {
        if (Type is not (JsonTokenType.String or JsonTokenType.PropertyName)) return null;
        var reader = new Utf8JsonReader(_buffer.AsSpan(_token.Start, _end - _token.Start), _ended, _token.State);
        reader.Read();
        if (reader.ValueSpan.Length > most) return null;
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // The reader's word for an escaped lone surrogate, or for bytes that are not UTF-8.
            return "";
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Pass(int depth)
    {
        while (_depth > depth && Read()) continue;
    }

    /// <summary>Reads on. A token that the buffer cannot hold makes it grow, which the cap on the whole document limits.</summary>
    private void Fill()
    {
        var kept = _end - _start;
        if (kept > _buffer.Length / 2)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(_start, kept).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        else
        {
            _buffer.AsSpan(_start, kept).CopyTo(_buffer);
        }
        var isFirst = _end == 0;
        (_start, _end) = (0, kept);
        var read = source.ReadAtLeast(_buffer.AsSpan(_end), _buffer.Length - _end, throwOnEndOfStream: false);
        _ended = read < _buffer.Length - _end;
        _end += read;
        if (isFirst && _buffer.AsSpan(0, _end).StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) _start = 3;
    }
}
