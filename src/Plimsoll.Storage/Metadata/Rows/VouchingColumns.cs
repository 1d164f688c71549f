using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of who vouches for what.</summary>
internal static class VouchingColumns
{
    /// <summary>A statement, but for its number.</summary>
    public const string Values = "subject, predicate_type, repository, artifact, bundle_digest, bundle, verdict, identity, issuer, reason, signed_at, image, tag, sequence, made_at, expires_at";

    public const string All = "id, " + Values;

    public const string Pin = "repository, identity, issuer, pinned_at, pinned_by";

    public const string HoldValues = "repository, image, artifact, identity, issuer, state, enforced, made_at, decided_at, decided_by";

    public const string Hold = "id, " + HoldValues;

    public static VouchingRecord Map<TRow>(TRow row) where TRow : struct, IRow, allows ref struct =>
        new(row.GetString(1), row.GetString(2), RepositoryName.Parse(row.GetString(3)), row.GetDigestOrNull(4), row.GetDigest(5), row.GetBytes(6), row.GetString(7), row.GetTime(15))
        {
            Id = row.GetInt64(0),
            Identity = row.GetStringOrNull(8),
            Issuer = row.GetStringOrNull(9),
            Reason = row.GetStringOrNull(10),
            SignedAt = row.GetTimeOrNull(11),
            Image = row.GetDigestOrNull(12),
            Tag = row.GetStringOrNull(13),
            Sequence = row.GetInt64OrNull(14),
            ExpiresAt = row.GetTimeOrNull(16),
        };

    public static SignerPin MapPin<TRow>(TRow row) where TRow : struct, IRow, allows ref struct =>
        new(RepositoryName.Parse(row.GetString(0)), row.GetString(1), row.GetStringOrNull(2), row.GetTime(3), row.GetString(4));

    public static SignerHold MapHold<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(
        row.GetInt64(0), RepositoryName.Parse(row.GetString(1)), row.GetDigest(2), row.GetDigest(3), row.GetString(4), row.GetStringOrNull(5), row.GetString(6), row.GetInt64(7) != 0, row.GetTime(8),
        row.GetTimeOrNull(9), row.GetStringOrNull(10));

    public static TagMoveRecord MapMove<TRow>(TRow row) where TRow : struct, IRow, allows ref struct =>
        new(row.GetInt64(0), RepositoryName.Parse(row.GetString(1)), new TagMove(Tag.Parse(row.GetString(2)), row.GetDigestOrNull(3), row.GetDigestOrNull(4), row.GetTime(5), row.GetString(6)));

    /// <summary>Moves that are not bound.</summary>
    public const string Unbound = "SELECT m.id, r.name, m.tag, m.digest, m.previous, m.at, m.actor FROM tag_binding_queue q JOIN tag_moves m ON m.id = q.move JOIN repositories r ON r.id = m.repository_id ORDER BY q.move LIMIT ";
}
