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
        var keyed = components.Select(component => (Component: component, Keys: matcher.KeysOf(component.Component))).ToList();
        var statements = await advisories.ListStatementsAsync([.. keyed.SelectMany(k => k.Keys).Distinct()], cancellationToken);
        var derived = new Dictionary<(long, AdvisoryKey), ComponentMatch>();
        foreach (var (component, keys) in keyed)
        {
            foreach (var match in matcher.Match(component.Component, [.. keys.SelectMany(key => statements[key])])) derived[(component.Id, match.Advisory)] = match;
        }
        return derived;
    }

    /// <summary>A status as the API writes it.</summary>
    public static string Word<T>(T status)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
