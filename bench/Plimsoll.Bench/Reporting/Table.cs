using System.Globalization;
using System.Text;

namespace Plimsoll.Bench.Reporting;

/// <summary>Rows of text under a title, as aligned columns or as Markdown. The first two columns stand left, the others right.</summary>
internal sealed class Table(string title, params IReadOnlyList<string> columns)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Three significant digits: more would be noise.</summary>
    public static string Number(double value) => value switch
    {
        double.NaN => "–",
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 0.1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    public void Add(params IReadOnlyList<string> row) => _rows.Add(row);

    public string ToText()
    {
        int[] widths = [.. columns.Select((column, i) => _rows.Select(row => row[i].Length).Append(column.Length).Max())];
        var text = new StringBuilder(title).Append('\n').Append(new string('-', title.Length)).Append('\n');
        foreach (var row in _rows.Prepend(columns)) text.AppendJoin("  ", row.Select((cell, i) => i < 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).Append('\n');
        return text.ToString();
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder($"### {title}\n\n");
        Line(columns);
        Line([.. columns.Select((_, i) => i < 2 ? "---" : "---:")]);
        foreach (var row in _rows) Line(row);
        return text.Append('\n').ToString();

        void Line(IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }
}
