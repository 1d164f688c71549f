using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Trees;

namespace Plimsoll.Cli.Inspect;

/// <summary>A tree for people.</summary>
internal static class TreeTable
{
    private const int MaxLines = 2000;
    private const int MaxWasted = 5;
    private const int LongestInstruction = 80;

    public static string Render(TreeDocument tree)
    {
        var text = new StringBuilder(Verdict(tree)).Append("\n\n");
        TextTable.Append(text, [">LAYER", ">STORED", ">BROUGHT", ">ADDED", ">CHANGED", ">REMOVED", ">WASTED", "CREATED BY"], tree.Layers.Select(Layer));
        if (tree.WastedPaths.Count > 0)
        {
            TextTable.Append(text.Append('\n'), [">WASTED", ">COPIES", "PATH"], tree.WastedPaths.Take(MaxWasted).Select(path => (string[])
                [ByteSize.Of(path.Bytes), path.Copies.ToString(), path.IsThere ? path.Path : path.Path + " (removed)"]));
        }
        var branches = Branches(tree.Entries);
        TextTable.Append(text.Append('\n'), ["MODE", "OWNER", ">SIZE", ">LAYER", "FILE"], tree.Entries.Take(MaxLines).Select((entry, i) => (string[])
            [Mode(entry), entry.Mode is null ? "-" : $"{entry.UserId}:{entry.GroupId}", ByteSize.Of(entry.Size), entry.Layer.ToString(), branches[i] + Name(entry, i == 0) + Mark(entry)]));
        if (tree.Entries.Count > MaxLines) text.Append($"… {tree.Entries.Count - MaxLines} more: choose a --path or a smaller --depth\n");
        return text.Append($"\nNext: plimsoll tree {TextTable.Printable(tree.Reference)} {Next(tree)}\n").ToString();
    }

    private static string Verdict(TreeDocument tree)
    {
        var shipped = tree.Bytes + tree.Wasted;
        var wasted = tree.Wasted == 0 ? "nothing is shipped in vain" : $"{ByteSize.Of(tree.Wasted)} more ({100d * tree.Wasted / shipped:F1} %) are shipped and never seen";
        return $"{(tree.Completeness == Completeness.Partial ? "PARTIAL, not everything could be read: " : "")}{Number(tree.Files, "file")} with {ByteSize.Of(tree.Bytes)} in {Number(tree.Layers.Count, "layer")}; {wasted}";
    }

    private static string Number(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";

    private static string[] Layer(LayerContent layer) =>
    [
        layer.Index.ToString(), ByteSize.Of(layer.Size), layer.IsOpened ? ByteSize.Of(layer.Bytes) : "not read", layer.Added.ToString(), layer.Changed.ToString(), layer.Removed.ToString(),
        layer.Wasted == 0 ? "-" : ByteSize.Of(layer.Wasted), layer.CreatedBy is not { } line ? "-" : line.Length <= LongestInstruction ? line : line[..LongestInstruction] + "…",
    ];

    private static string Next(TreeDocument tree) => tree switch
    {
        { Layer: null, Layers.Count: > 1 } => $"--layer {tree.Layers.Count - 1}",
        { Entries: var entries } when entries.Skip(1).Where(entry => entry.IsDirectory).MaxBy(entry => entry.Size) is { } largest => $"{(tree.Layer is { } layer ? $"--layer {layer} " : "")}--path {TextTable.Printable(largest.Path)}",
        _ => "--format json",
    };

    private static string Name(TreeEntry entry, bool isTop) => (isTop ? entry.Path : entry.Name) + (entry.Link is { } link ? " -> " + link : entry.IsDirectory && !isTop ? "/" : "");

    private static string Mark(TreeEntry entry) => (entry.Change, entry.HiddenBy) switch
    {
        (TreeChange.Removed, { } by) => $"  [removed in {by}]",
        (TreeChange.Removed, null) => "  [removed]",
        (TreeChange.Added, { } by) => $"  [added, hidden by {by}]",
        (TreeChange.Changed, { } by) => $"  [changed, hidden by {by}]",
        (TreeChange.Added, null) => "  [added]",
        (TreeChange.Changed, null) => "  [changed]",
        _ => "",
    };

    /// <summary><c>-rwsr-xr-x</c>, as ls(1) writes it.</summary>
    private static string Mode(TreeEntry entry)
    {
        if (entry.Mode is null) return "-";
        var mode = Convert.ToInt32(entry.Mode, 8);
        var type = entry.Type switch { "directory" => 'd', "symlink" => 'l', "character-device" => 'c', "block-device" => 'b', "fifo" => 'p', "socket" => 's', _ => '-' };
        return new string([type, .. Bits(mode >> 6, mode & 0x800, 's'), .. Bits(mode >> 3, mode & 0x400, 's'), .. Bits(mode, mode & 0x200, 't')]);
    }

    private static char[] Bits(int bits, int special, char letter) =>
        [(bits & 4) != 0 ? 'r' : '-', (bits & 2) != 0 ? 'w' : '-', special == 0 ? (bits & 1) != 0 ? 'x' : '-' : (bits & 1) != 0 ? letter : char.ToUpperInvariant(letter)];

    /// <summary>The lines that lead from a directory to what is in it.</summary>
    private static string[] Branches(IReadOnlyList<TreeEntry> entries)
    {
        var depths = entries.Select(entry => entry.Path.AsSpan().TrimEnd('/').Count('/')).ToArray();
        var branches = new string[entries.Count];
        var goesOn = new List<bool>();
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            var depth = depths[i] - depths[0];
            while (goesOn.Count <= depth) goesOn.Add(false);
            branches[i] = depth == 0 ? "" : string.Concat(goesOn.Skip(1).Take(depth - 1).Select(more => more ? "│   " : "    ")) + (goesOn[depth] ? "├── " : "└── ");
            goesOn[depth] = true;
            goesOn.RemoveRange(depth + 1, goesOn.Count - depth - 1);
        }
        return branches;
    }
}
