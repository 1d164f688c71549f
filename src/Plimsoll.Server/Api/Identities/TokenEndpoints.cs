using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;

namespace Plimsoll.Server.Api.Identities;

/// <summary><c>/api/v1/tokens</c>: one's own personal access tokens.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Tokens");
        tokens.MapGet("", ListAsync).WithSummary("Your personal access tokens, oldest first").AsList<CredentialEntry>();
        tokens.MapPost("", AddAsync).WithSummary("Make a personal access token, which is shown once").Refuses();
        tokens.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Revoke one of your tokens").Refuses(404);
    }

    private static async Task<Page<CredentialEntry>> ListAsync(
        HttpContext http,
        AccessTokens tokens,
        [Description("Only tokens made after the one with this id")] Guid? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        var page = PageRequest.Of(http, n);
        var found = await tokens.ListAsync(http, after, page.Count + 1);
        return page.Page([.. found.Select(CredentialEntry.Of)], "after", t => t.Id.ToString());
    }

    private static async Task<Created<NewCredential>> AddAsync(HttpContext http, AccessTokens tokens, CredentialWish wish)
    {
        var (record, token) = await tokens.AddAsync(http, Limits.Check(wish.Name, wish.Paths, wish.Permissions, wish.Days));
        return TypedResults.Created($"/api/v1/tokens/{record.Id}", new NewCredential(record.Id, http.Caller().Name, token, record.ExpiresAt));
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, AccessTokens tokens, Guid id)
    {
        await tokens.RemoveAsync(http, id);
        return TypedResults.NoContent();
    }
}
