using System.Text;

namespace Plimsoll.Cli.Versions;

/// <summary>The first two fields of a line of CSV (RFC 4180): fields may be quoted, a quote in them is doubled.</summary>
internal static class CsvPair
{
    /// <summary>Reads both; false where there is only one field or a quote is not closed.</summary>
    public static bool TryRead(string line, out string left, out string right)
    {
        right = "";
        var position = 0;
        return TryTake(line, ref position, out left) && position < line.Length && line[position++] == ',' && TryTake(line, ref position, out right) && (position == line.Length || line[position] == ',');
    }

    private static bool TryTake(string line, ref int position, out string field)
    {
        if (position == line.Length || line[position] != '"')
        {
            var comma = line.IndexOf(',', position);
            var end = comma < 0 ? line.Length : comma;
            field = line[position..end];
            position = end;
            return true;
        }
        var text = new StringBuilder();
        field = "";
        while (++position < line.Length)
        {
            if (line[position] != '"')
            {
                text.Append(line[position]);
            }
            else if (position + 1 < line.Length && line[position + 1] == '"')
            {
                text.Append('"');
                position++;
            }
            else
            {
                position++;
                field = text.ToString();
                return true;
            }
        }
        return false;
    }
}
