namespace Plimsoll.Inspection.Ecosystems.VersionStrings;

/// <summary>The name of a program or library, with the version that its file may be called by: <c>python3.11</c>, <c>libpython3.11.so.1.0</c>.</summary>
/// <param name="Stem">The name without version and ending.</param>
/// <param name="Version">The version in front of the ending; empty without one.</param>
internal sealed record ProgramName(string Stem, string Version)
{
    public static ProgramName Of(string path)
    {
        var name = RelativePath.NameOf(path);
        var end = name.IndexOf(".so", StringComparison.Ordinal);
        if (end > 0 && (end + 3 == name.Length || name[end + 3] == '.'))
        {
            // Modules of interpreters are called like what they bind to.
            if (!name.StartsWith("lib", StringComparison.Ordinal)) return new ProgramName(name, "");
            name = name[..end];
        }
        var stem = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '-');
        return new ProgramName(stem, name[stem.Length..].TrimStart('-', '.'));
    }
}
