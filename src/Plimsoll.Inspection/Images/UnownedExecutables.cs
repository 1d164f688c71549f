using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Images;

/// <summary>Executables and shared libraries that no package owns. Files of package managers' own scripts are theirs.</summary>
internal static class UnownedExecutables
{
    /// <summary>Where dpkg keeps the scripts that it runs; the lists name no file of its own database.</summary>
    private static readonly string[] Administration = ["var/lib/dpkg/info/", "usr/lib/sysimage/dpkg/info/", "lib/apk/exec/"];

    /// <summary>The executables in order of path; null when there are none.</summary>
    public static IReadOnlyList<UnownedExecutable>? Of(ImageView image)
    {
        var packages = image.Packages.Where(package => !package.IsOfSystem).ToLookup(package => package.Place);
        var found = Find(image).Select(entry => Describe(image, entry.File, entry.Facts, packages)).OrderBy(executable => executable.Path, StringComparer.Ordinal).ToList();
        return found.Count == 0 ? null : found;
    }

    /// <summary>The executables that nobody owns.</summary>
    public static IEnumerable<ExecutableFile> Find(ImageView image)
    {
        foreach (var file in image.Root.All())
        {
            if (file.Type != FileType.File || image.ExecutableAt(file.Content) is not { } facts || image.Owners.OwnerOf(file) is not null) continue;
            // Assemblies of .NET are programs of another format everywhere; only those that are meant to be started count.
            if (facts.Format != "elf" && file.Facts is not { IsExecutable: true }) continue;
            var path = file.Path;
            if (!Array.Exists(Administration, directory => path.StartsWith(directory, StringComparison.Ordinal))) yield return new ExecutableFile(file, facts);
        }
    }

    private static UnownedExecutable Describe(ImageView image, MergedFile file, ExecutableFacts facts, ILookup<ContentPlace, InstalledPackage> packages) => new()
    {
        Path = "/" + file.Path,
        Layer = file.Layer,
        Size = file.Facts?.Size ?? 0,
        Digest = file.Facts?.Digest,
        Format = facts.Format,
        Architecture = facts.Architecture,
        BuildId = facts.BuildId,
        Interpreter = facts.Interpreter,
        MinimumKernel = facts.MinimumKernel,
        Packer = facts.Packer,
        Libraries = facts.Libraries.Count == 0 ? null : facts.Libraries,
        Origins = facts.Origins.Count == 0 ? null : facts.Origins,
        SystemCalls = facts.SystemCalls.Count == 0 ? null : facts.SystemCalls,
        Packages = packages[file.Content].Select(package => package.Record.Purl).OfType<string>().ToList() is { Count: > 0 } purls ? purls : null,
        CreatedBy = image.CreatedBy(file.Layer),
    };
}
