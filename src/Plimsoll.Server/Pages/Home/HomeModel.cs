using Plimsoll.Core;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Api.Repositories;
using Plimsoll.Server.Pages.Images;

namespace Plimsoll.Server.Pages.Home;

/// <summary>What the start page shows.</summary>
/// <param name="Recent">What arrived lately; empty while something is searched for.</param>
/// <param name="Repositories">Repositories, or those that the search found.</param>
/// <param name="Totals">Counts over everything that the caller may see.</param>
/// <param name="IsEmpty">True when there is nothing at all, not only nothing that the caller may see.</param>
/// <param name="Search">What is searched for.</param>
internal sealed record HomeModel(IReadOnlyList<Arrival> Recent, Page<RepositoryEntry> Repositories, Totals Totals, bool IsEmpty, string? Search);

/// <summary>An image that a tag was pointed at.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Digest">The manifest.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="IsCurrent">True when the tag still points there.</param>
/// <param name="Inside">What is known of its inside.</param>
internal sealed record Arrival(RepositoryName Repository, Tag Tag, Digest Digest, DateTimeOffset At, string Actor, bool IsCurrent, Inside Inside);

/// <summary>Counts over the repositories that were looked at.</summary>
/// <param name="Repositories">Repositories.</param>
/// <param name="Tags">Tags in them.</param>
/// <param name="Manifests">Manifests in them.</param>
/// <param name="IsAll">False when there are more repositories than were looked at.</param>
internal sealed record Totals(long Repositories, long Tags, long Manifests, bool IsAll);
