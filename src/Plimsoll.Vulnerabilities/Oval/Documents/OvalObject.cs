namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>Which items of the system are meant: those with certain properties, or those of other objects put together.</summary>
internal sealed record OvalObject(string Id, string Kind, IReadOnlyList<OvalEntity> Entities, IReadOnlyDictionary<string, string> Behaviors, OvalSet? Set, IReadOnlyList<OvalFilter> Filters)
{
    /// <summary>An entity by its name; null where there is none, or it is nil.</summary>
    public OvalEntity? Entity(string name)
    {
        foreach (var entity in Entities)
        {
            if (entity.Name == name) return entity.IsNil ? null : entity;
        }
        return null;
    }
}

/// <summary>Items that are taken out, or the only ones that are left.</summary>
/// <param name="StateId">The state that tells them.</param>
/// <param name="Includes">True when only they stay, false when they go.</param>
internal sealed record OvalFilter(string StateId, bool Includes);
