using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Plimsoll.Cli.Inspect;
using Plimsoll.Cli.Sbom;
using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sbom.Arriving;
using Plimsoll.Inspection.Sbom.Comparing;
using Plimsoll.Inspection.Sbom.Reading;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll sbom compare</c>: whether the bills of materials that came with an image, or one in a file, say what is inside.</summary>
internal static class SbomCompareCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var command = new Command("compare", "Compare the SBOMs that came with an image, or one in a file, with what is inside. Ends with 4 under --strict where one differs or cannot be read, with 7 where there is none.\n\nExample:\n  plimsoll sbom compare registry.example.org/shop/api:1");
        var image = new SbomReferenceOptions(command);
        var with = new Option<string?>("--with") { Description = "File with the SBOM, instead of those in the registry", HelpName = "FILE" };
        var format = new Option<string>("--format") { Description = "json or table", HelpName = "FORMAT", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("json", "table");
        var strict = new Option<bool>("--strict") { Description = "End with 4 where an SBOM differs or cannot be read" };
        foreach (var option in new Option[] { with, format, strict }) command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var reference = image.Reference(parsed);
            var file = parsed.GetValue(with);
            if (file is null && reference is not ImageReference.Registry) throw new FormatException("what came with an image is only found in a registry; give a file with --with");
            var document = await image.InspectAsync(parsed, InspectOptions.Default, cancellationToken);
            var arrived = file is null ? await AttachedAsync((ImageReference.Registry)reference, image.PlainHttp(parsed), document, cancellationToken) : [FromFile(file, document)];
            if (arrived.Count == 0) throw new ImageNotFoundException($"no SBOM came with {reference}; 'plimsoll sbom {reference} --attach' attaches one");
            var text = parsed.GetValue(format) == "json" ? JsonSerializer.Serialize(arrived, Json) + "\n" : ComparisonTable.Render(arrived, file is null ? reference.ToString()! : $"{reference} --with {file}");
            await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellationToken);
            return parsed.GetValue(strict) && arrived.Any(entry => entry.Verdict != "same") ? ExitCode.Warnings : ExitCode.Ok;
        });
        return command;
    }

    private static async Task<List<ArrivedSbomEntry>> AttachedAsync(ImageReference.Registry image, bool? plainHttp, InspectionDocument document, CancellationToken cancellationToken)
    {
        using var registry = RemoteImageContent.Connect(image, plainHttp);
        var entries = new List<ArrivedSbomEntry>();
        await foreach (var arrived in ArrivedSboms.CompareAsync(new RemoteReferrers(registry.Repository(image.Repository)), document, SbomLimits.Default, cancellationToken)) entries.Add(ArrivedSbomEntry.Of(arrived));
        return entries;
    }

    private static ArrivedSbomEntry FromFile(string path, InspectionDocument document)
    {
        using var bytes = File.OpenRead(path);
        var arrived = new ArrivedSbom("file", null, Path.GetFileName(path));
        return ArrivedSbomEntry.Of(SbomReader.Read(bytes, SbomLimits.Default) is { } read
            ? arrived with { Document = read, Comparison = SbomComparison.Of(read.Packages, document.Packages) }
            : arrived with { Problem = "it is no document of a format that is read here" });
    }
}
