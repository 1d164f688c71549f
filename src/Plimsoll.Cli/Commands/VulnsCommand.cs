using System.CommandLine;
using Plimsoll.Cli.Advisories;
using Plimsoll.Cli.Inspect;
using Plimsoll.Cli.Vulns;
using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection.Sources;
using Plimsoll.Server.Advisories;
using Plimsoll.Server.Exposure;
using Plimsoll.Server.Exposure.Vex;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll vulns</c>: what is known against an image, by the advisories of this machine.</summary>
internal static class VulnsCommand
{
    public static Command Create(Func<ImageReference.Registry, bool?, IImageContent> openRegistry)
    {
        var reference = new Argument<string>("REF") { Description = ImageOptions.Description };
        var format = ImageOptions.Format("table", "json", "sarif", "cyclonedx-vex");
        var data = AdvisoryPlace.Option();
        var severity = Word("--severity", "List only what is so bad or worse; the rest is counted");
        var failOn = Word("--fail-on", "End with 3 when the image has something so bad or worse");
        var strict = new Option<bool>("--strict") { Description = "End with 4 when the image has anything" };
        var all = new Option<bool>("--all") { Description = "List what is fixed, does not affect the image or is unimportant too; otherwise it is counted" };
        var stale = new Option<int>("--stale-days") { Description = "Days after which a feed is stale", HelpName = "N", DefaultValueFactory = _ => (int)FeedEntry.DefaultMaxAge.TotalDays };
        var command = new Command("vulns", """
            Hold the packages of an image against the advisories of this machine. What could not be evaluated is listed with the reason, and ends with 5.

            REF may also be sbom:FILE, a bill of materials (SPDX, CycloneDX): what it names is taken to be there.

            Example:
              plimsoll vulns oci:DIR --fail-on high
            """) { reference, format, data, severity, failOn, strict, all, stale };
        var images = new ImageOptions(command, openRegistry);
        var brought = new BroughtStatements(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = parsed.GetValue(reference)!;
            if (given.StartsWith(BillOfMaterials.Prefix, StringComparison.Ordinal))
            {
                var document = BillOfMaterials.Read(given[BillOfMaterials.Prefix.Length..]);
                return await TellAsync(parsed, given, document, brought.Given(parsed), cancellationToken);
            }
            var named = ImageReference.Parse(given).ToString()!;
            var opened = await images.OpenAsync(parsed, named, null, cancellationToken);
            var statements = await brought.CollectAsync(parsed, ImageReference.Parse(named), images.PlainHttp(parsed), opened.Document, cancellationToken);
            return await TellAsync(parsed, named, opened.Document, statements, cancellationToken);
        });
        return command;

        async Task<int> TellAsync(ParseResult parsed, string named, InspectionDocument document, ImageStatements statements, CancellationToken cancellationToken)
        {
            await using var place = AdvisoryPlace.OpenExisting(parsed.GetValue(data));
            var evaluation = new ImageEvaluation(place?.Store, ImageEvaluation.Matcher, TimeProvider.System, TimeSpan.FromDays(parsed.GetValue(stale)));
            var everything = await evaluation.RunAsync(document.Image.Digest?.Value ?? named, document, null, statements, cancellationToken);
            var shown = everything.Where(finding => (parsed.GetValue(all) || finding.IsListed) && (parsed.GetValue(severity) is not { } least || FindingSeverity.IsAtLeast(finding.Severity, least)));
            var verdict = new VulnsVerdict(everything, parsed.GetValue(failOn), parsed.GetValue(strict));
            var text = parsed.GetValue(format) switch
            {
                "json" => VulnsJson.Write(shown),
                "sarif" => SarifLog.Write(shown, named),
                "cyclonedx-vex" => CycloneDxVex.Write(shown, named, TimeProvider.System.GetUtcNow()),
                _ => VulnsTable.Render(shown, verdict, named, document.Packages.Count),
            };
            await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellationToken);
            return verdict.Code;
        }
    }

    private static Option<string?> Word(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description + ": " + string.Join(", ", FindingSeverity.Words), HelpName = "SEVERITY" };
        option.AcceptOnlyFromAmong([.. FindingSeverity.Words]);
        return option;
    }
}
