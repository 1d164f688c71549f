namespace Plimsoll.Inspection.Proof;

/// <summary>A directory with files of a distribution: a mirror as it is, or single files that somebody carried over a gap.</summary>
public sealed class DirectoryMirror : VendorMirror
{
    private const int MaxFiles = 500_000;

    private readonly string _root;
    private readonly Lazy<Dictionary<string, string>> _byName;
    private readonly Lazy<string[]> _releases;

    /// <summary>Opens a directory; it is looked through once, when first asked.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public DirectoryMirror(string root)
    {
        _root = Path.GetFullPath(root);
        if (!Directory.Exists(_root)) throw new DirectoryNotFoundException($"there is no directory {root}");
        _byName = new(() =>
        {
            var files = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var path in Files()) files.TryAdd(Path.GetFileName(path), path);
            return files;
        });
        _releases = new(() => [.. Files().Where(path => Path.GetFileName(path) is "InRelease" or "Release").Select(path => Path.GetRelativePath(_root, path)).Order(StringComparer.Ordinal)]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Releases(string? suite) => _releases.Value;

    /// <inheritdoc/>
    public override ValueTask<Stream?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Split('/').Contains("..") || path.Contains('\0')) return ValueTask.FromResult<Stream?>(null);
        var direct = Path.Combine(_root, path.TrimStart('/'));
        // Single files lie where somebody put them; what is in them is checked, not where they are.
        var found = File.Exists(direct) ? direct : _byName.Value.GetValueOrDefault(Path.GetFileName(path));
        return ValueTask.FromResult<Stream?>(found is null ? null : new FileStream(found, FileMode.Open, FileAccess.Read, FileShare.Read));
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(_root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true }).Take(MaxFiles);
}
