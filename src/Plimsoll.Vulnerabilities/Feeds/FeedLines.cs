using System.Text;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Reads a file line by line; a line that never ends is refused.</summary>
internal sealed class FeedLines(Stream stream) : IDisposable
{
    private const int MaxLength = 1 << 20;
    private readonly StreamReader _reader = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false));
    private readonly StringBuilder _line = new();
    private readonly char[] _buffer = new char[8192];
    private int _at;
    private int _end;

    /// <summary>Number of the line that was returned last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The next line without its end; null after the last one.</summary>
    /// <exception cref="FeedFormatException">The line is longer than a megabyte.</exception>
    public string? Next()
    {
        _line.Clear();
        while (true)
        {
            if (_at == _end)
            {
                (_at, _end) = (0, _reader.Read(_buffer, 0, _buffer.Length));
                if (_end == 0) return _line.Length == 0 ? null : Line();
            }
            var rest = _buffer.AsSpan(_at, _end - _at);
            var length = rest.IndexOf('\n');
            _line.Append(length < 0 ? rest : rest[..length]);
            _at += length < 0 ? rest.Length : length + 1;
            if (length >= 0) return Line();
            if (_line.Length > MaxLength) throw new FeedFormatException($"Line {Number + 1} is longer than {MaxLength} characters.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private string Line()
    {
        Number++;
        return _line.Length > 0 && _line[^1] == '\r' ? _line.ToString(0, _line.Length - 1) : _line.ToString();
    }
}
