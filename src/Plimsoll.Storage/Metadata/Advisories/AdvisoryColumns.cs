using Plimsoll.Core.Advisories;

namespace Plimsoll.Storage.Metadata.Advisories;

/// <summary>Columns of advisories and what comes with them, for both engines.</summary>
internal static class AdvisoryColumns
{
    public const string Name = "a.id, a.source, a.name, a.part, f.name, a.modified, a.withdrawn";
    public const string Stored = "a.id, f.name, a.hash, a.head";
    public const string Feed = "name, origin, tried_at, fetched_at, records, problem_count, error, etag, last_modified";
    public const string Enrichment = "cve, kev_added, kev_due, kev_ransomware, kev_product, epss, percentile, epss_day, epss_before";
    public const string Vex = "digest, format, name, author, version, issued_at, statements, place";

    /// <summary>What a probability is multiplied by.</summary>
    private const double Scale = 1e9;

    public static AdvisoryName MapName<TRow>(TRow row) where TRow : struct, IRow, allows ref struct =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), Nullable(row.GetString(3)), row.GetString(4), row.GetTimeOrNull(5), !row.IsNull(6));

    public static StoredAdvisory MapStored<TRow>(TRow row) where TRow : struct, IRow, allows ref struct =>
        new(row.GetInt64(0), row.GetString(1), Convert.ToHexStringLower(row.GetBytes(2)), AdvisoryJson.ReadAdvisory(PackedText.Unpack(row.GetBytes(3))));

    public static StoredStatement MapStatement<TRow>(TRow row) where TRow : struct, IRow, allows ref struct =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), AdvisoryJson.ReadAffected(row.GetBytes(4)));

    public static FeedState MapFeed<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new()
    {
        Name = row.GetString(0),
        Origin = row.GetStringOrNull(1),
        TriedAt = row.GetTime(2),
        FetchedAt = row.GetTimeOrNull(3),
        Records = row.GetInt64(4),
        Problems = (int)row.GetInt64(5),
        Error = row.GetStringOrNull(6),
        ETag = row.GetStringOrNull(7),
        LastModified = row.GetStringOrNull(8),
    };

    public static Enrichment MapEnrichment<TRow>(TRow row) where TRow : struct, IRow, allows ref struct
    {
        var cve = row.GetString(0);
        return new Enrichment
        {
            Cve = cve,
            Kev = row.IsNull(1) ? null : new KevEntry
            {
                Cve = cve,
                Added = Day(row.GetInt64(1)),
                Due = row.IsNull(2) ? null : Day(row.GetInt64(2)),
                Ransomware = row.GetInt64OrNull(3) == 1,
                Product = row.GetStringOrNull(4),
            },
            Epss = row.IsNull(5) ? null : new EpssEntry(cve, row.GetInt64(5) / Scale, row.GetInt64(6) / Scale, Day(row.GetInt64(7))),
            EarlierEpss = row.IsNull(8) ? null : row.GetInt64(8) / Scale,
        };
    }

    public static VexDocument MapVex<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new()
    {
        Digest = row.GetDigest(0),
        Format = row.GetString(1),
        Id = row.GetString(2),
        Author = Nullable(row.GetString(3)),
        Version = row.GetStringOrNull(4),
        Timestamp = row.GetTimeOrNull(5),
        Statements = (int)row.GetInt64(6),
        Place = row.GetString(7),
        Content = default,
    };

    /// <summary>A day as columns hold it.</summary>
    public static long Number(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>A share as columns hold it.</summary>
    public static long Number(double share) => (long)Math.Round(share * Scale);

    /// <summary>The first text that no longer begins with a text; null when there is none.</summary>
    public static string? After(string prefix)
    {
        for (var i = prefix.Length - 1; i >= 0; i--)
        {
            if (prefix[i] < '\uD7FF') return string.Concat(prefix.AsSpan(0, i), ((char)(prefix[i] + 1)).ToString());
        }
        return null;
    }

    private static DateOnly Day(long number) => DateOnly.FromDayNumber((int)(number + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber));

    private static string? Nullable(string text) => text.Length == 0 ? null : text;
}
