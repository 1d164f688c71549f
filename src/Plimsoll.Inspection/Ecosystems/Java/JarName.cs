namespace Plimsoll.Inspection.Ecosystems.Java;

/// <summary>The name of an archive: <c>ARTIFACT-VERSION.jar</c>, where the version begins with the first digit behind a hyphen.</summary>
internal sealed record JarName(string Artifact, string? Version, bool IsOfSources)
{
    public static JarName Of(string path)
    {
        var name = RelativePath.NameOf(path);
        name = name[..name.LastIndexOf('.')];
        var isOfSources = name.EndsWith("-sources", StringComparison.Ordinal) || name.EndsWith("-javadoc", StringComparison.Ordinal);
        for (var i = 1; i < name.Length - 1; i++)
        {
            if (name[i] == '-' && char.IsAsciiDigit(name[i + 1])) return new JarName(name[..i], name[(i + 1)..], isOfSources);
        }
        return new JarName(name, null, isOfSources);
    }
}
