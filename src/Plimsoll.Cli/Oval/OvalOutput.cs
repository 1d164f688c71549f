using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Plimsoll.Cli.Inspect;
using Plimsoll.Vulnerabilities.Oval;

namespace Plimsoll.Cli.Oval;

/// <summary>What became of definitions, for scripts and for people.</summary>
internal static class OvalOutput
{
    private const int MaxRows = 200;
    private const int LongestCell = 120;

    /// <summary>The document that scripts read: <c>definitions</c> with a word for each, <c>reasons</c> for those that are neither true nor false.</summary>
    public static string Json(OvalEvaluation evaluation, OvalDocument document, string reference)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("image", reference);
            json.WriteStartObject("definitions");
            foreach (var (id, verdict) in evaluation.Definitions) json.WriteString(id, verdict.Word);
            json.WriteEndObject();
            json.WriteStartObject("reasons");
            foreach (var (id, verdict) in evaluation.Definitions.Where(entry => IsOpen(entry.Value))) json.WriteString(id, verdict.Reason ?? "nothing shows it");
            json.WriteEndObject();
            if (document.Problems.Count > 0)
            {
                json.WriteStartArray("problems");
                foreach (var problem in document.Problems) json.WriteStringValue(problem);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan) + "\n";
    }

    /// <summary>A table of what is true and what is not known; what is false is counted only.</summary>
    public static string Table(OvalEvaluation evaluation, OvalDocument document, string reference, string file)
    {
        var counts = evaluation.Definitions.Values.CountBy(verdict => verdict.Word).OrderByDescending(count => count.Value).Select(count => $"{count.Value} {count.Key}");
        var text = new StringBuilder(evaluation.Definitions.Count == 1 ? "1 definition: " : $"{evaluation.Definitions.Count} definitions: ").AppendJoin(", ", counts).Append('\n');
        var rows = evaluation.Definitions.Where(entry => evaluation.Definitions.Count == 1 || entry.Value.Result != OvalResult.False).OrderBy(entry => IsOpen(entry.Value)).ToList();
        if (rows.Count > 0)
        {
            TextTable.Append(text.Append('\n'), ["RESULT", "CLASS", "DEFINITION", "TITLE", "REASON"], rows.Take(MaxRows).Select(entry => (string[])
                [entry.Value.Word, document.ClassOf(entry.Key), entry.Key, Cut(document.TitleOf(entry.Key) ?? "-"), IsOpen(entry.Value) ? Cut(entry.Value.Reason ?? "-") : ""]));
            if (rows.Count > MaxRows) text.Append($"… {rows.Count - MaxRows} more: --format json has all\n");
        }
        foreach (var problem in document.Problems) text.Append("\nNote: ").Append(TextTable.Printable(problem)).Append('\n');
        return text.Append("\nNext: plimsoll oval ").Append(TextTable.Printable(reference)).Append(' ').Append(TextTable.Printable(file)).Append(" --format json\n").ToString();
    }

    private static bool IsOpen(OvalVerdict verdict) => verdict.Result is not (OvalResult.True or OvalResult.False);

    private static string Cut(string text) => text.Length <= LongestCell ? text : text[..LongestCell] + "…";
}
