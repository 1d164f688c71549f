using System.Text.Json;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>
/// Takes a large JSON document apart into the members of its root, so that only one of them is in memory: Debian's tracker is one object of 70 MB.
/// </summary>
internal sealed class JsonMembers(Stream stream, int limit) : IDisposable
{
    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private bool _isFinal;
    private JsonReaderState _state;
    private string? _name;

    /// <summary>The members: name (null in an array) and value. A value holds until the next one is asked for.</summary>
    /// <exception cref="JsonException">It is no JSON, or cut off.</exception>
    /// <exception cref="FeedFormatException">A member is larger than the limit.</exception>
    public IEnumerable<(string? Name, ReadOnlyMemory<byte> Value)> Read()
    {
        if (Next(isRoot: true, out _) is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) throw new JsonException("The document is neither an object nor an array.");
        while (true)
        {
            var token = Next(isRoot: false, out var value);
            if (token is JsonTokenType.EndObject or JsonTokenType.EndArray) break;
            if (token == JsonTokenType.PropertyName) Next(isRoot: false, out value);
            yield return (_name, value);
            _name = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private JsonTokenType Next(bool isRoot, out ReadOnlyMemory<byte> value)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isFinal, _state);
            if (reader.Read())
            {
                var (token, from) = (reader.TokenType, (int)reader.TokenStartIndex);
                if (token == JsonTokenType.PropertyName) _name = reader.GetString();
                // A value counts once all of it is in the buffer.
                if (isRoot || token == JsonTokenType.PropertyName || reader.TrySkip())
                {
                    value = _buffer.AsMemory(_start + from, (int)reader.BytesConsumed - from);
                    _start += (int)reader.BytesConsumed;
                    _state = reader.CurrentState;
                    return token;
                }
            }
            if (_isFinal) throw new JsonException("The document is cut off.");
            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_end, _start) = (_end - _start, 0);
        }
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= limit) throw new FeedFormatException($"A member of the document is larger than {limit} bytes.") { Record = _name };
            Array.Resize(ref _buffer, (int)Math.Min((long)_buffer.Length * 2, limit));
        }
        var count = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        _isFinal = count == 0;
    }
}
