namespace Plimsoll.Inspection.Ecosystems;

/// <summary>Paths in a list of files, which count from the directory of the list.</summary>
internal static class RelativePath
{
    /// <summary>The directory of a file; empty for the root.</summary>
    public static string DirectoryOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "";

    /// <summary>The last part of a path.</summary>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>A path counted from a directory, its <c>..</c> followed; null where that leads out of the root.</summary>
    public static string? Resolve(string directory, string path)
    {
        if (path.StartsWith('/')) return path;
        var parts = new List<string>(directory.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else return null;
        }
        return string.Join('/', parts);
    }
}
