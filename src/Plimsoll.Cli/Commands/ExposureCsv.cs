using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Commands;

/// <summary>What a vulnerability reaches as CSV (RFC 4180), a line for each affected package of an image.</summary>
internal static class ExposureCsv
{
    public static string Write(JsonObject answer)
    {
        var text = new StringBuilder("id,image,references,package,version,layer,status,fixedIn,since,inheritedFrom,lastActor,lastAddress,lastPull\r\n");
        foreach (var image in ExposureCommand.Images(answer))
        {
            var pull = image!["pulls"]?.AsArray() is [{ } last, ..] ? last : null;
            foreach (var package in image["packages"]!.AsArray())
            {
                string?[] cells =
                [
                    answer.Text("id"), image.Text("digest"), string.Join(' ', ExposureCommand.References(image)), package!.Text("name"), package!.Text("version"), package!.Text("layer"), package!.Text("status"),
                    package!["fixedIn"]?.GetValue<string>(), image["since"]?.GetValue<string>(), image["inheritedFrom"]?.Text("digest"), pull?["actor"]?.GetValue<string>(), pull?["address"]?.GetValue<string>(), pull?["last"]?.GetValue<string>(),
                ];
                text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
            }
        }
        return text.ToString();
    }

    private static string Cell(string? text)
    {
        if (text is null) return "";
        // Spreadsheets run cells that begin like a formula, and names in images are written by strangers.
        if (text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}
