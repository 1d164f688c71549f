using System.Text;

namespace Plimsoll.Vulnerabilities.Feeds.Native;

/// <summary>The part of TOML that databases of advisories are written in: tables with texts and lists of texts.</summary>
internal sealed class TomlTables
{
    private readonly Dictionary<(string Table, string Key), List<string>> _values = [];

    /// <summary>Reads tables.</summary>
    /// <exception cref="FeedFormatException">A line is nothing that is known, or a text does not end.</exception>
    public static TomlTables Read(string toml)
    {
        var tables = new TomlTables();
        var (table, lines) = ("", toml.Split('\n'));
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == '[')
            {
                table = line.Trim('[', ']', ' ');
                continue;
            }
            var equals = KeyEnd(line);
            if (equals < 0) throw new FeedFormatException($"'{FeedText.Cut(line, 60)}' is no line of TOML.");
            var value = new StringBuilder(line[(equals + 1)..].Trim());
            // A list goes on until it is closed.
            while (value.Length > 0 && value[0] == '[' && !IsClosed(value.ToString()))
            {
                if (++i == lines.Length) throw new FeedFormatException("A list in the TOML does not end.");
                value.Append('\n').Append(lines[i]);
            }
            tables._values[(table, line[..equals].Trim().Trim('"', '\''))] = Values(value.ToString());
        }
        return tables;
    }

    /// <summary>The text of a key; null without one.</summary>
    public string? Text(string table, string key) => _values.TryGetValue((table, key), out var values) && values is [{ Length: > 0 } text, ..] ? text : null;

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> Texts(string table, string key) => _values.TryGetValue((table, key), out var values) ? values : [];

    /// <summary>The keys of a table.</summary>
    public IEnumerable<string> Keys(string table) => _values.Keys.Where(entry => entry.Table == table).Select(entry => entry.Key);

    private static int KeyEnd(string line)
    {
        if (line[0] is not ('"' or '\'')) return line.IndexOf('=', StringComparison.Ordinal);
        var quote = line.IndexOf(line[0], 1);
        return quote < 0 ? -1 : line.IndexOf('=', quote);
    }

    private static bool IsClosed(string text)
    {
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            if (quote != '\0')
            {
                if (text[i] == '\\' && quote == '"') i++;
                else if (text[i] == quote) quote = '\0';
            }
            else if (text[i] is '"' or '\'') quote = text[i];
            else if (text[i] == '#') i = text.IndexOf('\n', i) is var end && end >= 0 ? end : text.Length;
            else if (text[i] == ']') return true;
        }
        return false;
    }

    private static List<string> Values(string text)
    {
        var values = new List<string>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '#') i = text.IndexOf('\n', i) is var line && line >= 0 ? line : text.Length;
            else if (text[i] is '"' or '\'')
            {
                var (quote, value) = (text[i], new StringBuilder());
                for (i++; i < text.Length && text[i] != quote; i++)
                {
                    if (quote == '"' && text[i] == '\\' && i + 1 < text.Length) i++;
                    value.Append(text[i]);
                }
                if (i == text.Length) throw new FeedFormatException("A text in the TOML does not end.");
                values.Add(value.ToString());
            }
        }
        // Numbers, days and truth values stand without quotes.
        return values.Count > 0 || text.StartsWith('[') || text.StartsWith('{') ? values : [text.Split('#')[0].Trim()];
    }
}
