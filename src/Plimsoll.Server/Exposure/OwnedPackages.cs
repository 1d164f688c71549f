using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Exposure;

/// <summary>
/// Packages of languages whose files a package of the distribution owns. What the distribution says of its package decides: it mends without new versions of what is inside. What the ecosystem says is kept as
/// evidence; where no feed speaks for the distribution nobody decides, which is said too.
/// </summary>
internal sealed class OwnedPackages
{
    private readonly IComponentMatcher _matcher;
    private readonly HashSet<string> _covered;

    public OwnedPackages(IReadOnlyList<EvaluatedPackage> packages, IComponentMatcher matcher, IReadOnlyList<NamespaceCoverage> coverage)
    {
        _matcher = matcher;
        var spoken = coverage.Select(row => row.Namespace).ToHashSet(StringComparer.Ordinal);
        _covered = packages.Where(entry => Distributions.IsOfSystem(entry.Package.Type) && entry.Keys.Any(key => spoken.Contains(key.Namespace)))
            .Select(entry => $"{entry.Package.Type}:{entry.Package.Name}").ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What is said about a package.</summary>
    public IEnumerable<Claim> ClaimsOf(EvaluatedPackage package, IReadOnlyList<StoredStatement> said)
    {
        if (package.Component.Property(ComponentProperties.OwnedBy) is not { } owner) return Claim.Of(package, said, _matcher);
        return Claim.Of(package with { Component = ImageComponents.Unowned(package.Component) }, said, _matcher).Select(claim => Overruled(claim, owner));
    }

    private Claim Overruled(Claim claim, string owner)
    {
        var match = claim.Match;
        if (match.Status is AffectedStatus.NotAffected or AffectedStatus.Fixed) return claim;
        return claim with
        {
            IsUnreadable = false,
            Match = _covered.Contains(owner)
                ? match with { Status = AffectedStatus.NotAffected, Comparison = $"{match.Comparison}; its files belong to {owner}, and what the distribution says of that decides" }
                : match with { Status = AffectedStatus.Undetermined, Comparison = $"{match.Comparison}; its files belong to {owner}, of which no feed speaks" },
        };
    }
}
