namespace Plimsoll.Inspection.Sqlite;

/// <summary>A page of the B-tree of a table.</summary>
/// <param name="Page">Its number.</param>
/// <param name="IsLeaf">Whether it has rows.</param>
/// <param name="Entries">The numbers of its rows, or the pages that it leads to, in their order.</param>
internal sealed record SqliteNode(uint Page, bool IsLeaf, IReadOnlyList<long> Entries);
