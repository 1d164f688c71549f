namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>One bound of a constraint of Composer.</summary>
/// <param name="Operator"><c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>!=</c>, <c>&lt;&gt;</c>, or what means equal.</param>
/// <param name="Version">A version that can be read.</param>
/// <param name="Devs">How often "-dev" is added to it.</param>
/// <param name="Stability">The stability that is added to it, or nothing.</param>
internal sealed record ComposerBound(string Operator, string Version, int Devs, string Stability)
{
    /// <summary>A bound; null where Composer does not take the version.</summary>
    public static ComposerBound? Of(string sign, string version, int devs = 0, string stability = "") => ComposerVersion.TryParse(version, out _) ? new(sign, version, devs, stability) : null;

    /// <summary>All of the bounds; null if there is one that is none.</summary>
    public static List<ComposerBound>? List(params ReadOnlySpan<ComposerBound?> bounds)
    {
        var list = new List<ComposerBound>();
        foreach (var bound in bounds)
        {
            if (bound is null) return null;
            list.Add(bound);
        }
        return list;
    }

    /// <summary>Whether a version is on the right side. Branches with names are equal to themselves and nothing else.</summary>
    public bool Holds(in ComposerVersion version)
    {
        if (!ComposerVersion.TryParse(Version, out var bound)) return false;
        var isNegated = Operator is "!=" or "<>";
        if (!version.Branch.IsEmpty || !bound.Branch.IsEmpty)
        {
            var isSame = version.Branch.SequenceEqual(bound.Branch);
            return isNegated ? !isSame : isSame && (Operator is "" or "=" or "==");
        }
        bound.Devs += Devs;
        bound.Stability = Stability.ToUpperInvariant() switch
        {
            "RC" => ComposerVersion.Stage.Candidate,
            "BETA" => ComposerVersion.Stage.Beta,
            "ALPHA" => ComposerVersion.Stage.Alpha,
            "DEV" => ComposerVersion.Stage.Dev,
            _ => bound.Stability,
        };
        var order = ComposerScheme.Compare(version, bound);
        return Operator switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            _ => (order == 0) != isNegated,
        };
    }
}
