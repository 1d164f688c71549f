using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Findings;

/// <summary>Files that let somebody in or are loaded by everything: keys that SSH accepts, the list of libraries to load first, programs among temporary files.</summary>
internal sealed class WayInRule : IFindingRule
{
    private static readonly string[] Temporary = ["tmp/", "var/tmp/", "dev/shm/", "run/"];

    public IEnumerable<Finding> Find(ImageView image)
    {
        foreach (var file in image.Root.All())
        {
            if (file is { Type: FileType.File, Facts.Size: > 0 } && Judge(image, file) is { } finding) yield return finding;
        }
    }

    private static Finding? Judge(ImageView image, MergedFile file)
    {
        var name = file.Name;
        if (name is "authorized_keys" or "authorized_keys2" && file.Path is var keys && keys.Contains(".ssh/", StringComparison.Ordinal))
            return Describe(FindingKinds.AuthorizedKeys, file, keys, Severity.Medium, "whoever has the keys of this list may log in to every container of the image that runs SSH");
        if (name == "ld.so.preload" && file.Path is "etc/ld.so.preload")
            return Describe(FindingKinds.Preload, file, "etc/ld.so.preload", Severity.High, "every program loads the libraries of this list first, which is how rootkits hide");
        if (image.ExecutableAt(file.Content) is not { Format: not "script" } || image.Owners.OwnerOf(file) is not null) return null;
        var path = file.Path;
        return Array.Exists(Temporary, tree => path.StartsWith(tree, StringComparison.Ordinal))
            ? Describe(FindingKinds.TemporaryExecutable, file, path, Severity.Medium, "a program lies where only temporary files belong")
            : null;
    }

    private static Finding Describe(string kind, MergedFile file, string path, Severity severity, string reason) =>
        new() { Kind = kind, Path = "/" + path, Layer = file.Layer, Severity = severity, Reason = reason };
}
