using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers;

namespace Plimsoll.Inspection.Sources;

/// <summary>Lists an unpacked root file system as a layer would.</summary>
internal sealed class RootFileSystem(string root, FactsCollector facts, IReadOnlySet<string> leftOut, Deadline deadline, CancellationToken cancellationToken)
{
    private const int MaxDepth = 4096;

    private long _size;

    /// <summary>Lists everything, parents before children, names in ordinal order. Returns the bytes of the regular files.</summary>
    /// <exception cref="ImageNotFoundException">The root is no directory, or one in which an image is kept.</exception>
    public long Walk()
    {
        if (!Directory.Exists(root)) throw new ImageNotFoundException($"there is no directory '{root}'");
        if (Instead() is { } image) throw new ImageNotFoundException($"'{root}' is no root file system but {image}");
        try
        {
            WalkDirectory("", 0);
        }
        catch (LayerStoppedException e)
        {
            facts.Missing("/", e.Message);
            if (e.IsBomb) facts.Find(FindingKinds.Bomb, "/", Severity.High, e.Message);
        }
        return _size;
    }

    /// <summary>Images are kept in directories too. Taken for a root file system one would have no packages, and look clean.</summary>
    private string? Instead()
    {
        if (Directory.Exists(Path.Combine(root, "etc")) || Directory.Exists(Path.Combine(root, "usr"))) return null;
        if (Has("oci-layout", OciLayoutContent.Index)) return $"an OCI image layout: write oci:{root}";
        return Has("version", DockerArchiveContent.List) ? $"what skopeo keeps images in: 'skopeo copy dir:{root} oci:DIR:1' makes a layout of it, then write oci:DIR" : null;
    }

    private bool Has(string one, string other) => File.Exists(Path.Combine(root, one)) && File.Exists(Path.Combine(root, other));

    private void WalkDirectory(string directory, int depth)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (deadline.HasPassed) throw new LayerStoppedException("there was no time left to read the rest of the directory", isBomb: false);
        if (depth > MaxDepth)
        {
            facts.Missing(directory, $"the directory is more than {MaxDepth} deep and was not read");
            return;
        }
        foreach (var name in Names(directory))
        {
            var path = directory.Length == 0 ? name : $"{directory}/{name}";
            var full = Path.Combine(root, path);
            if (FileStatus.Of(full) is not { } status)
            {
                facts.Missing(path, "the file cannot be looked at: it is gone, not allowed, or its name is not UTF-8");
                continue;
            }
            if (leftOut.Contains(path) && status.Type != FileType.Directory) continue;
            Add(path, full, status);
            if (status.Type == FileType.Directory && !leftOut.Contains(path)) WalkDirectory(path, depth + 1);
        }
    }

    private void Add(string path, string full, FileStatus status)
    {
        var link = status.Type == FileType.Symlink ? new FileInfo(full).LinkTarget : null;
        var size = status.Type == FileType.File ? status.Size : 0;
        _size += size;
        facts.Add(new FileHeader(path, status.Type, status.Mode, size, link) { UserId = status.UserId, GroupId = status.GroupId, Major = status.Major, Minor = status.Minor }, status.Type == FileType.File ? () => Open(path, full) : null);
    }

    private Stream Open(string path, string full)
    {
        if (FileStatus.OpenRegular(full) is { } handle) return new FileStream(handle, FileAccess.Read, bufferSize: 0);
        facts.Missing(path, "the file cannot be opened");
        return Stream.Null;
    }

    private string[] Names(string directory)
    {
        try
        {
            var names = new DirectoryInfo(Path.Combine(root, directory)).EnumerateFileSystemInfos("*", Everything).Select(entry => entry.Name).ToArray();
            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            facts.Missing(directory, "the directory cannot be read: " + e.Message);
            return [];
        }
    }

    private static EnumerationOptions Everything { get; } = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, RecurseSubdirectories = false };
}
