namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>The schemes by the type of package URL.</summary>
public static class VersionSchemes
{
    private static readonly SemanticScheme Semantic = new();

    private static readonly Dictionary<string, VersionScheme> ByType = new(StringComparer.Ordinal)
    {
        ["apk"] = new ApkScheme(),
        ["bitnami"] = Semantic,
        ["cargo"] = Semantic,
        ["composer"] = new ComposerScheme(),
        ["deb"] = new DpkgScheme(),
        ["gem"] = new GemScheme(),
        ["generic"] = new ProgramScheme(),
        ["golang"] = new GoScheme(),
        ["hex"] = Semantic,
        ["maven"] = new MavenScheme(),
        ["npm"] = new NpmScheme(),
        ["nuget"] = new NuGetScheme(),
        ["pub"] = Semantic,
        ["pypi"] = new Pep440Scheme(),
        ["rpm"] = new RpmScheme(),
        ["swift"] = Semantic,
    };

    /// <summary>The types whose order is known, in ordinal order.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. ByType.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The scheme of a type of package URL, such as <c>deb</c>; null where the order is not known, so that nothing can be said of its packages.</summary>
    public static VersionScheme? For(string purlType) => ByType.GetValueOrDefault(purlType);
}
