using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Cli.Trust;
using Plimsoll.Inspection.Sources;
using Plimsoll.Core.References;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll verify-content</c>: which files of an image are what the vendors of its packages signed.</summary>
internal static class VerifyContentCommand
{
    public static Command Create(Func<ImageReference.Registry, bool?, IImageContent> openRegistry)
    {
        var reference = new Argument<string>("REF") { Description = ImageOptions.Description };
        var all = new Option<bool>("--all") { Description = "List the verified files too" };
        var format = ImageOptions.Format("table", "json");
        var command = new Command("verify-content", "Prove which files of an image are what the vendors of its packages signed.\n\nExample:\n  plimsoll verify-content registry.example.org/base/rocky:9 --vendor-keys RPM-GPG-KEY-Rocky-9")
        {
            reference, all, format,
        };
        var images = new ImageOptions(command, openRegistry);
        var vendors = new VendorOptions(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(reference)!;
            var verifier = vendors.Verifier(parsed, parsed.GetValue(all));
            var report = await images.UseAsync(parsed, name, (image, content, directory) => verifier.VerifyAsync(image, content, directory, cancellationToken), cancellationToken);
            var text = parsed.GetValue(format) == "json" ? report.ToJson() + "\n" : ContentTable.Render(report, name);
            await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellationToken);
            return report.Verdict switch { "verified" => ExitCode.Ok, "refused" => ExitCode.VerificationFailed, _ => ExitCode.NotReady };
        });
        return command;
    }
}
