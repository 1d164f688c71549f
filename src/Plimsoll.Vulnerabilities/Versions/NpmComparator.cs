namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>One bound of a range: an operator and a whole version.</summary>
/// <param name="Operator"><c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c> or nothing, for exactly this version.</param>
/// <param name="Version">A version that can be read.</param>
internal readonly record struct NpmComparator(string Operator, string Version)
{
    /// <summary>What no version is below.</summary>
    public static NpmComparator Nothing { get; } = new("<", "0.0.0-0");

    /// <summary>The bound.</summary>
    public SemanticVersion Parse() => SemanticVersion.TryParse(Version, mayBeShort: false, out var version) ? version : throw new InvalidOperationException($"'{Version}' is no bound.");

    /// <summary>Whether a version in this order to the bound is inside.</summary>
    public bool Holds(int order) => Operator switch
    {
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        ">=" => order >= 0,
        _ => order == 0,
    };
}
