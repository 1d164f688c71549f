using Plimsoll.Core;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Api.Rules;
using Plimsoll.Server.Pages.Images;
using Plimsoll.Server.Retention;
using Plimsoll.Server.Search;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Repositories;

/// <summary>The page of a repository, in one of its views.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="View">Which view.</param>
internal abstract record RepositoryModel(RepositoryName Repository, string View)
{
    /// <summary>Its tags.</summary>
    /// <param name="Repository">The repository.</param>
    /// <param name="Tags">A page of them.</param>
    /// <param name="Moves">The last moves, for the chart.</param>
    /// <param name="IsStart">True on the first page.</param>
    public sealed record OfTags(RepositoryName Repository, Page<TagLine> Tags, IReadOnlyList<TagMove> Moves, bool IsStart) : RepositoryModel(Repository, "");

    /// <summary>What happened to its tags.</summary>
    /// <param name="Repository">The repository.</param>
    /// <param name="Moves">A page of moves, newest first.</param>
    /// <param name="Tag">Only of this tag.</param>
    /// <param name="Gone">Tags that are deleted now, of those on the page.</param>
    public sealed record OfHistory(RepositoryName Repository, Page<TagMoveRecord> Moves, Tag? Tag, IReadOnlySet<Tag> Gone) : RepositoryModel(Repository, "history")
    {
        /// <summary>What the moves changed, by their number; only of one tag.</summary>
        public IReadOnlyDictionary<long, MoveChange> Changes { get; init; } = new Dictionary<long, MoveChange>();
    }

    /// <summary>What retention would do.</summary>
    /// <param name="Repository">The repository.</param>
    /// <param name="Plan">The plan.</param>
    /// <param name="Entries">A page of its verdicts.</param>
    /// <param name="Only"><c>removed</c>, <c>kept</c> or empty for all.</param>
    /// <param name="IsStart">True on the first page.</param>
    /// <param name="Holds">What is held.</param>
    public sealed record OfRetention(RepositoryName Repository, RetentionPlan Plan, Page<RetentionEntry> Entries, string Only, bool IsStart, IReadOnlyList<HoldRecord> Holds) : RepositoryModel(Repository, "retention");

    /// <summary>All its manifests.</summary>
    /// <param name="Repository">The repository.</param>
    /// <param name="Manifests">A page of them, newest first.</param>
    public sealed record OfManifests(RepositoryName Repository, Page<ManifestLine> Manifests) : RepositoryModel(Repository, "manifests");
}

/// <summary>A tag with what is known of its image.</summary>
internal sealed record TagLine(TagRecord Tag, Inside Inside);

/// <summary>A manifest with what is known of it.</summary>
internal sealed record ManifestLine(ManifestSummary Manifest, Inside Inside);
