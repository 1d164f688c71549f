using Plimsoll.Core.Advisories;

namespace Plimsoll.Server.Exposure;

/// <summary>What is said of one vulnerability about one package, by whatever names.</summary>
internal sealed class MergedClaims
{
    private const string DebianTracker = "Debian";
    private const string DebianLists = "Debian advisories";

    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _errata = new(StringComparer.Ordinal);
    private readonly List<(Claim Claim, Advisory? Head)> _claims = [];

    /// <summary>What is said, the worst of what counts first.</summary>
    public IReadOnlyList<(Claim Claim, Advisory? Head)> Claims => field ??=
    [
        .. _claims.DistinctBy(entry => entry.Claim.Match.Advisory).OrderBy(entry => IsOverruled(entry.Claim)).ThenBy(entry => Rank(entry.Claim.Match.Status)).ThenBy(entry => entry.Claim.Match.FixedIn is null)
            .ThenBy(entry => entry.Claim.Match.Advisory.Source, StringComparer.Ordinal).ThenBy(entry => entry.Claim.Match.Advisory.Id, StringComparer.Ordinal),
    ];

    /// <summary>What says the worst.</summary>
    public Claim Worst => Claims[0].Claim;

    /// <summary>All names of it.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>The CVEs it is known by.</summary>
    public IEnumerable<string> Cves => _names.Where(IsCve);

    /// <summary>The name it goes by: the record's own when that is a CVE, else the first CVE, else the record's.</summary>
    public string Id => IsCve(Worst.Match.Advisory.Id) ? Worst.Match.Advisory.Id : Cves.FirstOrDefault() ?? Worst.Match.Advisory.Id;

    /// <summary>All other names, and the records of distributors that mend it.</summary>
    public IReadOnlyList<string> Aliases => [.. _names.Union(_errata).Where(name => name != Id).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Puts together what has a name in common. A record that mends several vulnerabilities at once says something of each of them, and is no name of any.
    /// </summary>
    public static IReadOnlyList<MergedClaims> Of(IEnumerable<(Claim Claim, Advisory? Head)> claims)
    {
        var byName = new Dictionary<string, MergedClaims>(StringComparer.Ordinal);
        foreach (var (claim, head) in claims)
        {
            var id = claim.Match.Advisory.Id;
            var upstream = head?.Upstream ?? [];
            if (upstream.Count > 1)
            {
                foreach (var name in upstream) Join(byName, [name]).Add(claim, head, id);
            }
            else
            {
                Join(byName, [id, .. head?.Aliases ?? [], .. upstream]).Add(claim, head, null);
            }
        }
        return [.. byName.Values.Distinct()];
    }

    /// <summary>
    /// Debian's lists of advisories tell of mends that were not released yet, so that its tracker is right where both speak (aquasecurity/trivy-db#380); and what is said of the main stream of a release
    /// does not count where an erratum of the image's own stream speaks.
    /// </summary>
    private bool IsOverruled(Claim claim) =>
        (claim.Match.Advisory.Source == DebianLists && _claims.Exists(other => other.Claim.Match.Advisory.Source == DebianTracker)) || (claim.Match.IsAssumed && _claims.Exists(other => other.Claim.IsOfChannel));

    private static bool IsCve(string name) => name.StartsWith("CVE-", StringComparison.Ordinal);

    private static int Rank(AffectedStatus status) => status switch
    {
        AffectedStatus.Affected => 0,
        AffectedStatus.EndOfLife => 1,
        AffectedStatus.WillNotFix => 2,
        AffectedStatus.Deferred => 3,
        AffectedStatus.UnderInvestigation => 4,
        AffectedStatus.Undetermined => 5,
        AffectedStatus.Fixed => 6,
        _ => 7,
    };

    private static MergedClaims Join(Dictionary<string, MergedClaims> byName, IReadOnlyList<string> names)
    {
        var known = names.Select(name => byName.GetValueOrDefault(name)).OfType<MergedClaims>().Distinct().ToList();
        var merged = known.Count > 0 ? known[0] : new MergedClaims();
        foreach (var other in known.Skip(1))
        {
            merged._names.UnionWith(other._names);
            merged._errata.UnionWith(other._errata);
            merged._claims.AddRange(other._claims);
            foreach (var name in other._names) byName[name] = merged;
        }
        merged._names.UnionWith(names);
        foreach (var name in names) byName[name] = merged;
        return merged;
    }

    private void Add(Claim claim, Advisory? head, string? erratum)
    {
        if (erratum is not null) _errata.Add(erratum);
        _claims.Add((claim, head));
    }
}
