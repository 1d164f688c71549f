namespace Plimsoll.Server.Api.Listing;

/// <summary>One page of a list.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">Path and query of the following page; missing on the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
