namespace Plimsoll.Inspection.Ecosystems.Formats;

/// <summary>
/// Reads the part of YAML that lock files are written in, line by line: <c>key: value</c> at some indentation, list items among them. What programs
/// write is regular; references, folded texts and documents in one line are passed over.
/// </summary>
internal sealed class YamlLines(Stream content) : IDisposable
{
    private const int MaxLine = 64 << 10;

    private readonly LineReader _lines = new(content, MaxLine);

    /// <summary>Spaces before the key; of a list item, those before its dash.</summary>
    public int Indent { get; private set; }

    /// <summary>True for the first line of a list item.</summary>
    public bool IsItem { get; private set; }

    /// <summary>The key, without quotes; empty for an item that is a value alone.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The value, without quotes; empty where it follows on other lines.</summary>
    public string Value { get; private set; } = "";

    /// <summary>Goes to the next line that says something; false at the end.</summary>
    public bool Next()
    {
        while (_lines.TryRead(out var bytes))
        {
            var line = ForeignText.Decode(bytes).TrimEnd();
            Indent = line.Length - line.AsSpan().TrimStart(' ').Length;
            line = line[Indent..];
            if (line.Length == 0 || line[0] == '#' || line.StartsWith("---", StringComparison.Ordinal)) continue;
            IsItem = line.StartsWith("- ", StringComparison.Ordinal);
            if (IsItem) line = line[2..].TrimStart();
            Split(line);
            return true;
        }
        return false;
    }

    /// <summary>The value of a key of a map on one line, such as <c>integrity</c> of <c>{integrity: sha512-…}</c>.</summary>
    public static string? Inline(string map, string key)
    {
        var at = map.IndexOf(key + ": ", StringComparison.Ordinal);
        if (at < 0) return null;
        var rest = map[(at + key.Length + 2)..];
        return Unquote(rest[..(rest.IndexOfAny([',', '}']) is var end and >= 0 ? end : rest.Length)].Trim());
    }

    public void Dispose() => _lines.Dispose();

    /// <summary>A key that is quoted, or has no colon followed by a space in it, ends at its colon.</summary>
    private void Split(string line)
    {
        var quoted = line[0] is '"' or '\'' ? line.IndexOf(line[0], 1) : -1;
        var colon = quoted > 0 ? (line.AsSpan(quoted + 1).StartsWith(":") ? quoted + 1 : -1) : line.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 0 && quoted < 0 && line.EndsWith(':')) colon = line.Length - 1;
        (Key, Value) = colon < 0 ? ("", Unquote(line)) : (Unquote(line[..colon]), Unquote(line[(colon + 1)..].Trim()));
    }

    private static string Unquote(string text) => text.Length >= 2 && text[0] is '"' or '\'' && text[^1] == text[0] ? text[1..^1] : text;
}
