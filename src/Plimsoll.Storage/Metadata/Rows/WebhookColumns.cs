namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of webhooks and deliveries.</summary>
internal static class WebhookColumns
{
    public const string All = "id, name, kind, url, events, paths, branch, secret, created_at, created_by";

    public const string Rebuild = "webhook, repository, tags, reasons, first_at, due_at";

    public const string Delivery = "d.id, d.webhook, m.id, m.type, m.subject, m.at, m.body, d.state, d.attempts, d.due_at, d.ended_at, d.status, d.error";

    public static Webhook Map<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new()
    {
        Id = row.GetInt64(0),
        Name = row.GetString(1),
        Kind = row.GetString(2),
        Url = row.GetString(3),
        Events = TextList.Split(row.GetString(4))!,
        Paths = TextList.Split(row.GetString(5))!,
        Branch = row.GetStringOrNull(6),
        Secret = row.GetBytes(7),
        CreatedAt = row.GetTime(8),
        CreatedBy = row.GetString(9),
    };

    public static OutboxEntry MapOutbox<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(row.GetInt64(0), row.GetTimeOrNull(1), row.GetString(2), row.GetString(3), row.GetStringOrNull(4));

    public static PendingRebuild MapRebuild<TRow>(TRow row) where TRow : struct, IRow, allows ref struct =>
        new(row.GetInt64(0), row.GetString(1), TextList.Split(row.GetString(2))!, TextList.Split(row.GetString(3))!, row.GetTime(4), row.GetTime(5));

    public static Delivery MapDelivery<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(
        row.GetInt64(0), row.GetInt64(1), new EventMessage(row.GetString(2), row.GetString(3), row.GetString(4), row.GetTime(5), row.GetString(6)),
        row.GetString(7), (int)row.GetInt64(8), row.GetTime(9), row.GetTimeOrNull(10), (int?)row.GetInt64OrNull(11), row.GetStringOrNull(12));
}
