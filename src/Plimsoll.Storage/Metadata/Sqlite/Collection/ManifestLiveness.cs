using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Rules;

namespace Plimsoll.Storage.Metadata.Sqlite.Collection;

/// <summary>
/// Why a manifest stays. It walks up, to the indexes that list the manifest and to its subject, until it meets one that stays by itself. Meeting none, all that it
/// has met is garbage: nothing that stays leads to any of it. So indexes and referrers that hold only each other are no leak.
/// </summary>
internal sealed class ManifestLiveness(SqliteSession session, long repository, CollectionRules rules, DateTimeOffset before)
{
    /// <summary>Beyond this the answer is not known, and what is not known stays.</summary>
    private const int MaxVisited = 10_000;

    private readonly Dictionary<Digest, ManifestRow> _visited = [];

    /// <summary>After an answer of null: the manifest and everything that leads to it.</summary>
    public IReadOnlyCollection<ManifestRow> Unrooted => _visited.Values;

    /// <summary>The reason, or null when there is none.</summary>
    public KeptReason? WhyLive(ManifestRow manifest)
    {
        if (WhyRoot(manifest, isCandidate: true) is { } own) return own;
        var work = new Queue<ManifestRow>([manifest]);
        _visited.Add(manifest.Digest, manifest);
        while (work.TryDequeue(out var next))
        {
            foreach (var (above, reason) in Above(next))
            {
                if (_visited.ContainsKey(above.Digest)) continue;
                if (WhyRoot(above, isCandidate: false) is not null) return reason;
                if (_visited.Count == MaxVisited) return KeptReason.Unknown;
                _visited.Add(above.Digest, above);
                work.Enqueue(above);
            }
        }
        return null;
    }

    /// <summary>Why a manifest stays by itself, if it does.</summary>
    private KeptReason? WhyRoot(ManifestRow manifest, bool isCandidate)
    {
        if (session.Exists("SELECT 1 FROM tags WHERE repository_id = ?1 AND digest = ?2 LIMIT 1", repository, manifest.Digest)) return KeptReason.Tagged;
        if (HoldRows.IsHeld(session, repository, manifest.Digest, before + rules.Grace)) return KeptReason.Held;
        if (manifest.LastPushAt > before || GarbageQueue.IsWaiting(session, repository, manifest.Digest, before)) return KeptReason.Young;
        // Where manifests stay without a tag, only the one that is an orphan has lost its reason to be here.
        return rules.KeepUntagged && !isCandidate ? KeptReason.Listed : null;
    }

    private IEnumerable<(ManifestRow Manifest, KeptReason Reason)> Above(ManifestRow manifest)
    {
        if (manifest.Subject is { } subject && ManifestRows.Find(session, repository, subject) is { } found) yield return (found, KeptReason.Refers);
        foreach (var index in Indexes(manifest.Digest)) yield return (index, KeptReason.Listed);
    }

    private List<ManifestRow> Indexes(Digest child) => session.All("SELECT " + ContentColumns.OfManifest + """
         FROM manifest_children c JOIN manifests m ON m.id = c.manifest_id WHERE c.repository_id = ?1 AND c.child = ?2 LIMIT ?3
        """, ContentColumns.MapManifest, repository, child, MaxVisited + 1);
}
