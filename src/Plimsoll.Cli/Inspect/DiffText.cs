using System.Text;
using Plimsoll.Inspection.Comparison;

namespace Plimsoll.Cli.Inspect;

/// <summary>A comparison in the form that was asked for.</summary>
internal static class DiffText
{
    /// <summary>Renders a comparison.</summary>
    /// <param name="diff">The comparison.</param>
    /// <param name="format"><c>table</c>, <c>json</c> or <c>markdown</c>.</param>
    /// <param name="next">The command to call next.</param>
    public static string Render(ImageDiff diff, string format, string next) => format switch
    {
        "json" => diff.ToIndentedJson() + "\n",
        "markdown" => Markdown(diff),
        _ => Table(diff, next),
    };

    private static string Table(ImageDiff diff, string next)
    {
        var text = new StringBuilder(TextTable.Printable(diff.Verdict)).Append('\n');
        foreach (var section in DiffSections.Of(diff))
        {
            text.Append('\n').Append(section.Title).Append('\n');
            if (section.Rows.Count > 0) TextTable.Append(text, [.. section.Columns], section.Rows);
            if (section.More is { } more) text.Append(more).Append('\n');
        }
        return text.Append("\nNext: ").Append(TextTable.Printable(next)).Append('\n').ToString();
    }

    /// <summary>For the comment of a merge request: cells cannot break out of their table.</summary>
    private static string Markdown(ImageDiff diff)
    {
        var text = new StringBuilder("**").Append(Escape(diff.Verdict)).Append("**\n");
        foreach (var section in DiffSections.Of(diff))
        {
            text.Append("\n### ").Append(Escape(section.Title)).Append("\n\n");
            if (section.Rows.Count > 0)
            {
                text.Append("| ").AppendJoin(" | ", section.Columns.Select(column => column.TrimStart('>').ToLowerInvariant())).Append(" |\n|");
                foreach (var column in section.Columns) text.Append(column[0] == '>' ? " ---: |" : " --- |");
                text.Append('\n');
                foreach (var row in section.Rows) text.Append("| ").AppendJoin(" | ", row.Select(Escape)).Append(" |\n");
            }
            if (section.More is { } more) text.Append('\n').Append(Escape(more)).Append('\n');
        }
        return text.ToString();
    }

    private static string Escape(string cell)
    {
        var text = new StringBuilder(cell.Length);
        foreach (var c in TextTable.Printable(cell)) text.Append(c is '|' or '*' or '_' or '`' or '<' or '>' or '[' or ']' or '\\' or '#' or '@' ? "\\" + c : c.ToString());
        return text.ToString();
    }
}
