using System.Text;

namespace Plimsoll.Cli.Inspect;

/// <summary>Columns of text. Cells come from images: what could steer a terminal is written <c>\xNN</c>.</summary>
internal static class TextTable
{
    /// <summary>Adds a table.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="columns">The titles; one that starts with <c>&gt;</c> is aligned to the right.</param>
    /// <param name="rows">The cells.</param>
    public static void Append(StringBuilder text, string[] columns, IEnumerable<string[]> rows)
    {
        var titles = Array.ConvertAll(columns, title => title.TrimStart('>'));
        var cells = rows.Select(row => Array.ConvertAll(row, Printable)).Prepend(titles).ToList();
        var widths = columns.Select((_, column) => cells.Max(row => row[column].Length)).ToArray();
        foreach (var row in cells)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                var isLast = column == columns.Length - 1;
                var cell = columns[column][0] == '>' ? row[column].PadLeft(widths[column]) : isLast ? row[column] : row[column].PadRight(widths[column]);
                text.Append(cell).Append(isLast ? "\n" : "  ");
            }
        }
    }

    /// <summary>Text without control characters, and without those that turn the direction of writing around.</summary>
    public static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsControl(c)) printable.Append("\\x").Append(((int)c).ToString("x2"));
            else if (c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')) printable.Append("\\u").Append(((int)c).ToString("x4"));
            else printable.Append(c);
        }
        return printable.ToString();
    }
}
