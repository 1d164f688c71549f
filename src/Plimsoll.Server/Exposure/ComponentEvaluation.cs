using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Exposure;

/// <summary>Holds components against what the advisories say, and finds what is new of it.</summary>
internal sealed class ComponentEvaluation(IExposureStore exposure, IAdvisorySource advisories, IComponentMatcher matcher)
{
    /// <summary>Records whose images are counted at once; each may cost a tenth of a second.</summary>
    private const int MaxCounted = 50;

    /// <summary>What is found now where something else was found before. Statements of a name are read once.</summary>
    public async Task<IReadOnlyList<MatchChange>> CompareAsync(IReadOnlyList<StoredComponent> components, CancellationToken cancellationToken)
    {
        var keyed = components.Select(component => (Component: component, Keys: matcher.KeysOf(component.Component))).ToList();
        var statements = await advisories.ListStatementsAsync([.. keyed.SelectMany(k => k.Keys).Distinct()], cancellationToken);
        var before = (await exposure.ListMatchesAsync([.. components.Select(c => c.Id)], cancellationToken)).ToLookup(match => match.Component);
        var changes = new List<MatchChange>();
        foreach (var (component, keys) in keyed)
        {
            var told = keys.SelectMany(key => statements[key]).ToList();
            var was = before[component.Id].ToDictionary(match => match.Advisory);
            foreach (var match in told.Count == 0 ? [] : matcher.Match(component.Component, told))
            {
                var isFixable = match.FixedIn is not null;
                if (was.Remove(match.Advisory, out var old) && old.Status == match.Status && old.IsFixable == isFixable) continue;
                changes.Add(new MatchChange(component.Id, match.Advisory, match.Status, isFixable)
                {
                    IsFixNews = isFixable && old?.IsFixable == false,
                    IsQuiet = old is { IsFixable: null } && old.Status == match.Status,
                });
            }
            changes.AddRange(was.Keys.Select(gone => new MatchChange(component.Id, gone, null)));
        }
        return changes;
    }

    /// <summary>The messages about changes: one for each record.</summary>
    /// <param name="changes">What changed.</param>
    /// <param name="counts">Whether images are counted: for news, not for the records of a whole database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ChangeEvent>> TellAsync(IReadOnlyList<MatchChange> changes, bool counts, CancellationToken cancellationToken)
    {
        var told = new List<ChangeEvent>();
        var groups = changes.Where(change => !change.IsQuiet).GroupBy(change => change.Advisory).ToList();
        if (groups.Count == 0) return told;
        counts &= groups.Count <= MaxCounted;
        // A store far away costs a round trip for all of them, not one each.
        var held = await exposure.ListHeldAsync(groups.ConvertAll(group => group.Key), cancellationToken);
        foreach (var group in groups)
        {
            var holds = held[group.Key].ToHashSet();
            var (added, removed) = (0, 0);
            foreach (var change in group)
            {
                if (change.Status is null) removed += holds.Remove(change.Component) ? 1 : 0;
                else added += holds.Add(change.Component) ? 1 : 0;
            }
            told.Add(new ChangeEvent(group.Key, added, removed, holds.Count, counts ? await exposure.CountAsync([.. holds], cancellationToken) : null) { Fixable = group.Count(change => change.IsFixNews) });
        }
        return told;
    }
}
