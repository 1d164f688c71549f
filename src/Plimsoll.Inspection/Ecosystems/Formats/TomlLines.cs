namespace Plimsoll.Inspection.Ecosystems.Formats;

/// <summary>
/// Reads the part of TOML that lock files are written in, line by line: headers of tables, and keys with a text. Lists, inline tables and texts of
/// several lines are passed over, or given out as they are written when they are on one line.
/// </summary>
internal sealed class TomlLines(Stream content) : IDisposable
{
    private const int MaxLine = 64 << 10;

    private readonly LineReader _lines = new(content, MaxLine);
    private string? _until;

    /// <summary>The table that the line is in, such as <c>package</c>; dots as written, brackets left out.</summary>
    public string Table { get; private set; } = "";

    /// <summary>True when the line is a header: a table begins.</summary>
    public bool IsHeader { get; private set; }

    /// <summary>The key; empty for headers.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The text, without quotes; what is no text, as it is written.</summary>
    public string Value { get; private set; } = "";

    /// <summary>True once there was a line that is none of TOML.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Goes to the next header or key; false at the end.</summary>
    public bool Next()
    {
        while (_lines.TryRead(out var bytes))
        {
            if (_lines.IsCut && _until is null) IsDamaged = true;
            var line = ForeignText.Decode(bytes).Trim();
            if (_until is not null)
            {
                if (_until == "]" ? line.StartsWith(']') : line.Contains(_until, StringComparison.Ordinal)) _until = null;
                continue;
            }
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == '[') return Header(line);
            if (Entry(line)) return true;
        }
        if (_until is not null) IsDamaged = true;
        return false;
    }

    public void Dispose() => _lines.Dispose();

    /// <summary>The value of a key of an inline table on one line, such as <c>url</c> of <c>{ url = "…" }</c>.</summary>
    public static string? Inline(string table, string key)
    {
        var at = table.IndexOf($"{key} = \"", StringComparison.Ordinal);
        if (at < 0) return null;
        at += key.Length + 4;
        return table.IndexOf('"', at) is var end and >= 0 ? table[at..end] : null;
    }

    private bool Header(string line)
    {
        var end = line.LastIndexOf(']');
        if (end < 0) IsDamaged = true;
        (Table, IsHeader, Key, Value) = (line[..(end < 0 ? line.Length : end)].Trim('[', ']', ' '), true, "", "");
        return true;
    }

    private bool Entry(string line)
    {
        var equals = line.IndexOf('=');
        if (equals <= 0)
        {
            IsDamaged = true;
            return false;
        }
        (IsHeader, Key, Value) = (false, line[..equals].Trim().Trim('"', '\''), line[(equals + 1)..].Trim());
        foreach (var quotes in (string[])["\"\"\"", "'''"])
        {
            if (!Value.StartsWith(quotes, StringComparison.Ordinal)) continue;
            if (Value.IndexOf(quotes, 3, StringComparison.Ordinal) < 0) _until = quotes;
            return false;
        }
        if (Value.StartsWith('[') && !Value.Contains(']')) _until = "]";
        if (Value.StartsWith('"')) Value = Basic(Value);
        else if (Value.StartsWith('\'') && Value.IndexOf('\'', 1) is var end and > 0) Value = Value[1..end];
        return true;
    }

    /// <summary>A text in double quotes. Lock files escape only quotes and backslashes in what is read here.</summary>
    private string Basic(string value)
    {
        var text = new System.Text.StringBuilder(value.Length);
        for (var i = 1; i < value.Length; i++)
        {
            if (value[i] == '"') return text.ToString();
            if (value[i] == '\\' && i + 1 < value.Length) i++;
            text.Append(value[i]);
        }
        IsDamaged = true;
        return text.ToString();
    }
}
