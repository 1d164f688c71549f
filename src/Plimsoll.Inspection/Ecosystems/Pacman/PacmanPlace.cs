namespace Plimsoll.Inspection.Ecosystems.Pacman;

/// <summary>Where pacman keeps what it knows of a package.</summary>
internal static class PacmanPlace
{
    /// <summary>Whether a file lies in the directory of a package, by the end of its path: <c>local/bash-5.2-1/desc</c>.</summary>
    public static bool IsOfPackage(string path)
    {
        var name = path.LastIndexOf('/');
        var package = name <= 0 ? -1 : path.LastIndexOf('/', name - 1);
        return package > 0 && path.AsSpan(0, package).EndsWith("pacman/local");
    }
}
