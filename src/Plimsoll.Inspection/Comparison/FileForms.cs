using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers.Merging;
using Plimsoll.Inspection.Trees;

namespace Plimsoll.Inspection.Comparison;

/// <summary>Describes files for people and programs.</summary>
internal static class FileForms
{
    public static ChangedFile Describe(PathDifference difference) => new()
    {
        Path = "/" + (difference.To ?? difference.From)!.Value.Path,
        Change = difference.Change,
        What = difference.What,
        From = difference.From is { } from ? Form(from) : null,
        To = difference.To is { } to ? Form(to) : null,
    };

    private static FileForm Form(MergedFile file)
    {
        var facts = file.Facts;
        return new FileForm(
            ImageTree.NameOf(file.Type),
            facts is { } known ? Convert.ToString(known.Mode, 8).PadLeft(4, '0') : null,
            $"{facts?.UserId ?? 0}:{facts?.GroupId ?? 0}",
            file.Type == FileType.File ? facts?.Size ?? 0 : 0,
            facts?.Digest,
            file.Link,
            file.Layer);
    }
}
