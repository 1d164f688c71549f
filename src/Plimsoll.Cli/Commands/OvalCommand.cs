using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Cli.Oval;
using Plimsoll.Core.References;
using Plimsoll.Inspection.Sources;
using Plimsoll.Vulnerabilities.Oval;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll oval</c>: OVAL definitions on the merged files and packages of an image.</summary>
internal static class OvalCommand
{
    public static Command Create(Func<ImageReference.Registry, bool?, IImageContent> openRegistry)
    {
        var reference = new Argument<string>("REF") { Description = ImageOptions.Description };
        var file = new Argument<string>("FILE") { Description = "OVAL definitions, XML or XML compressed by gzip" };
        var definition = new Option<string?>("--definition") { Description = "Evaluate only this definition", HelpName = "ID" };
        var variables = new Option<string?>("--variables")
        {
            Description = "Values of external variables: an oval_variables file or an XCCDF benchmark. Default: the file beside FILE that has xccdf in its name in the place of oval, if there is one",
            HelpName = "FILE",
        };
        var format = ImageOptions.Format("table", "json");
        var command = new Command("oval", "Evaluate OVAL definitions on an image without running it. What cannot be known from files is unknown, with the reason.\n\nExample:\n  plimsoll oval oci:DIR oval-definitions-bookworm.xml.gz --format json")
        {
            reference, file, definition, variables, format,
        };
        var images = new ImageOptions(command, openRegistry);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (image, path) = (parsed.GetValue(reference)!, parsed.GetValue(file)!);
            var document = Read(path, content => OvalReader.Read(content));
            if (parsed.GetValue(definition) is { } wanted && !document.Has(wanted)) throw new FileNotFoundException($"'{path}' has no definition {wanted}");
            var values = (parsed.GetValue(variables) ?? Beside(path)) is { } source ? Read(source, content => OvalVariables.Read(content)) : OvalVariables.None;
            var options = OvalOptions.Default with { Definition = parsed.GetValue(definition) };
            var evaluation = await images.UseAsync(parsed, image, (opened, content, directory) => ImageOval.RunAsync(opened, content, directory, document, values, options, cancellationToken), cancellationToken);
            var text = parsed.GetValue(format) == "json" ? OvalOutput.Json(evaluation, document, image) : OvalOutput.Table(evaluation, document, image, path);
            await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    private static T Read<T>(string path, Func<Stream, T> read)
    {
        using var content = new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Options = FileOptions.SequentialScan, BufferSize = 64 << 10 });
        try
        {
            return read(content);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}': {e.Message}", e);
        }
    }

    private static string? Beside(string path)
    {
        var name = Path.GetFileName(path).Replace("oval", "xccdf", StringComparison.Ordinal);
        var beside = Path.Combine(Path.GetDirectoryName(path) ?? "", name);
        return name != Path.GetFileName(path) && File.Exists(beside) ? beside : null;
    }
}
