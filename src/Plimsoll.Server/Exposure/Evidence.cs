using System.Text.Json;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Exposure;

/// <summary>Why records hold for components: derived anew from what is said now, so that it is never older than the answer.</summary>
internal sealed class Evidence(IAdvisorySource advisories, IComponentMatcher matcher)
{
    /// <summary>The derivations for some components, by component and record.</summary>
    public async Task<IReadOnlyDictionary<(long Component, AdvisoryKey Advisory), ComponentMatch>> DeriveAsync(IReadOnlyCollection<StoredComponent> components, CancellationToken cancellationToken)
    {
        var statements = new Dictionary<PackageKey, IReadOnlyList<AdvisoryStatement>>();
        var derived = new Dictionary<(long, AdvisoryKey), ComponentMatch>();
        foreach (var component in components)
        {
            var told = new List<AdvisoryStatement>();
            foreach (var key in matcher.KeysOf(component.Component))
            {
                if (!statements.TryGetValue(key, out var known)) statements[key] = known = await advisories.ListStatementsAsync(key, cancellationToken);
                told.AddRange(known);
            }
            foreach (var match in matcher.Match(component.Component, told)) derived[(component.Id, match.Advisory)] = match;
        }
        return derived;
    }

    /// <summary>A status as the API writes it.</summary>
    public static string Word(AffectedStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
