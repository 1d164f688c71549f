using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Server.Rescue;

/// <summary>Why nothing shall be changed.</summary>
internal sealed record ReadOnlyWish(string? Reason);

/// <summary>Whether changes are refused, why, and how many that began before are still under way.</summary>
internal sealed record ReadOnlyState(bool ReadOnly, string? Reason, int Running);

/// <summary><c>/api/v1/read-only</c>: for administrators, and for <c>plimsoll migrate</c>.</summary>
internal static class ReadOnlyEndpoints
{
    public const string Path = "/api/v1/read-only";

    private const int MaxReason = 300;

    public static void MapReadOnly(this IEndpointRouteBuilder api)
    {
        var gate = api.MapGroup("/read-only").WithTags("Rescue");
        gate.MapGet("", Get).WithSummary("Whether changes are refused, and how many are under way");
        gate.MapPut("", CloseAsync).WithSummary("Refuse everything that would change something; pulls go on. It lasts over restarts").Refuses(400);
        gate.MapDelete("", OpenAsync).WithSummary("Allow changes again");
    }

    private static Ok<ReadOnlyState> Get(HttpContext http, WriteGate gate)
    {
        http.Require(Permission.Administer);
        return TypedResults.Ok(Of(gate));
    }

    private static async Task<Ok<ReadOnlyState>> CloseAsync(HttpContext http, WriteGate gate, AuditTrail audit, ReadOnlyWish wish)
    {
        http.Require(Permission.Administer);
        if (wish.Reason is not { Length: > 0 and <= MaxReason } reason) throw new OciException(RescueError.Invalid, $"'reason' has 1 to {MaxReason} characters; everybody whose change is refused reads it");
        await gate.SetAsync(reason, http.RequestAborted);
        await audit.AppendAsync(audit.Describe(http, http.Caller(), "read-only", "ok") with { Detail = reason }, CancellationToken.None);
        return TypedResults.Ok(Of(gate));
    }

    private static async Task<Ok<ReadOnlyState>> OpenAsync(HttpContext http, WriteGate gate, AuditTrail audit)
    {
        http.Require(Permission.Administer);
        await gate.SetAsync(null, http.RequestAborted);
        await audit.AppendAsync(audit.Describe(http, http.Caller(), StoreMigration.Reopened, "ok"), CancellationToken.None);
        return TypedResults.Ok(Of(gate));
    }

    private static ReadOnlyState Of(WriteGate gate) => new(gate.Reason is not null, gate.Reason, gate.Running);
}
