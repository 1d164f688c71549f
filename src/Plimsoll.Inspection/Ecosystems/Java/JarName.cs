using System.Text.RegularExpressions;

namespace Plimsoll.Inspection.Ecosystems.Java;

/// <summary>The name of an archive: <c>ARTIFACT-VERSION.jar</c>, where the version begins with the first digit behind a hyphen.</summary>
internal sealed partial record JarName(string Artifact, string? Version, bool IsOfSources)
{
    public static JarName Of(string path)
    {
        var name = RelativePath.NameOf(path);
        name = name[..name.LastIndexOf('.')];
        var isOfSources = name.EndsWith("-sources", StringComparison.Ordinal) || name.EndsWith("-javadoc", StringComparison.Ordinal);
        return Versioned().Match(name) is { Success: true } match ? new JarName(match.Groups[1].Value, match.Groups[2].Value, isOfSources) : new JarName(name, null, isOfSources);
    }

    [GeneratedRegex(@"^(.+?)-(\d[^-]*.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex Versioned();
}
