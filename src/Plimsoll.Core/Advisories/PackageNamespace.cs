namespace Plimsoll.Core.Advisories;

/// <summary>
/// Where the name of a package counts: <c>TYPE[:DISTRIBUTION:RELEASE[:CHANNEL]]</c>. Types are those of package URLs; distribution and release are <c>ID</c> and <c>VERSION_ID</c> of os-release(5),
/// except that Alpine's release is its branch (<c>v3.18</c>, <c>edge</c>) and that rolling releases have their name (<c>sid</c>).
/// </summary>
/// <param name="Type">Type of package URLs, such as <c>deb</c>.</param>
/// <param name="Distribution">Such as <c>debian</c>; null for a language.</param>
/// <param name="Release">Such as <c>12</c>; null for a language, or a distribution that has none.</param>
/// <param name="Channel">Part of the release that not all installations take from: <c>main</c> (Alpine), <c>pro</c> (Ubuntu), <c>eus-9.4</c> (Red Hat); null for what everybody has.</param>
public readonly record struct PackageNamespace(string Type, string? Distribution = null, string? Release = null, string? Channel = null)
{
    /// <summary>Characters that a namespace may have.</summary>
    public const int MaxLength = 200;

    /// <summary>Reads the text of a namespace; missing parts are null.</summary>
    public static PackageNamespace Parse(string text)
    {
        var parts = text.Split(':', 4);
        return new(parts[0], Part(1), Part(2), Part(3));

        string? Part(int index) => index < parts.Length && parts[index].Length > 0 ? parts[index] : null;
    }

    /// <summary>The text; a missing part before one that is there is empty.</summary>
    public override string ToString() => (Distribution, Release, Channel) switch
    {
        (null, _, _) => Type,
        (_, null, null) => $"{Type}:{Distribution}",
        (_, _, null) => $"{Type}:{Distribution}:{Release}",
        _ => $"{Type}:{Distribution}:{Release}:{Channel}",
    };
}
