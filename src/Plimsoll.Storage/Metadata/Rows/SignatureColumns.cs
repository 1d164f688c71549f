using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of who signed what.</summary>
internal static class SignatureColumns
{
    public const string Identity = "name, document, changed_at, changed_by";

    public const string Fact = "f.artifact, f.family, f.verdict, f.checked_at, f.name, f.identity, f.issuer, f.reason, f.signed_at, f.predicate_type";

    public const string Queued = "r.name, q.image, q.stamp FROM signature_queue q JOIN repositories r ON r.id = q.repository_id ORDER BY q.repository_id, q.image LIMIT ";

    /// <summary>All images that have signatures are due again.</summary>
    public const string QueueAll = "INSERT INTO signature_queue AS q(repository_id, image) SELECT DISTINCT repository_id, image FROM signature_facts WHERE true ORDER BY 1, 2 ON CONFLICT(repository_id, image) DO UPDATE SET stamp = q.stamp + 1";

    public static NamedIdentityRecord MapIdentity<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(row.GetString(0), row.GetBytes(1), row.GetTime(2), row.GetString(3));

    public static QueuedSignatures MapQueued<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(RepositoryName.Parse(row.GetString(0)), row.GetDigest(1), row.GetInt64(2));

    public static SignatureFactRecord MapFact<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(row.GetDigest(0), row.GetString(1), row.GetString(2), row.GetTime(3))
    {
        Name = row.GetStringOrNull(4),
        Identity = row.GetStringOrNull(5),
        Issuer = row.GetStringOrNull(6),
        Reason = row.GetStringOrNull(7),
        SignedAt = row.GetTimeOrNull(8),
        PredicateType = row.GetStringOrNull(9),
    };
}
