using System.CommandLine;
using System.Globalization;
using System.Text;
using Plimsoll.Cli.Sbom;
using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sbom;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll sbom</c>: the software bill of materials of an image, wherever it is, without a server.</summary>
internal static class SbomCommand
{
    public static Command Create()
    {
        var command = new Command("sbom", "Write the software bill of materials of an image: the same image always gives the same bytes.\n\nExample:\n  plimsoll sbom registry.example.org/shop/api:1 --format cyclonedx-json --output api.cdx.json");
        var image = new SbomReferenceOptions(command);
        var format = new Option<string>("--format") { Description = "spdx-json (SPDX 2.3), spdx3-json (SPDX 3.0), cyclonedx-json or cyclonedx-xml (CycloneDX 1.6)", HelpName = "FORMAT", DefaultValueFactory = _ => "spdx-json" };
        format.AcceptOnlyFromAmong([.. SbomFormats.All.Keys]);
        var output = new Option<string?>("--output", "-o") { Description = "File to write instead of standard output", HelpName = "FILE" };
        var files = new Option<bool>("--files") { Description = "List the files of the image too" };
        var attach = new Option<bool>("--attach") { Description = "Push it to the registry of REF as an artifact that refers to the image" };
        foreach (var option in new Option[] { format, output, files, attach }) command.Add(option);
        command.Add(SbomCompareCommand.Create());
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var remote = image.Reference(parsed) as ImageReference.Registry;
            if (parsed.GetValue(attach) && remote is null) throw new FormatException("--attach needs an image in a registry: host/repository[:tag][@digest]");
            IReadOnlyList<ImageFile>? listed = null;
            var document = await image.InspectAsync(parsed, InspectOptions.Default with { Files = parsed.GetValue(files) ? found => listed = found : null }, cancellationToken);
            var options = new SbomOptions(SbomFormats.Parse(parsed.GetValue(format)!)) { Files = listed, Timestamp = SourceDate() };
            var bytes = SbomWriter.ToBytes(document, options);
            if (parsed.GetValue(output) is { } path) await File.WriteAllBytesAsync(path, bytes, cancellationToken);
            else if (!parsed.GetValue(attach)) await parsed.InvocationConfiguration.Output.WriteAsync(Encoding.UTF8.GetString(bytes).AsMemory(), cancellationToken);
            if (document.Completeness == Completeness.Partial) await parsed.InvocationConfiguration.Error.WriteLineAsync("plimsoll: warning: not everything in the image could be read; the document says what and why");
            if (!parsed.GetValue(attach)) return ExitCode.Ok;
            var artifact = await SbomAttachment.PushAsync(remote!, image.PlainHttp(parsed), document, bytes, options.Format, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"Attached {artifact.Blob.MediaType} as {artifact.Descriptor.Digest}\nNext: plimsoll sbom compare {remote!.Host}/{remote.Repository}@{document.Image.Digest}");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The time that builds are told to use instead of the clock (https://reproducible-builds.org/specs/source-date-epoch/).</summary>
    /// <exception cref="FormatException">It is no number of seconds.</exception>
    private static DateTimeOffset? SourceDate()
    {
        if (Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") is not { Length: > 0 } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new FormatException($"SOURCE_DATE_EPOCH is '{text}'; expected seconds since 1970");
    }
}
