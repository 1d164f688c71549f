using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Trust.Identities;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Server.Trust.Log;

namespace Plimsoll.Server.Trust;

/// <summary>A key of the trust services, as the API shows it.</summary>
/// <param name="Role">What it signs.</param>
/// <param name="Id">SHA-256 of its public half.</param>
/// <param name="Host">The host that it speaks for.</param>
/// <param name="Start">When it begins to count.</param>
/// <param name="End">When it was replaced; missing while it is in use.</param>
internal sealed record TrustKeyEntry(string Role, string Id, string Host, DateTimeOffset Start, DateTimeOffset? End)
{
    public static TrustKeyEntry Of(TrustKey key) => new(key.Role, key.Record.Id, key.Record.Host, key.Record.Start, key.Record.End);
}

/// <summary>Which key to replace.</summary>
/// <param name="Role">What it signs; missing for all but the root.</param>
internal sealed record RotationWish(string? Role);

/// <summary><c>/api/v1/identity-token</c> and <c>/api/v1/trust</c>.</summary>
internal static class TrustApi
{
    public static void MapTrustApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Trust");
        group.MapPost("/identity-token", IssueAsync).WithSummary("A token that says who you are, for certificates: five minutes, audience sigstore").Refuses();
        group.MapGet("/trust/keys", ListAsync).WithSummary("The keys of the trust services, those of the past too").Refuses();
        group.MapPost("/trust/rotations", RotateAsync).WithSummary("Put new keys into use; what the old ones signed stays good").Refuses(409);
        api.MapLogApi();
    }

    private static async Task<Ok<IdentityToken>> IssueAsync(HttpContext http, IdentityTokens tokens, AuditTrail audit, ServerOptions options)
    {
        Require(options);
        var token = await tokens.IssueAsync(http, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        await audit.AppendAsync(audit.Describe(http, http.Caller(), "identity-token", "ok") with { Detail = token.Subject }, CancellationToken.None);
        return TypedResults.Ok(token);
    }

    private static async Task<Ok<IReadOnlyList<TrustKeyEntry>>> ListAsync(HttpContext http, TrustKeys keys, ServerOptions options)
    {
        Require(options);
        http.Require(Permission.Administer);
        IReadOnlyList<TrustKeyEntry> list = [.. (await keys.GetAsync(http.RequestAborted)).All.Select(TrustKeyEntry.Of)];
        return TypedResults.Ok(list);
    }

    private static async Task<Ok<IReadOnlyList<TrustKeyEntry>>> RotateAsync(HttpContext http, RotationWish wish, TrustRotation rotation, ServerOptions options)
    {
        Require(options);
        http.Require(Permission.Administer);
        IReadOnlyList<TrustKeyEntry> made = [.. (await rotation.RunAsync(http, wish.Role)).Select(TrustKeyEntry.Of)];
        return TypedResults.Ok(made);
    }

    private static void Require(ServerOptions options)
    {
        if (!options.Trust.Enabled) throw new OciException(TrustError.Sealed, "they are switched off (trust.enabled)");
    }
}
