using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Comparison;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll diff</c>: how one image became another.</summary>
internal static class DiffCommand
{
    public static Command Create(Func<ImageReference.Registry, bool?, IImageContent> openRegistry)
    {
        var from = new Argument<string>("A") { Description = ImageOptions.Description };
        var to = new Argument<string>("B") { Description = "The same, for the image that is compared with it" };
        var format = ImageOptions.Format("table", "json", "markdown");
        var exitCode = new Option<bool>("--exit-code") { Description = "End with 4 when they differ, or could not be read whole" };
        var command = new Command("diff", "Tell how one image became another: packages, files, configuration, history, licences, findings, size.\n\nExample:\n  plimsoll diff registry.example.org/shop/api:1 registry.example.org/shop/api:2")
        {
            from, to, format, exitCode,
        };
        var images = new ImageOptions(command, openRegistry);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (a, b) = (parsed.GetValue(from)!, parsed.GetValue(to)!);
            var cache = new MemoryLayerFacts();
            var before = await images.OpenAsync(parsed, a, cache, cancellationToken);
            var after = await images.OpenAsync(parsed, b, cache, cancellationToken);
            var diff = ImageComparison.Compare(before, a, after, b, new DiffOptions());
            await parsed.InvocationConfiguration.Output.WriteAsync(DiffText.Render(diff, parsed.GetValue(format)!, Next(diff)).AsMemory(), cancellationToken);
            return parsed.GetValue(exitCode) && !diff.Same ? ExitCode.Warnings : ExitCode.Ok;
        });
        return command;
    }

    private static string Next(ImageDiff diff) => diff.Same
        ? $"plimsoll inspect {diff.To.Reference}"
        : diff.Files.Unexplained > 0 && diff.Layers.To > 1 ? $"plimsoll tree {diff.To.Reference} --layer {diff.Layers.To - 1}" : $"plimsoll diff {diff.From.Reference} {diff.To.Reference} --format json";
}
