using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Vouching;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Vouching;

/// <summary>A withdrawal to be made.</summary>
/// <param name="Image">The image.</param>
/// <param name="Reason">Why.</param>
/// <param name="Before">What was signed before this time does not count any more (RFC 3339); now unless told.</param>
internal sealed record WithdrawalWish(string? Image, string? Reason, string? Before);

/// <summary><c>/api/v1/withdrawals</c>.</summary>
internal static class WithdrawalEndpoints
{
    private const int MaxReason = 1000;

    public static void MapWithdrawals(this IEndpointRouteBuilder api)
    {
        var withdrawals = api.MapGroup("/withdrawals").WithTags("Trust");
        withdrawals.MapGet("", ListAsync).WithSummary("Withdrawals of an image that are in force").Refuses(404);
        withdrawals.MapPost("", AddAsync).WithSummary("Take back what was said about an image: signed by this registry and attached to the image").Refuses(404, 503);
    }

    private static async Task<IReadOnlyList<Withdrawal>> ListAsync(HttpContext http, ImageFinder images, Withdrawals withdrawals, [Description("The image")] string image)
    {
        var found = await images.FindAsync(http, image);
        return await withdrawals.ListAsync(found.Repository, found.Digest, http.RequestAborted);
    }

    private static async Task<Created<Withdrawal>> AddAsync(HttpContext http, ImageFinder images, Withdrawals withdrawals, RegistryTrust trust, IMetadataStore metadata, AuditTrail audit, WithdrawalWish wish)
    {
        var image = await images.FindAsync(http, wish.Image ?? "");
        http.Require(Permission.Delete, image.Repository);
        if (string.IsNullOrWhiteSpace(wish.Reason) || wish.Reason.Length > MaxReason || wish.Reason.Any(char.IsControl)) throw new OciException(AccountError.Invalid, $"'reason' says why, in at most {MaxReason} characters");
        if (!trust.CanSign) throw new OciException(AccountError.Invalid, "the trust services are switched off, so nothing can be signed");
        DateTimeOffset? before = wish.Before is null ? null : DateTimeOffset.TryParse(wish.Before, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw new OciException(AccountError.Invalid, "'before' is a time such as 2026-11-21T17:00:00Z");
        var subject = new Descriptor { MediaType = image.Record.MediaType, Digest = image.Digest, Size = image.Record.Content.Length };
        var made = await withdrawals.WithdrawAsync(image.Repository, subject, wish.Reason, http.Caller().Name, before, http.RequestAborted);
        await audit.AppendAsync(audit.Describe(http, http.Caller(), "withdraw", "ok", image.Repository, image.Tag?.Value) with { Digest = image.Digest.Value, Detail = wish.Reason }, CancellationToken.None);
        return TypedResults.Created($"/api/v1/withdrawals?image={image.Repository}@{image.Digest}", made);
    }
}
