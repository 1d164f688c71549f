using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Plimsoll.Cli.Inspect;
using Plimsoll.Client.Copying;

namespace Plimsoll.Cli.Copying;

/// <summary>What a copy prints.</summary>
internal static class CopyOutput
{
    private const int MaxLines = 200;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document that scripts read.</summary>
    public static string Json(CopyPlaces places, IReadOnlyList<CopyReport> reports)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            json.WriteString("verdict", reports.All(report => report.Missing.Count == 0) ? "complete" : "incomplete");
            json.WriteString("source", places.Source.Name);
            json.WriteString("destination", places.Target.Name);
            json.WriteNumber("bytesSent", reports.Sum(report => report.Sent));
            json.WriteStartArray("images");
            foreach (var report in reports) Write(json, report);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>The answer first, then what is about the image, then what the rest came to.</summary>
    public static string Table(CopyPlaces places, IReadOnlyList<CopyReport> reports)
    {
        var text = new StringBuilder();
        foreach (var report in reports)
        {
            var name = report.Tag is { } tag ? $"{places.Target.Name}:{tag}" : $"{places.Target.Name}@{report.Root}";
            text.Append(TextTable.Printable(report.Missing.Count == 0 ? $"Copied: all of {places.Source.Name}@{report.Root} is at {name}" : $"Incomplete: {report.Missing.Count} missing at {name}")).Append('\n');
            foreach (var missing in report.Missing) text.Append("  missing: ").Append(TextTable.Printable(missing)).Append('\n');
            foreach (var remark in report.Remarks) text.Append("  note: ").Append(TextTable.Printable(remark)).Append(", so it was not copied\n");
            var manifests = report.Contents.Where(content => content.Kind != "blob").ToList();
            TextTable.Append(text.Append('\n'), ["KIND", "TYPE", ">SIZE", "STATE", "DIGEST"], manifests.Take(MaxLines).Select(content => (string[])[content.Kind, content.Type, ByteSize.Of(content.Size), Word(content.Arrival), content.Digest.Value]));
            if (manifests.Count > MaxLines) text.Append($"and {manifests.Count - MaxLines} more\n");
            text.Append('\n').Append(Sum(report)).Append('\n');
        }
        var next = reports[0].Tag is { } first ? $"{places.Target.Name}:{first}" : places.Target.Name;
        return text.Append("\nNext: plimsoll verify ").Append(TextTable.Printable(next)).Append(" --key FILE\n").ToString();
    }

    private static string Sum(CopyReport report)
    {
        var blobs = report.Contents.Where(content => content.Kind == "blob").ToLookup(content => content.Arrival);
        return $"{report.Contents.Count(content => content.Kind != "blob")} manifests; blobs: {blobs[Arrival.Copied].Count()} copied ({ByteSize.Of(blobs[Arrival.Copied].Sum(blob => blob.Size))}), {blobs[Arrival.Mounted].Count()} mounted, {blobs[Arrival.Existing].Count()} there already";
    }

    private static void Write(Utf8JsonWriter json, CopyReport report)
    {
        json.WriteStartObject();
        json.WriteString("digest", report.Root.Value);
        json.WriteString("tag", report.Tag?.Value);
        json.WriteStartArray("contents");
        foreach (var content in report.Contents)
        {
            json.WriteStartObject();
            json.WriteString("digest", content.Digest.Value);
            json.WriteString("kind", content.Kind);
            json.WriteString("type", content.Type);
            json.WriteNumber("size", content.Size);
            json.WriteString("state", Word(content.Arrival));
            json.WriteString("about", content.About?.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteList(json, "missing", report.Missing);
        WriteList(json, "remarks", report.Remarks);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> entries)
    {
        json.WriteStartArray(name);
        foreach (var entry in entries) json.WriteStringValue(entry);
        json.WriteEndArray();
    }

    private static string Word(Arrival arrival) => arrival switch { Arrival.Existing => "existing", Arrival.Mounted => "mounted", _ => "copied" };
}
