using System.Text;

namespace Plimsoll.Inspection.Licences.Debian;

/// <summary>A paragraph of a copyright file that says which files have which licence.</summary>
/// <param name="Licence">The short name of the licence.</param>
/// <param name="Files">Patterns of the files, separated by spaces; null for a paragraph that only has the text of the licence.</param>
/// <param name="Text">The text of the licence; null when the paragraph has none.</param>
internal sealed record CopyrightParagraph(string Licence, string? Files, string? Text);

/// <summary>
/// Reads Debian's machine-readable copyright files (DEP-5, copyright-format 1.0). People write them by hand, so what does not fit is passed over.
/// </summary>
internal sealed class CopyrightFile : IDisposable
{
    private const int MaxLine = 16 << 10;
    private const int MaxField = 64 << 10;
    private const int MaxParagraphs = 20_000;

    private readonly LineReader _lines;
    private readonly Func<string, bool> _wantsText;
    private readonly StringBuilder _value = new();
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);
    private string? _field;
    private bool _isPassedOver;
    private int _paragraphs;

    private CopyrightFile(Stream content, Func<string, bool> wantsText) => (_lines, _wantsText) = (new LineReader(content, MaxLine), wantsText);

    /// <summary>Opens a file; null when it has no such form.</summary>
    /// <param name="start">The first bytes of it.</param>
    /// <param name="content">All of it.</param>
    /// <param name="wantsText">Whether the text of a licence is wanted, by its short name. Most are those that everybody has.</param>
    public static CopyrightFile? Open(ReadOnlySpan<byte> start, Stream content, Func<string, bool> wantsText)
    {
        start = start.TrimStart("\xEF\xBB\xBF \t\r\n"u8);
        // Format-Specification is what the drafts of 2010 called it.
        var isForm = start.Length > 7 && Ascii.EqualsIgnoreCase(start[..6], "format"u8) && start[6] is (byte)':' or (byte)'-';
        return isForm ? new CopyrightFile(content, wantsText) : null;
    }

    /// <summary>The next paragraph that names a licence; null at the end. Of the header only its licence counts, which is that of the whole where no paragraph is about files.</summary>
    public CopyrightParagraph? Next()
    {
        while (ReadParagraph())
        {
            if (!_fields.TryGetValue("License", out var licence)) continue;
            var line = licence.IndexOf('\n');
            var name = (line < 0 ? licence : licence[..line]).Trim();
            var text = line < 0 ? null : licence[(line + 1)..];
            return new CopyrightParagraph(name, _fields.TryGetValue("Files", out var files) ? files.Trim() : null, text);
        }
        return null;
    }

    public void Dispose() => _lines.Dispose();

    private bool ReadParagraph()
    {
        _fields.Clear();
        while (_paragraphs < MaxParagraphs && _lines.TryRead(out var line))
        {
            line = line.TrimEnd("\r \t"u8);
            if (line.IsEmpty)
            {
                Keep();
                if (_fields.Count == 0) continue;
                _paragraphs++;
                return true;
            }
            if (line[0] is (byte)' ' or (byte)'\t') Append(line);
            else if (line[0] != '#') Begin(line);
        }
        Keep();
        return _fields.Count > 0;
    }

    private void Begin(ReadOnlySpan<byte> line)
    {
        Keep();
        var colon = line.IndexOf((byte)':');
        if (colon <= 0) return;
        var name = line[..colon];
        // Only these are ever looked at; the holders of copyright are the larger part of most files.
        _field = Ascii.EqualsIgnoreCase(name, "License"u8) ? "License" : Ascii.EqualsIgnoreCase(name, "Files"u8) ? "Files" : Ascii.EqualsIgnoreCase(name, "Format"u8) ? "Format" : null;
        if (_field is null) return;
        var value = Encoding.UTF8.GetString(line[(colon + 1)..].Trim((byte)' '));
        _value.Append(value);
        _isPassedOver = _field == "License" && value.Length > 0 && !_wantsText(value);
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        if (_field is null || _isPassedOver || _value.Length > MaxField) return;
        line = line.TrimStart(" \t"u8);
        _value.Append(_field == "Files" ? ' ' : '\n');
        if (!line.SequenceEqual("."u8)) _value.Append(Encoding.UTF8.GetString(line));
    }

    private void Keep()
    {
        if (_field is not null) _fields.TryAdd(_field, _value.ToString());
        _field = null;
        _isPassedOver = false;
        _value.Clear();
    }
}
