using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Scrubbing;

/// <summary>Events of what a scrub does: action <c>scrub</c>, <c>repair</c> or <c>delete-orphan</c>, principal <c>system</c>.</summary>
internal static class ScrubEvents
{
    public static AuditEvent Of(TimeProvider time, string action, string subject, long size, string detail)
    {
        var now = time.GetUtcNow();
        return new AuditEvent
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Action = action,
            Outcome = "ok",
            Principal = "system",
            AuthKind = "none",
            Reference = subject,
            Digest = subject.Contains(':') ? subject : null,
            Bytes = size,
            Detail = detail,
        };
    }
}
