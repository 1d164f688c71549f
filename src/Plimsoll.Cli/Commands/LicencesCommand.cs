using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection.Licences.Reports;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll licences</c>: under which licences the packages of an image are, what that asks for, and the papers that go with it.</summary>
internal static class LicencesCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="openRegistry">Opens an image in a registry, with true for plain http, false for https, null for what the host suggests.</param>
    public static Command Create(Func<ImageReference.Registry, bool?, IImageContent> openRegistry)
    {
        var image = new ImageOpening(openRegistry);
        var format = new Option<string>("--format") { Description = "table, json, csv, notice (the notices to pass on with the image) or sources (what source has to be offered)", HelpName = "FORMAT", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json", "csv", "notice", "sources");
        var command = new Command("licences", "Say under which licences the packages of an image are.") { format };
        image.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var text = await image.OpenAsync(parsed, (document, content, directory) => RenderAsync(document, content, directory, parsed.GetValue(format)!, image.ReferenceOf(parsed), cancellationToken), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<string> RenderAsync(InspectionDocument document, IImageContent? content, string? directory, string format, string reference, CancellationToken cancellationToken) => format switch
    {
        "json" => LicenceReport.Of(document).ToJson() + "\n",
        "csv" => LicenceCsv.Of(LicenceReport.Of(document)),
        "sources" => LicenceTable.Sources(CorrespondingSource.Of(document)),
        "notice" => Notice(document, content is null ? LicenceFileReader.ReadDirectory(document, directory!) : await LicenceFileReader.ReadAsync(document, content, TimeProvider.System, cancellationToken)),
        _ => LicenceTable.Render(LicenceReport.Of(document), reference),
    };

    private static string Notice(InspectionDocument document, IReadOnlyDictionary<LicenceFile, byte[]> texts)
    {
        using var output = new StringWriter { NewLine = "\n" };
        LicenceNotice.Write(document, texts, output);
        return output.ToString();
    }
}
