using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Findings;

/// <summary>The modes that files with special bits had in the lowest layer that has them, when a higher layer wrote them again.</summary>
internal sealed class EarlierModes
{
    private readonly Dictionary<int, int> _modes = [];

    public static EarlierModes Of(ImageView image)
    {
        var modes = new EarlierModes();
        foreach (var (layer, files) in image.Root.Layers)
        {
            foreach (var file in files)
            {
                if (file.Type != FileType.File) continue;
                var place = new ContentPlace(layer, file.Number);
                if (image.Root.HiddenBy(place) >= 0 && image.Root.PlaceOf(place) is { } path) modes._modes.TryAdd(path.Number, file.Mode);
            }
        }
        return modes;
    }

    /// <summary>The mode of the first file that stood at a path and was replaced; null when nothing was replaced.</summary>
    public int? LowestOf(int path) => _modes.TryGetValue(path, out var mode) ? mode : null;
}
