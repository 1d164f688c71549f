using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Values;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>Finds the files that an object names by <c>filepath</c>, or by <c>path</c> and <c>filename</c> with their behaviours (unix-definitions-schema, FileBehaviors).</summary>
internal sealed class FileSearch(ObjectQuery query)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly FileWalk _walk = new(query);

    /// <summary>Why not all was looked at; null when all was.</summary>
    public string? Gap => query.System.Gap ?? _walk.Gap;

    /// <summary>The files, each once.</summary>
    public IEnumerable<OvalFile> Run()
    {
        if (query["filepath"] is { } filepath) return ByFilepath(filepath).Where(file => _seen.Add(file.Path));
        return query["path"] is { } path ? Directories(path).SelectMany(InDirectory).Where(file => _seen.Add(file.Path)) : [];
    }

    private IEnumerable<OvalFile> ByFilepath(EntityQuery filepath)
    {
        if (!filepath.IsEquals) return Starts(filepath).SelectMany(_walk.Everything).Where(file => file.Type != OvalFileType.Directory && filepath.IsMatch(file.Path));
        return filepath.Values.Where(path => path.StartsWith('/') && filepath.IsMatch(path))
            .Select(path => query.System.Find(path) is { Type: not OvalFileType.Directory } file ? file with { Path = path } : null).OfType<OvalFile>();
    }

    private IEnumerable<OvalFile> Directories(EntityQuery path)
    {
        if (!path.IsEquals) return Starts(path).SelectMany(_walk.Everything).Where(file => file.Type == OvalFileType.Directory && path.IsMatch(file.Path));
        return path.Values.Where(value => value.StartsWith('/') && path.IsMatch(value))
            .Select(value => query.System.Follow(value) is { Type: OvalFileType.Directory } file ? file with { Path = value.Length > 1 ? value.TrimEnd('/') : value } : null).OfType<OvalFile>();
    }

    /// <summary>Where files begin that an expression can match at all.</summary>
    private static IEnumerable<string> Starts(EntityQuery paths)
    {
        if (paths.Operation != Operation.PatternMatch) return ["/"];
        var starts = paths.Values.Select(LiteralStart.DirectoryOf).Distinct(StringComparer.Ordinal).ToList();
        return starts.Where(start => !starts.Exists(other => other != start && (other == "/" || start.StartsWith(other + "/", StringComparison.Ordinal))));
    }

    private IEnumerable<OvalFile> InDirectory(OvalFile directory)
    {
        var depth = int.TryParse(query.Behavior("max_depth", "-1"), out var limit) && limit >= 0 ? limit : int.MaxValue;
        var (direction, recurse) = (query.Behavior("recurse_direction", "none"), query.Behavior("recurse", "symlinks and directories"));
        var directories = direction == "up"
            ? _walk.Upwards(directory, depth)
            : _walk.Downwards(directory, direction == "down" ? depth : 0, recurse.Contains("director", StringComparison.Ordinal), recurse.Contains("symlink", StringComparison.Ordinal));
        // Without a name the directory itself is meant.
        return query["filename"] is not { } filename ? directories
            : directories.SelectMany(found => _walk.Children(found.Path)).Where(file => file.Type != OvalFileType.Directory && filename.IsMatch(file.Name));
    }
}
