using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Collection;

/// <summary>
/// Why a manifest stays. It walks up, to the indexes that list the manifest and to its subject, until it meets one that stays by itself. Meeting none, all that it
/// has met is garbage: nothing that stays leads to any of it. So indexes and referrers that hold only each other are no leak.
/// </summary>
internal sealed class ManifestLiveness(PostgresSession session, long repository, CollectionRules rules, DateTimeOffset before)
{
    /// <summary>Beyond this the answer is not known, and what is not known stays.</summary>
    private const int MaxVisited = 10_000;

    private readonly Dictionary<Digest, ManifestRow> _visited = [];

    /// <summary>After an answer of null: the manifest and everything that leads to it.</summary>
    public IReadOnlyCollection<ManifestRow> Unrooted => _visited.Values;

    /// <summary>The reason, or null when there is none.</summary>
    public async Task<KeptReason?> WhyLiveAsync(ManifestRow manifest)
    {
        if (await WhyRootAsync(manifest, isCandidate: true) is { } own) return own;
        var work = new Queue<ManifestRow>([manifest]);
        _visited.Add(manifest.Digest, manifest);
        while (work.TryDequeue(out var next))
        {
            foreach (var (above, reason) in await AboveAsync(next))
            {
                if (_visited.ContainsKey(above.Digest)) continue;
                if (await WhyRootAsync(above, isCandidate: false) is not null) return reason;
                if (_visited.Count == MaxVisited) return KeptReason.Unknown;
                _visited.Add(above.Digest, above);
                work.Enqueue(above);
            }
        }
        return null;
    }

    /// <summary>Why a manifest stays by itself, if it does.</summary>
    private async Task<KeptReason?> WhyRootAsync(ManifestRow manifest, bool isCandidate)
    {
        var (isTagged, isHeld, isWaiting) = await session.FirstAsync("""
            SELECT EXISTS(SELECT 1 FROM tags WHERE repository_id = $1 AND digest = $2),
              EXISTS(SELECT 1 FROM holds WHERE repository = (SELECT name FROM repositories WHERE id = $1) AND digest = $2 AND (expires_at IS NULL OR expires_at > $4)),
              EXISTS(SELECT 1 FROM gc_queue WHERE kind IN ('manifest', 'orphan') AND repository_id = $1 AND subject = $2 AND review_after > $3)
            """, static row => (row.GetBoolean(0), row.GetBoolean(1), row.GetBoolean(2)), repository, manifest.Digest, before, before + rules.Grace);
        if (isTagged) return KeptReason.Tagged;
        if (isHeld) return KeptReason.Held;
        if (manifest.LastPushAt > before || isWaiting) return KeptReason.Young;
        // Where manifests stay without a tag, only the one that is an orphan has lost its reason to be here.
        return rules.KeepUntagged && !isCandidate ? KeptReason.Listed : null;
    }

    private async Task<List<(ManifestRow Manifest, KeptReason Reason)>> AboveAsync(ManifestRow manifest)
    {
        var above = new List<(ManifestRow, KeptReason)>();
        if (manifest.Subject is { } subject && await ManifestRows.FindAsync(session, repository, subject) is { } found) above.Add((found, KeptReason.Refers));
        var indexes = await session.AllAsync("SELECT " + ContentColumns.OfManifest + """
             FROM manifest_children c JOIN manifests m ON m.id = c.manifest_id WHERE c.repository_id = $1 AND c.child = $2 LIMIT $3
            """, ContentColumns.MapManifest, repository, manifest.Digest, MaxVisited + 1);
        above.AddRange(indexes.Select(index => (index, KeptReason.Listed)));
        return above;
    }
}
