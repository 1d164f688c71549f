using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of who signed what.</summary>
internal static class SignatureColumns
{
    public const string Identity = "name, document, changed_at, changed_by";

    public const string Fact = "f.artifact, f.family, f.verdict, f.checked_at, f.name, f.identity, f.issuer, f.reason, f.signed_at, f.predicate_type, f.cause";

    public const string Queued = "r.name, q.image, q.stamp FROM signature_queue q JOIN repositories r ON r.id = q.repository_id ORDER BY q.id LIMIT ";

    /// <summary>All images that have signatures are due again, in the order in which their first signatures came.</summary>
    public const string QueueAll = """
        INSERT INTO signature_queue AS q(repository_id, image)
        SELECT f.repository_id, f.image FROM signature_facts f LEFT JOIN manifests m ON m.repository_id = f.repository_id AND m.digest = f.artifact WHERE true
        GROUP BY f.repository_id, f.image ORDER BY min(m.pushed_at), f.repository_id, f.image ON CONFLICT(repository_id, image) DO UPDATE SET stamp = q.stamp + 1
        """;

    /// <summary>So are the statements that others pushed.</summary>
    public const string QueueStatements = """
        INSERT INTO vouching_queue(repository, digest, is_image)
        SELECT repository, artifact, 0 FROM vouchings WHERE artifact IS NOT NULL GROUP BY repository, artifact ORDER BY min(id)
        """;

    public const string Vouched = "r.name, count(DISTINCT f.image), max(f.signed_at) FROM signature_facts f JOIN repositories r ON r.id = f.repository_id WHERE f.verdict = 'verified' AND f.name = ";

    public const string VouchedImage = Fact + ", r.name, f.image FROM signature_facts f JOIN repositories r ON r.id = f.repository_id WHERE f.verdict = 'verified'"
        + " AND NOT EXISTS(SELECT 1 FROM signature_facts e WHERE e.repository_id = f.repository_id AND e.image = f.image AND e.name = f.name AND e.verdict = 'verified' AND e.position < f.position) AND f.name = ";

    public static VouchedRepository MapVouched<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(RepositoryName.Parse(row.GetString(0)), row.GetInt64(1), row.GetTimeOrNull(2));

    public static VouchedImage MapVouchedImage<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(RepositoryName.Parse(row.GetString(11)), row.GetDigest(12), MapFact(row));

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
        Cause = row.GetStringOrNull(10),
    };
}
