using System.CommandLine;
using Plimsoll.Cli.Copying;
using Plimsoll.Cli.Inspect;
using Plimsoll.Client.Copying;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll copy</c>: moves an image with everything that vouches for it, and proves at the end that nothing is missing.</summary>
internal static class CopyCommand
{
    public static Command Create()
    {
        var command = new Command("copy", "Copy an image with its signatures, attestations and bills of materials between registries and OCI layouts.\n\nExample:\n  plimsoll copy registry.example.org/shop/api:1 mirror.example.net/shop/api:1");
        var source = new Argument<string>("SRC") { Description = "host/repository[:tag][@digest] or oci:DIR[:tag]" };
        var target = new Argument<string>("DST") { Description = "host/repository[:tag] or oci:DIR[:tag]; without a tag the one of SRC" };
        var allTags = new Option<bool>("--all-tags") { Description = "Copy every tag of SRC" };
        var platform = new Option<string?>("--platform") { Description = "Copy one image of an index, such as linux/arm64. Default: the index with all of them", HelpName = "OS/ARCH" };
        var imageOnly = new Option<bool>("--no-referrers") { Description = "Leave out signatures and everything else that is about the image" };
        var strict = new Option<bool>("--strict") { Description = "End with 4 when SRC lists something that it does not have" };
        var plainHttp = new Option<bool?>("--insecure-plain-http") { Description = "Speak http to registries. Default: only on loopback" };
        var format = ImageOptions.Format("table", "json");
        command.Add(source);
        command.Add(target);
        foreach (var option in new Option[] { allTags, platform, imageOnly, strict, plainHttp, format }) command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var places = CopyPlaces.Open(parsed.GetValue(source)!, parsed.GetValue(target)!, parsed.GetValue(plainHttp), Environment.GetEnvironmentVariable);
            var copy = new ClosureCopy(places.Source, places.Target, new CopyProgressLines(parsed.InvocationConfiguration.Error)) { ImageOnly = parsed.GetValue(imageOnly) };
            var reports = new List<CopyReport>();
            var choice = parsed.GetValue(platform) is { } wanted ? PlatformChoice.Parse(wanted) : null;
            await foreach (var (root, tag) in NamedAsync(places, parsed.GetValue(allTags), choice, cancellationToken))
            {
                reports.Add(await copy.RunAsync(root, tag, cancellationToken));
                if (!copy.ImageOnly) await StatementCarrier.CarryAsync(places, root, cancellationToken);
            }
            var text = parsed.GetValue(format) == "json" ? CopyOutput.Json(places, reports) : CopyOutput.Table(places, reports);
            await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellationToken);
            if (reports.Exists(report => report.Missing.Count > 0)) return ExitCode.VerificationFailed;
            return parsed.GetValue(strict) && reports.Exists(report => report.Remarks.Count > 0) ? ExitCode.Warnings : ExitCode.Ok;
        });
        return command;
    }

    private static async IAsyncEnumerable<(Descriptor Root, Tag? Tag)> NamedAsync(CopyPlaces places, bool allTags, Platform? platform, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!allTags)
        {
            yield return (await ChooseAsync(places, await places.FindAsync(cancellationToken), platform, cancellationToken), places.Tag);
            yield break;
        }
        places.RefuseNames();
        var copied = 0;
        await foreach (var tag in places.Source.ListTagsAsync(cancellationToken))
        {
            // These go with the image that they belong to.
            if (ClosureCopy.BelongsToAnImage(tag)) continue;
            var named = await places.Source.FindManifestAsync(tag.Value, cancellationToken) ?? throw new ImageNotFoundException($"{places.Source.Name} has no {tag} any more");
            yield return (await ChooseAsync(places, named, platform, cancellationToken), tag);
            copied++;
        }
        if (copied == 0) throw new ImageNotFoundException($"{places.Source.Name} has no tags");
    }

    private static async Task<Descriptor> ChooseAsync(CopyPlaces places, Client.FetchedManifest named, Platform? platform, CancellationToken cancellationToken)
    {
        var manifest = named.Read();
        if (platform is null || !manifest.IsIndex) return named.Descriptor;
        var chosen = PlatformChoice.Choose(manifest.Manifests, platform);
        return (await places.Source.FindManifestAsync(chosen.Digest.Value, cancellationToken))?.Descriptor ?? throw new ImageNotFoundException($"{places.Source.Name} does not have {chosen.Digest}, which its index lists for {platform}");
    }
}
