using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Trust.Json;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Vouching;

/// <summary>
/// The same statement about a tag once more, with a later end: number and digest are those of the move that it renews, and <c>previous</c> names the statement about that. So renewals hang on the moves, of which none may be
/// missing, and an older renewal needs not be kept.
/// </summary>
internal static class TagRenewal
{
    /// <summary>What is said anew.</summary>
    public static byte[] Of(BundleStatement before, DateTimeOffset now, DateTimeOffset expires)
    {
        var predicate = JsonObject.Create(before.Predicate)!;
        predicate["previous"] = MoveOf(before);
        predicate["renewed"] = PlainJson.Time(now);
        predicate["expires"] = PlainJson.Time(expires);
        return JsonSerializer.SerializeToUtf8Bytes(predicate);
    }

    /// <summary>Digest of the statement about the move itself.</summary>
    public static string? MoveOf(BundleStatement statement) => statement.Text("renewed") is null ? statement.Digest.Value : statement.Text("previous");
}
