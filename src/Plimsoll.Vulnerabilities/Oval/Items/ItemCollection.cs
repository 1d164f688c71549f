namespace Plimsoll.Vulnerabilities.Oval.Items;

/// <summary>The items that an object describes.</summary>
/// <param name="Flag">How the search went.</param>
/// <param name="Items">What was found.</param>
/// <param name="Reason">Why not all was found, or nothing; null where nothing needs saying.</param>
internal sealed record ItemCollection(CollectionFlag Flag, IReadOnlyList<OvalItem> Items, string? Reason = null)
{
    /// <summary>Nothing, because there is none.</summary>
    public static ItemCollection Empty { get; } = new(CollectionFlag.DoesNotExist, []);

    /// <summary>All items that there are.</summary>
    public static ItemCollection Of(IReadOnlyList<OvalItem> items) => items.Count == 0 ? Empty : new ItemCollection(CollectionFlag.Complete, items);

    /// <summary>The items that could be found; those beyond the gap, if any, are not known.</summary>
    public static ItemCollection Of(IReadOnlyList<OvalItem> items, string? gap) => gap is null ? Of(items) : new ItemCollection(CollectionFlag.Incomplete, items, gap);

    /// <summary>Something is wrong.</summary>
    public static ItemCollection Error(string reason) => new(CollectionFlag.Error, [], reason);

    /// <summary>Nobody could look.</summary>
    public static ItemCollection NotCollected(string reason) => new(CollectionFlag.NotCollected, [], reason);

    /// <summary>Such a system cannot have any.</summary>
    public static ItemCollection NotApplicable(string reason) => new(CollectionFlag.NotApplicable, [], reason);
}
