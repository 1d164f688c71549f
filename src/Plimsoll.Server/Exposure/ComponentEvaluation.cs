using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Exposure;

/// <summary>Holds components against what the advisories say, and finds what is new of it.</summary>
internal sealed class ComponentEvaluation(IExposureStore exposure, IAdvisorySource advisories, IComponentMatcher matcher)
{
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
            var was = before[component.Id].ToDictionary(match => match.Advisory, match => match.Status);
            foreach (var match in told.Count == 0 ? [] : matcher.Match(component.Component, told))
            {
                if (!was.Remove(match.Advisory, out var status) || status != match.Status) changes.Add(new MatchChange(component.Id, match.Advisory, match.Status));
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
        foreach (var group in changes.GroupBy(change => change.Advisory))
        {
            var holds = (await exposure.ListAffectedAsync([group.Key.Id], cancellationToken)).Where(c => c.Advisory == group.Key).Select(c => c.Component.Id).ToHashSet();
            var (added, removed) = (0, 0);
            foreach (var change in group)
            {
                if (change.Status is null) removed += holds.Remove(change.Component) ? 1 : 0;
                else added += holds.Add(change.Component) ? 1 : 0;
            }
            told.Add(new ChangeEvent(group.Key, added, removed, holds.Count, counts ? await exposure.CountAsync([.. holds], cancellationToken) : null));
        }
        return told;
    }
}
