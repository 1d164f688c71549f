using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Trees;

/// <summary>A part of the tree of an image: the document of <c>plimsoll tree --format json</c>.</summary>
public sealed record TreeDocument
{
    /// <summary>The image as it was asked for.</summary>
    public required string Reference { get; init; }

    /// <summary>Partial when a layer was not read to its end: files may be missing.</summary>
    public required Completeness Completeness { get; init; }

    /// <summary>Files that are there.</summary>
    public required int Files { get; init; }

    /// <summary>Bytes of the files that are there.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes that are shipped and never seen.</summary>
    public required long Wasted { get; init; }

    /// <summary>The layers, lowest first.</summary>
    public required IReadOnlyList<LayerContent> Layers { get; init; }

    /// <summary>Where most bytes are shipped and never seen.</summary>
    public required IReadOnlyList<WastedPath> WastedPaths { get; init; }

    /// <summary>Index of the layer of which this is the work; null for the merged tree.</summary>
    public int? Layer { get; init; }

    /// <summary>The directory at which the entries begin.</summary>
    public required string Path { get; init; }

    /// <summary>The entries, each directory before what is in it, names in ordinal order.</summary>
    public required IReadOnlyList<TreeEntry> Entries { get; init; }

    /// <summary>Makes the document; null when nothing stands, or ever stood, at the path.</summary>
    /// <param name="image">The image.</param>
    /// <param name="reference">How it was asked for.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="layer">Only what this layer did; null for the merged tree.</param>
    /// <param name="depth">Directories below the path that are listed.</param>
    public static TreeDocument? Of(OpenedImage image, string reference, string path, int? layer, int depth)
    {
        ArgumentNullException.ThrowIfNull(image);
        var tree = image.Tree;
        if (tree.Find(path, layer) is not { } top) return null;
        var entries = new List<TreeEntry>();
        Collect(tree, top, layer, depth, entries);
        return new TreeDocument
        {
            Reference = reference,
            Completeness = image.Document.Completeness,
            Files = tree.Files,
            Bytes = tree.Bytes,
            Wasted = tree.Wasted,
            Layers = tree.Layers(),
            WastedPaths = tree.WastedPaths(20),
            Layer = layer,
            Path = top.Path,
            Entries = entries,
        };
    }

    /// <summary>The document as indented JSON.</summary>
    public string ToIndentedJson() => JsonSerializer.Serialize(this, TreeJson.Indented.TreeDocument);

    private static void Collect(ImageTree tree, TreeEntry entry, int? layer, int depth, List<TreeEntry> entries)
    {
        entries.Add(entry);
        if (depth == 0 || !entry.IsDirectory) return;
        foreach (var child in tree.List(entry.Path, layer)) Collect(tree, child, layer, depth - 1, entries);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TreeDocument))]
internal sealed partial class TreeJson : JsonSerializerContext
{
    public static TreeJson Indented => field ??= new(new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true });
}
