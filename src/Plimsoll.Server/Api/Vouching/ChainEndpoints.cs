using System.ComponentModel;
using System.Text.Json;
using Plimsoll.Core.Errors;
using Plimsoll.Inspection.Proof;
using Plimsoll.Server.Api.Contents;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Vouching;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Api.Vouching;

/// <summary>A signed statement.</summary>
/// <param name="PredicateType">URI of what is said.</param>
/// <param name="Verdict"><c>verified</c>, <c>refused</c> or <c>unknown</c>.</param>
/// <param name="Identity">Who signed; missing unless verified.</param>
/// <param name="Issuer">Who says that it is them.</param>
/// <param name="Reason">Why it is not verified.</param>
/// <param name="SignedAt">When, by a source that proved it.</param>
/// <param name="Image">The image that it names.</param>
/// <param name="Repository">Where that was.</param>
/// <param name="Tag">A tag that it names.</param>
/// <param name="Layers">Of chains: how many layers.</param>
/// <param name="Sequence">Of tags: the number of the statement, which only grows.</param>
/// <param name="Artifact">The manifest that carries it there; missing when none does.</param>
/// <param name="Digest">SHA-256 of the bundle.</param>
/// <param name="Predicate">What is said.</param>
/// <param name="Bundle">The Sigstore bundle, which anybody can check: with <c>cosign verify-blob-attestation</c>, for one.</param>
internal sealed record StatementEntry(
    string PredicateType, string Verdict, string? Identity, string? Issuer, string? Reason, DateTimeOffset? SignedAt, string? Image, string Repository, string? Tag, long? Layers, long? Sequence, string? Artifact, string Digest,
    JsonElement? Predicate, JsonElement Bundle)
{
    public static StatementEntry Of(VouchingRecord record)
    {
        var isChain = record.PredicateType is PredicateTypes.LayerChain or PredicateTypes.Rootfs;
        using var bundle = JsonDocument.Parse(record.Bundle);
        var predicate = BundleStatement.TryRead(record.Bundle)?.Predicate;
        return new(record.PredicateType, record.Verdict, record.Identity, record.Issuer, record.Reason, record.SignedAt, record.Image?.Value, record.Repository.Value, record.Tag, isChain ? record.Sequence : null, isChain ? null : record.Sequence,
            record.Artifact?.Value, record.BundleDigest.Value, predicate is { ValueKind: not JsonValueKind.Undefined } said ? said : null, bundle.RootElement.Clone());
    }
}

/// <summary>Statements about a chain of layers.</summary>
/// <param name="ChainId">The chain id.</param>
/// <param name="Statements">The statements, oldest first.</param>
/// <param name="Next">Path and query of the following page.</param>
internal sealed record ChainStatements(string ChainId, IReadOnlyList<StatementEntry> Statements, string? Next);

/// <summary><c>/api/v1/chains/ID/statements</c>, <c>/api/v1/provenance</c> and <c>/api/v1/content</c>: who vouches for layers and for what is in them.</summary>
internal static class ChainEndpoints
{
    private const string ImageText = "The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host";
    private const string PlatformText = "Of an index the image for this platform; linux/amd64 unless told, else the first";

    public static void MapChains(this IEndpointRouteBuilder api)
    {
        api.MapGet("/chains/{chain}/statements", StatementsAsync).WithTags("Trust").WithSummary("Signed statements about a chain of layers, by its chain id").Produces<ChainStatements>().Refuses(400);
        api.MapGet("/provenance", ProvenanceAsync).WithTags("Trust").WithSummary("From whom the layers of an image are, from the lowest up, and which files of the base are overridden. 202 while it is being opened")
            .Produces<ImageProvenance>().Produces<PendingInspection>(StatusCodes.Status202Accepted).Refuses(404, 422);
        api.MapGet("/content", ContentAsync).WithTags("Trust").WithSummary("Which files of an image are what vendors of packages signed. 202 while it is being opened, 404 where no keys of vendors are set")
            .Produces<ContentReport>().Produces<PendingInspection>(StatusCodes.Status202Accepted).Refuses(404, 422);
        api.MapGet("/content/statement", ContentStatementAsync).WithTags("Trust").WithSummary("The outcome of that proof, signed by this registry").Refuses(404);
    }

    private static async Task<ChainStatements> StatementsAsync(
        HttpContext http,
        IMetadataStore metadata,
        Provenance provenance,
        [Description("The chain id, with or without sha256:")] string chain,
        [Description("Only statements behind this one")] long? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n)
    {
        var id = DigestParameter.Sha256(chain, "a chain id, as /api/v1/base tells them");
        var page = PageRequest.Of(http, n);
        var found = await metadata.Vouching.ListAsync(id.Value, null, after ?? 0, page.Count + 1, http.RequestAborted);
        var caller = http.Caller();
        var shown = new List<StatementEntry>();
        // A bundle that came with several images is one statement.
        foreach (var record in found.Take(page.Count).Where(record => record.PredicateType is PredicateTypes.LayerChain or PredicateTypes.Rootfs))
        {
            if (!shown.Exists(entry => entry.Digest == record.BundleDigest.Value) && await provenance.MayReadAsync(caller, record, http.RequestAborted)) shown.Add(StatementEntry.Of(record));
        }
        return new ChainStatements(id.Value, shown, found.Count > page.Count ? page.Link("after", found[page.Count - 1].Id.ToString()) : null);
    }

    private static async Task<IResult> ProvenanceAsync(HttpContext http, ReadyImages images, Provenance provenance, [Description(ImageText)] string image, [Description(PlatformText)] string? platform)
    {
        var ready = await images.FindAsync(http, image, platform);
        return ready.Opened is { } opened
            ? Results.Ok(await provenance.FindAsync(http.Caller(), ready.Image.Digest, opened.Document, () => Task.FromResult(opened.Tree), http.RequestAborted))
            : ReadyImages.Instead(http, ready.Inspected);
    }

    private static async Task<StatementEntry> ContentStatementAsync(HttpContext http, ImageFinder images, ContentProofs proofs, [Description(ImageText)] string image, [Description(PlatformText)] string? platform)
    {
        var found = await images.ChooseAsync(http, await images.FindAsync(http, image), platform);
        return StatementEntry.Of(await proofs.FindStatementAsync(found.Digest, http.RequestAborted) ?? throw new OciException(OciError.ManifestUnknown, $"nothing was said yet about the content of {found.Reference}"));
    }

    private static async Task<IResult> ContentAsync(HttpContext http, ReadyImages images, ContentProofs proofs, [Description(ImageText)] string image, [Description(PlatformText)] string? platform)
    {
        var ready = await images.FindAsync(http, image, platform);
        if (ready.Opened is null) return ReadyImages.Instead(http, ready.Inspected);
        var report = await proofs.FindAsync(ready.Image.Repository, ready.Image.Digest, http.RequestAborted) ?? throw new OciException(OciError.ManifestUnknown, "no keys of vendors are set (vouching.vendorKeys), so nothing can be proven");
        return Results.Text(report.ToJson(), "application/json");
    }
}
