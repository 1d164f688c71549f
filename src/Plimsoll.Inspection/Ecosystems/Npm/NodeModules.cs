namespace Plimsoll.Inspection.Ecosystems.Npm;

/// <summary>
/// Tells by its path whether a <c>package.json</c> is that of an installed package. Packages carry whole trees as test fixtures; what Node.js itself
/// could load is only <c>node_modules/NAME</c> of a package that it could load.
/// </summary>
internal static class NodeModules
{
    private const string Directory = "node_modules";

    /// <summary>The name that the package is installed under; null when the file is not that of an installed package.</summary>
    public static string? InstalledName(string path)
    {
        var parts = path.Split('/');
        if (parts[^1] != "package.json") return null;
        // Debian keeps its packages in a place of its own, which its Node.js looks through.
        var top = Array.IndexOf(parts, Directory);
        if (top < 0) top = Array.FindIndex(parts, 1, part => part == "nodejs") is var place and > 0 && parts[place - 1] is "share" or "lib" ? place : -1;
        for (var at = top; at >= 0;)
        {
            var end = NameEnd(parts, at + 1);
            if (end < 0) return null;
            if (end == parts.Length - 1) return string.Join('/', parts[(at + 1)..end]);
            if (parts[end] != Directory) return null;
            at = end;
        }
        return null;
    }

    /// <summary>The part after the name that begins at a part; -1 when none can begin there.</summary>
    private static int NameEnd(string[] parts, int start)
    {
        if (start >= parts.Length - 1) return -1;
        // pnpm, npm with linked installs, bun and deno keep each version in node_modules/.pnpm/NAME@VERSION/node_modules/NAME.
        if (parts[start] is ".pnpm" or ".store" or ".bun" or ".deno") return start + 2 < parts.Length - 1 && parts[start + 2] == Directory ? start + 2 : -1;
        if (parts[start].StartsWith('.')) return -1;
        if (!parts[start].StartsWith('@')) return start + 1;
        return start + 2 < parts.Length ? start + 2 : -1;
    }
}
