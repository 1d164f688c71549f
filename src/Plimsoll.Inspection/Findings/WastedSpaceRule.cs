using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Findings;

/// <summary>Large files that are shipped and never seen, because a higher layer removes them or writes them again.</summary>
internal sealed class WastedSpaceRule : IFindingRule
{
    private const long Large = 1 << 20;
    private const int Most = 100;

    /// <summary>Bytes of small files that are worth telling: every installation of a package writes the lists of packages again.</summary>
    private const long Many = 16 << 20;

    public IEnumerable<Finding> Find(ImageView image) => Hidden(image, size => size >= Large).OrderByDescending(hidden => hidden.File.Size).Take(Most).Select(hidden => new Finding
    {
        Kind = FindingKinds.WastedSpace,
        Path = "/" + hidden.File.Path,
        Layer = hidden.Layer,
        DeletedIn = hidden.HiddenBy,
        Severity = Severity.Info,
        Reason = $"{hidden.File.Size} bytes are shipped though layer {hidden.HiddenBy} {(hidden.IsReplaced ? "writes the file again" : "removes the file")}",
    }).Concat(FindSmall(image));

    /// <summary>Small files are told together, for each layer that hides some, in the order in which the first of them comes.</summary>
    private static IEnumerable<Finding> FindSmall(ImageView image)
    {
        var groups = new List<HiddenGroup>();
        foreach (var hidden in Hidden(image, size => size < Large))
        {
            var group = groups.Find(known => known.Layer == hidden.Layer && known.HiddenBy == hidden.HiddenBy);
            if (group is null) groups.Add(group = new HiddenGroup(hidden.Layer, hidden.HiddenBy));
            group.Count++;
            group.Size += hidden.File.Size;
        }
        return groups.Where(group => group.Size >= Many).Select(group => new Finding
        {
            Kind = FindingKinds.WastedSpace,
            Path = "/",
            Layer = group.Layer,
            DeletedIn = group.HiddenBy,
            Severity = Severity.Info,
            Reason = $"{group.Count} small files with {group.Size} bytes together are shipped though layer {group.HiddenBy} removes them or writes them again",
        });
    }

    private static IEnumerable<HiddenFile> Hidden(ImageView image, Func<long, bool> isOfSize)
    {
        foreach (var (layer, files) in image.Root.Layers)
        {
            foreach (var file in files)
            {
                if (file.Type != FileType.File || !isOfSize(file.Size)) continue;
                var place = new ContentPlace(layer, file.Number);
                var hiddenBy = image.Root.HiddenBy(place);
                // What is hidden under one name may be there under another.
                if (hiddenBy >= 0 && image.Root.VisibleAt(place) is null) yield return new HiddenFile(layer, file, hiddenBy, image.Root.FindLink(file.Path) is { } there && there.Layer == hiddenBy);
            }
        }
    }

    private sealed class HiddenGroup(int layer, int hiddenBy)
    {
        public int Layer => layer;

        public int HiddenBy => hiddenBy;

        public int Count { get; set; }

        public long Size { get; set; }
    }

    private sealed record HiddenFile(int Layer, FileFacts File, int HiddenBy, bool IsReplaced);
}
