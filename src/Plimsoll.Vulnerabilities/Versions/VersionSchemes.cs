namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>The schemes by the type of package URL.</summary>
public static class VersionSchemes
{
    private static readonly Dictionary<string, VersionScheme> ByType = new(StringComparer.Ordinal)
    {
        ["deb"] = new DpkgScheme(),
    };

    /// <summary>The types whose order is known, in ordinal order.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. ByType.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The scheme of a type of package URL, such as <c>deb</c>; null where the order is not known, so that nothing can be said of its packages.</summary>
    public static VersionScheme? For(string purlType) => ByType.GetValueOrDefault(purlType);
}
