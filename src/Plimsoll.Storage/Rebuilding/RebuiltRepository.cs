namespace Plimsoll.Storage.Rebuilding;

/// <summary>A repository of the new database, with the counts that lists show.</summary>
internal sealed class RebuiltRepository(long id, DateTimeOffset now)
{
    public long Id { get; } = id;

    public long Tags { get; set; }

    public long Manifests { get; private set; }

    public DateTimeOffset FirstPush { get; private set; } = now;

    public DateTimeOffset LastPush { get; private set; } = DateTimeOffset.UnixEpoch;

    public void Count(DateTimeOffset pushed)
    {
        Manifests++;
        if (pushed < FirstPush) FirstPush = pushed;
        if (pushed > LastPush) LastPush = pushed;
    }
}
