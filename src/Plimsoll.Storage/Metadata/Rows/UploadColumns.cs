using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of upload sessions.</summary>
internal static class UploadColumns
{
    public const string All = "id, repository, storage_key, algorithm, position, hash_state, principal, started_at, expires_at, store_state, writers";

    public static string NameOf(DigestAlgorithm algorithm) => algorithm == DigestAlgorithm.Sha256 ? "sha256" : "sha512";

    public static Upload Map<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new()
    {
        Id = row.GetString(0),
        Repository = RepositoryName.Parse(row.GetString(1)),
        Key = StorageKey.Parse(row.GetString(2)),
        Algorithm = row.GetString(3) == "sha256" ? DigestAlgorithm.Sha256 : DigestAlgorithm.Sha512,
        Offset = row.GetInt64(4),
        HashState = row.GetBytesOrNull(5) ?? default,
        Principal = row.GetString(6),
        StartedAt = row.GetTime(7),
        ExpiresAt = row.GetTime(8),
        StoreState = row.GetBytesOrNull(9) ?? default,
        Writers = checked((int)row.GetInt64(10)),
    };
}
