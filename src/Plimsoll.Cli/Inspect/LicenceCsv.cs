using System.Text;
using Plimsoll.Inspection.Licences;
using Plimsoll.Inspection.Licences.Reports;

namespace Plimsoll.Cli.Inspect;

/// <summary>The licences of packages as CSV (RFC 4180).</summary>
internal static class LicenceCsv
{
    /// <summary>The whole file, with a line of column names.</summary>
    public static string Of(LicenceReport report)
    {
        var text = new StringBuilder("type,name,version,licence,class,confidence,declared,path,layer,purl\r\n");
        foreach (var entry in report.Packages)
        {
            text.AppendJoin(',', ((string?[])
            [
                entry.Type, entry.Name, entry.Version, entry.Licence, LicenceClasses.NameOf(entry.Class), entry.Confidence.ToString().ToLowerInvariant(), entry.Declared, entry.Path, entry.Layer?.ToString(), entry.Purl,
            ]).Select(Cell)).Append("\r\n");
        }
        return text.ToString();
    }

    private static string Cell(string? value)
    {
        var text = value ?? "";
        // Spreadsheets run cells that begin like a formula, and names in images are written by strangers.
        if (text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}
