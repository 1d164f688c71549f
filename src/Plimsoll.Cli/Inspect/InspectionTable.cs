using System.Text;
using Plimsoll.Core.Facts;

namespace Plimsoll.Cli.Inspect;

/// <summary>An inspection document for people: the first line says how it stands, the last one what to call next.</summary>
internal static class InspectionTable
{
    private const int LongestInstruction = 100;

    /// <summary>Renders a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="reference">The reference as it was typed.</param>
    public static string Render(InspectionDocument document, string reference)
    {
        var text = new StringBuilder();
        text.Append(Verdict(document)).Append("\n\n");
        AppendImage(text, document);
        if (document.Layers.Count > 0)
        {
            TextTable.Append(text.Append('\n'), ["LAYER", ">SIZE", ">UNPACKED", ">FILES", "CREATED BY"], document.Layers.Select(layer => (string[])
            [
                layer.Index.ToString(), ByteSize.Of(layer.Size), layer.UncompressedSize is { } size ? ByteSize.Of(size) : "-", layer.Files?.ToString() ?? "-", Instruction(layer.CreatedBy),
            ]));
        }
        if (document.Packages.Count > 0)
        {
            TextTable.Append(text.Append('\n'), ["TYPE", "PACKAGE", "VERSION", "ARCH", ">LAYER"],
                document.Packages.Select(package => (string[])[package.Type, package.Name, package.Version, package.Arch ?? "-", package.Layer.ToString()]));
        }
        if (document.Findings.Count > 0)
        {
            TextTable.Append(text.Append('\n'), ["FINDING", "SEVERITY", ">LAYER", "PATH", "REASON"], document.Findings.Select(finding => (string[])
                [finding.Kind, finding.Severity.ToString().ToLowerInvariant(), finding.Layer?.ToString() ?? "-", finding.Path, finding.Reason]));
        }
        if (document.Notes.Count > 0)
        {
            TextTable.Append(text.Append('\n'), [">LAYER", "NOTE", "REASON"],
                document.Notes.Select(note => (string[])[note.Layer?.ToString() ?? "-", note.Path, note.Reason]));
        }
        return text.Append("\nNext: plimsoll inspect ").Append(TextTable.Printable(reference)).Append(" --format json\n").ToString();
    }

    private static string Verdict(InspectionDocument document)
    {
        var findings = document.Findings.Count switch { 0 => "no findings", 1 => "1 finding", var n => $"{n} findings" };
        var packages = document.Packages.Count == 1 ? "1 package" : $"{document.Packages.Count} packages";
        var layers = document.Layers.Count == 1 ? "1 layer" : $"{document.Layers.Count} layers";
        return document.Completeness == Completeness.Complete
            ? $"Complete: {packages} in {layers}, {findings}"
            : $"PARTIAL: {packages} in {layers}, {findings}; not everything could be read, the notes say what and why";
    }

    private static void AppendImage(StringBuilder text, InspectionDocument document)
    {
        var image = document.Image;
        Line(text, "digest", image.Digest?.Value);
        Line(text, "artifact", image.ArtifactType);
        Line(text, "platform", image.Platforms is { Count: > 1 } ? $"{image.Platform} (of {string.Join(", ", image.Platforms)})" : image.Platform);
        Line(text, "system", document.Os is { } os ? os.PrettyName ?? $"{os.Name ?? os.Id} {os.VersionId}".TrimEnd() : null);
        Line(text, "created", image.Created);
        Line(text, "size", image.UncompressedSize is { } unpacked ? $"{ByteSize.Of(image.Size)} stored, {ByteSize.Of(unpacked)} unpacked" : ByteSize.Of(image.Size));
        if (image.Config is { } config)
        {
            Line(text, "user", config.User ?? "root");
            Line(text, "command", string.Join(' ', [.. config.Entrypoint ?? [], .. config.Cmd ?? []]));
            Line(text, "ports", string.Join(' ', config.ExposedPorts ?? []));
        }
        Line(text, "base", BaseClaim(image) is { } claimed ? claimed + " (as the image says)" : null);
        foreach (var (key, value) in image.Labels) Line(text, "label", $"{key}={value}");
    }

    /// <summary>What the image says of its base (OCI image-spec, annotations.md). A server tells what it stands on by its layers.</summary>
    private static string? BaseClaim(ImageFacts image) =>
        image.Annotations?.GetValueOrDefault("org.opencontainers.image.base.name") ?? image.Labels.GetValueOrDefault("org.opencontainers.image.base.name");

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) text.Append(name.PadRight(10)).Append(TextTable.Printable(value)).Append('\n');
    }

    private static string Instruction(string? createdBy) =>
        createdBy is null ? "-" : createdBy.Length <= LongestInstruction ? createdBy : createdBy[..LongestInstruction] + "…";
}
