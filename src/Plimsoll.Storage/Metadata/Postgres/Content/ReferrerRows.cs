using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>
/// Lists referrers from both of their sources: manifests with a subject, and the index under the fallback tag, which clients write where a registry has no
/// referrers API and which copies bring along (distribution-spec, "Unavailable Referrers API").
/// </summary>
internal static class ReferrerRows
{
    private static readonly Dictionary<string, string> NoAnnotations = [];

    public static async Task<List<ReferrerRecord>> ListAsync(
        PostgresSession session, RepositoryName name, Digest subject, IReadOnlyList<string> artifactTypes, Digest? after, int limit)
    {
        if (limit <= 0 || await RepositoryRows.FindAsync(session, name) is not { } repository) return [];
        var listed = await ListedAsync(session, repository, subject, artifactTypes, after, limit);
        var tagged = await TaggedAsync(session, repository, subject, artifactTypes, after, limit);
        return tagged.Count == 0 ? listed : [.. listed.Concat(tagged).OrderBy(static r => r.Digest).Take(limit)];
    }

    private static Task<List<ReferrerRecord>> ListedAsync(
        PostgresSession session, long repository, Digest subject, IReadOnlyList<string> artifactTypes, Digest? after, int limit) => session.AllAsync($"""
        SELECT m.digest, m.media_type, m.size, m.artifact_type, a.annotations
        FROM manifests m LEFT JOIN manifest_annotations a ON a.manifest_id = m.id
        WHERE m.repository_id = $1 AND m.subject = $2 AND m.digest > $3 {(artifactTypes.Count == 0 ? "" : "AND m.artifact_type = ANY($5)")}
        ORDER BY m.digest LIMIT $4
        """,
        static row => new ReferrerRecord(row.GetDigest(0), row.GetString(1), row.GetInt64(2), row.GetStringOrNull(3), AnnotationsOf(row.GetStringOrNull(4))),
        artifactTypes.Count == 0 ? [repository, subject, after?.Value ?? "", limit] : [repository, subject, after?.Value ?? "", limit, artifactTypes.ToArray()]);

    private static async Task<List<ReferrerRecord>> TaggedAsync(
        PostgresSession session, long repository, Digest subject, IReadOnlyList<string> artifactTypes, Digest? after, int limit)
    {
        var entries = (await EntriesAsync(session, repository, subject)).Where(e => e.Digest.CompareTo(after ?? default) > 0).OrderBy(static e => e.Digest).ToList();
        var manifests = await ManifestRows.FindAllAsync(session, repository, [.. entries.Select(e => e.Digest.Value).Distinct()]);
        var found = new List<ReferrerRecord>();
        foreach (var entry in entries)
        {
            if (found.Count == limit) break;
            if (found.Count > 0 && found[^1].Digest == entry.Digest) continue;
            // One that names the subject itself is in the other list, one that names another subject belongs there; one that is not in the repository cannot be pulled.
            if (manifests.GetValueOrDefault(entry.Digest) is not { Subject: null } manifest) continue;
            var type = entry.ArtifactType ?? manifest.ArtifactType;
            if (artifactTypes.Count > 0 && (type is null || !artifactTypes.Contains(type, StringComparer.Ordinal))) continue;
            found.Add(new ReferrerRecord(manifest.Digest, manifest.MediaType, manifest.Size, type, entry.Annotations));
        }
        return found;
    }

    private static async Task<IReadOnlyList<Descriptor>> EntriesAsync(PostgresSession session, long repository, Digest subject)
    {
        if (await TagRows.FindAsync(session, repository, Tag.ReferrersFallbackOf(subject)) is not { } digest) return [];
        if (await ManifestRows.FindAsync(session, repository, digest) is not { } row || !MediaTypes.IsIndex(row.MediaType)) return [];
        return await ManifestRows.ContentOfAsync(session, row.Id) is { } content ? ManifestReader.Read(content, row.MediaType).Manifests : [];
    }

    private static IReadOnlyDictionary<string, string> AnnotationsOf(string? json) =>
        json is null ? NoAnnotations : JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? NoAnnotations;
}
