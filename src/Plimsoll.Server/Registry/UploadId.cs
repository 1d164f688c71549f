namespace Plimsoll.Server.Registry;

/// <summary>Ids of upload sessions: a version 7 UUID, as the spec wants a UUID, which 74 random bits keep from being guessed.</summary>
internal static class UploadId
{
    public static string New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("D");

    /// <summary>True for text that can be an id, before the database is asked.</summary>
    public static bool IsWellFormed(string text) => text.Length == 36 && Guid.TryParseExact(text, "D", out _) && text.AsSpan().IndexOfAnyInRange('A', 'F') < 0;
}
