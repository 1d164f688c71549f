namespace Plimsoll.Tests.Architecture;

/// <summary>The source files of the project that these tests were built from.</summary>
internal static class SourceTree
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>All C# files that people write.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. new[] { "src", "tests", "bench" }.Select(f => Path.Combine(Root, f)).Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "artifacts")).Order(StringComparer.Ordinal)];

    /// <summary>The path below the root, with slashes.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string Find(string folder)
    {
        for (var parent = new DirectoryInfo(folder); parent is not null; parent = parent.Parent)
        {
            if (File.Exists(Path.Combine(parent.FullName, "Plimsoll.slnx"))) return parent.FullName;
        }
        throw new DirectoryNotFoundException("The tests do not run below the folder of the solution.");
    }
}
