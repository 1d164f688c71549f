using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>
/// Lists referrers from both of their sources: manifests with a subject, and the index under the fallback tag, which clients write where a registry has no
/// referrers API and which copies bring along (distribution-spec, "Unavailable Referrers API").
/// </summary>
internal static class ReferrerRows
{
    private static readonly Dictionary<string, string> NoAnnotations = [];

    public static List<ReferrerRecord> List(SqliteSession session, RepositoryName name, Digest subject, IReadOnlyList<string> artifactTypes, Digest? after, int limit)
    {
        if (limit <= 0 || RepositoryRows.Find(session, name) is not { } repository) return [];
        var listed = Listed(session, repository, subject, artifactTypes, after, limit);
        var tagged = Tagged(session, repository, subject, artifactTypes, after, limit);
        return tagged.Count == 0 ? listed : [.. listed.Concat(tagged).OrderBy(static r => r.Digest).Take(limit)];
    }

    private static List<ReferrerRecord> Listed(
        SqliteSession session, long repository, Digest subject, IReadOnlyList<string> artifactTypes, Digest? after, int limit) => session.All("""
        SELECT m.digest, m.media_type, m.size, m.artifact_type, a.annotations
        FROM manifests m LEFT JOIN manifest_annotations a ON a.manifest_id = m.id
        WHERE m.repository_id = ?1 AND m.subject = ?2 AND m.digest > ?3
          AND (?4 IS NULL OR m.artifact_type IN (SELECT value FROM json_each(?4)))
        ORDER BY m.digest LIMIT ?5
        """,
        static row => new ReferrerRecord(row.GetDigest(0), row.GetString(1), row.GetInt64(2), row.GetStringOrNull(3), AnnotationsOf(row.GetStringOrNull(4))),
        repository, subject, after?.Value ?? "", artifactTypes.Count == 0 ? null : JsonSerializer.Serialize(artifactTypes), limit);

    private static List<ReferrerRecord> Tagged(SqliteSession session, long repository, Digest subject, IReadOnlyList<string> artifactTypes, Digest? after, int limit)
    {
        var found = new List<ReferrerRecord>();
        foreach (var entry in Entries(session, repository, subject).OrderBy(static e => e.Digest))
        {
            if (found.Count == limit) break;
            if (entry.Digest.CompareTo(after ?? default) <= 0 || (found.Count > 0 && found[^1].Digest == entry.Digest)) continue;
            // One that names the subject itself is in the other list, one that names another subject belongs there; one that is not in the repository cannot be pulled.
            if (ManifestRows.Find(session, repository, entry.Digest) is not { Subject: null } manifest) continue;
            var type = entry.ArtifactType ?? manifest.ArtifactType;
            if (artifactTypes.Count > 0 && (type is null || !artifactTypes.Contains(type, StringComparer.Ordinal))) continue;
            found.Add(new ReferrerRecord(manifest.Digest, manifest.MediaType, manifest.Size, type, entry.Annotations));
        }
        return found;
    }

    private static IReadOnlyList<Descriptor> Entries(SqliteSession session, long repository, Digest subject)
    {
        if (TagRows.Find(session, repository, Tag.ReferrersFallbackOf(subject)) is not { } digest) return [];
        if (ManifestRows.Find(session, repository, digest) is not { } row || !MediaTypes.IsIndex(row.MediaType)) return [];
        return ManifestRows.ContentOf(session, row.Id) is { } content ? ManifestReader.Read(content, row.MediaType).Manifests : [];
    }

    private static IReadOnlyDictionary<string, string> AnnotationsOf(string? json) =>
        json is null ? NoAnnotations : JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? NoAnnotations;
}
