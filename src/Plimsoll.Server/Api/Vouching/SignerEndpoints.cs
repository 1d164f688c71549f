using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Api.Repositories;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Vouching;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Vouching;

/// <summary>The signer that is expected in a repository.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Identity">Who.</param>
/// <param name="Issuer">Who says that it is them.</param>
/// <param name="PinnedAt">Since when.</param>
/// <param name="PinnedBy">Who decided it; <c>first use</c> when nobody did.</param>
internal sealed record SignerEntry(string Repository, string Identity, string? Issuer, DateTimeOffset PinnedAt, string PinnedBy);

/// <summary>An image that another signer signed.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Image">The image.</param>
/// <param name="Artifact">The signature.</param>
/// <param name="Identity">Who signed.</param>
/// <param name="Issuer">Who says that it is them.</param>
/// <param name="State"><c>waiting</c>, <c>approved</c> or <c>rejected</c>.</param>
/// <param name="IsWithheld">True when tags do not lead to the image now.</param>
/// <param name="MadeAt">Since when.</param>
/// <param name="DecidedAt">When somebody decided.</param>
/// <param name="DecidedBy">Who.</param>
internal sealed record ApprovalEntry(long Id, string Repository, string Image, string Artifact, string Identity, string? Issuer, string State, bool IsWithheld, DateTimeOffset MadeAt, DateTimeOffset? DecidedAt, string? DecidedBy)
{
    public static ApprovalEntry Of(SignerHold hold) => new(
        hold.Id, hold.Repository.Value, hold.Image.Value, hold.Artifact.Value, hold.Identity, hold.Issuer, hold.State, hold.IsEnforced && hold.State != "approved", hold.MadeAt, hold.DecidedAt, hold.DecidedBy);
}

/// <summary>A decision.</summary>
/// <param name="Decision"><c>approve</c> this image, <c>reject</c> it, or <c>pin</c>: expect this signer from now on.</param>
internal sealed record ApprovalWish(string? Decision);

/// <summary>A signer to be expected.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Identity">Who; missing to forget the one that is expected, so that the next one is.</param>
/// <param name="Issuer">Who says that it is them; missing for a key.</param>
internal sealed record SignerWish(string? Repository, string? Identity, string? Issuer);

/// <summary><c>/api/v1/signers</c> and <c>/api/v1/approvals</c>: who signs in which repository.</summary>
internal static class SignerEndpoints
{
    public static void MapSigners(this IEndpointRouteBuilder api)
    {
        api.MapGet("/signers", FindAsync).WithTags("Trust").WithSummary("The signer that is expected in a repository").Produces<SignerEntry>().Refuses(404);
        api.MapPut("/signers", PinAsync).WithTags("Trust").WithSummary("Expect a signer in a repository, or forget the one that is expected").Refuses(404);
        api.MapGet("/approvals", ListAsync).WithTags("Trust").WithSummary("Images that another signer than the expected one signed, in order of number").AsList<ApprovalEntry>();
        api.MapPost("/approvals/{id:long}", DecideAsync).WithTags("Trust").WithSummary("Approve such an image, reject it, or expect its signer from now on").Refuses(404);
    }

    private static async Task<SignerEntry> FindAsync(HttpContext http, IMetadataStore metadata, [Description("The repository")] string repository)
    {
        var name = RepositoryParameter.Readable(http, repository);
        var pin = await metadata.Signers.FindPinAsync(name, http.RequestAborted) ?? throw new OciException(AccountError.Unknown, $"nobody whose signature could be verified has signed in {name} yet");
        return new SignerEntry(pin.Repository.Value, pin.Identity, pin.Issuer, pin.PinnedAt, pin.PinnedBy);
    }

    private static async Task<NoContent> PinAsync(HttpContext http, Approvals approvals, SignerWish wish)
    {
        await approvals.PinAsync(http, RepositoryParameter.Parse(wish.Repository), wish.Identity, wish.Issuer);
        return TypedResults.NoContent();
    }

    private static async Task<Page<ApprovalEntry>> ListAsync(
        HttpContext http,
        Approvals approvals,
        [Description("Only this repository")] string? repository,
        [Description("waiting, approved or rejected; waiting unless told")] string? state,
        [Description("Only entries behind this number")] long? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        var page = PageRequest.Of(http, n);
        RepositoryName? name = repository is null ? null : RepositoryParameter.Readable(http, repository);
        return page.Page([.. (await approvals.ListAsync(http.Caller(), name, state ?? "waiting", after ?? 0, page.Count + 1, http.RequestAborted)).Select(ApprovalEntry.Of)], "after", entry => entry.Id.ToString());
    }

    private static async Task<ApprovalEntry> DecideAsync(HttpContext http, Approvals approvals, long id, ApprovalWish wish) => ApprovalEntry.Of(await approvals.DecideAsync(http, id, wish.Decision));
}
