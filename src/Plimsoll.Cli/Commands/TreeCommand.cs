using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Core.References;
using Plimsoll.Inspection.Sources;
using Plimsoll.Inspection.Trees;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll tree</c>: the files of an image, layer by layer or merged.</summary>
internal static class TreeCommand
{
    public static Command Create(Func<ImageReference.Registry, bool?, IImageContent> openRegistry)
    {
        var reference = new Argument<string>("REF") { Description = ImageOptions.Description };
        var layer = new Option<int?>("--layer") { Description = "Only what this layer did, from 0. Default: the merged tree", HelpName = "N" };
        var path = new Option<string>("--path") { Description = "Begin at this directory", HelpName = "PATH", DefaultValueFactory = _ => "/" };
        var depth = new Option<int>("--depth") { Description = "Directories to go down", HelpName = "N", DefaultValueFactory = _ => 2 };
        var toc = new Option<bool>("--remote-toc") { Description = "Of layers in eStargz or zstd:chunked fetch only the table of contents: quick, but without the packages that own the files" };
        var format = ImageOptions.Format("table", "json");
        var command = new Command("tree", "Show the files of an image: sizes, modes, owners, the layer that brought each, and what is shipped but never seen.\n\nExample:\n  plimsoll tree oci:DIR --layer 2 --path /usr/lib")
        {
            reference, layer, path, depth, toc, format,
        };
        var images = new ImageOptions(command, openRegistry);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(reference)!;
            var image = await images.OpenAsync(parsed, name, null, cancellationToken, filesOnly: parsed.GetValue(toc));
            if (parsed.GetValue(layer) is { } wanted && !image.Tree.HasLayer(wanted))
                throw new ImageNotFoundException($"{name} has no layer {wanted} that could be opened; its layers are 0 to {image.Document.Layers.Count - 1}");
            var document = TreeDocument.Of(image, name, parsed.GetValue(path)!, parsed.GetValue(layer), Math.Max(0, parsed.GetValue(depth)))
                ?? throw new ImageNotFoundException($"{name} has nothing at {parsed.GetValue(path)}{(parsed.GetValue(layer) is { } only ? $" in layer {only}" : "")}");
            var text = parsed.GetValue(format) == "json" ? document.ToIndentedJson() + "\n" : TreeTable.Render(document);
            await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }
}
