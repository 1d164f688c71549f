using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Trees;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Search;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Vouching;

/// <summary>Somebody who vouches for layers.</summary>
/// <param name="Identity">Who.</param>
/// <param name="Issuer">Who says that it is them.</param>
/// <param name="SignedAt">When, by a source that proved it.</param>
/// <param name="By"><c>statement</c> about the layers, or <c>signature</c> of an image that is made of exactly these.</param>
/// <param name="Image">The image that was signed.</param>
/// <param name="Repository">Where it was.</param>
/// <param name="Tag">A tag that led to it.</param>
/// <param name="IsRegistry">True when it is this registry itself, which only says what it accepted.</param>
internal sealed record Voucher(string Identity, string? Issuer, DateTimeOffset? SignedAt, string By, string? Image, string? Repository, string? Tag, bool IsRegistry);

/// <summary>Layers that belong together.</summary>
/// <param name="From">The lowest, from 1.</param>
/// <param name="To">The highest.</param>
/// <param name="ChainId">Chain id of all layers up to the highest.</param>
/// <param name="Vouchers">Who vouches for all of them from the lowest of the image on; empty for layers for which nobody does.</param>
/// <param name="Sentence">The same for people.</param>
internal sealed record LayerSpan(int From, int To, string ChainId, IReadOnlyList<Voucher> Vouchers, string Sentence);

/// <summary>From whom the layers of an image are.</summary>
/// <param name="Image">Digest of the image.</param>
/// <param name="ChainId">Chain id of all layers; null where it cannot be told, because a layer was not read to its end.</param>
/// <param name="Layers">How many there are.</param>
/// <param name="BaseDepth">How many of the lowest layers are vouched for by somebody as a whole, but for the image itself; 0 for none.</param>
/// <param name="Spans">The layers from the lowest up.</param>
/// <param name="Overridden">Files of these base layers that the layers above hide, some of many.</param>
internal sealed record ImageProvenance(string Image, string? ChainId, int Layers, int BaseDepth, IReadOnlyList<LayerSpan> Spans, IReadOnlyList<OverriddenFile> Overridden);

/// <summary>Finds out from whom the layers of images are.</summary>
internal sealed class Provenance(IMetadataStore metadata, FactsSearch search, RegistryTrust trust, Withdrawals withdrawals)
{
    private const int MaxVouchers = 50;
    private const int MaxImages = 20;
    private const int MaxOverridden = 1000;

    /// <summary>The layers of an image, from the lowest up.</summary>
    public async Task<ImageProvenance> FindAsync(Caller caller, Digest image, InspectionDocument document, Func<Task<ImageTree>> tree, CancellationToken cancellationToken)
    {
        if (ImageChain.Of(document) is not { } chain) return new ImageProvenance(image.Value, null, document.Layers.Count, 0, [], []);
        var spans = new List<LayerSpan>();
        var (from, baseDepth) = (1, 0);
        for (var depth = 1; depth <= chain.ChainIds.Count; depth++)
        {
            var vouchers = await VouchersAsync(caller, chain.ChainIds[depth - 1], cancellationToken);
            if (vouchers.Count == 0 && depth < chain.ChainIds.Count) continue;
            spans.Add(new LayerSpan(from, depth, chain.ChainIds[depth - 1].Value, vouchers, Sentence(from, depth, vouchers)));
            if (vouchers.Count > 0 && depth < chain.ChainIds.Count) baseDepth = depth;
            from = depth + 1;
        }
        var overridden = baseDepth > 0 ? (await tree()).Overridden(baseDepth, MaxOverridden) : [];
        return new ImageProvenance(image.Value, chain.Top.Value, chain.ChainIds.Count, baseDepth, spans, overridden);
    }

    /// <summary>Who vouches for a chain of layers, others before this registry.</summary>
    private async Task<IReadOnlyList<Voucher>> VouchersAsync(Caller caller, Digest chain, CancellationToken cancellationToken)
    {
        var found = new List<Voucher>();
        async Task AddAsync(string subject, string type, string by)
        {
            await foreach (var record in metadata.Vouching.ListVerifiedAsync(subject, type, cancellationToken))
            {
                if (found.Count == MaxVouchers) return;
                if (!found.Exists(known => (known.Identity, known.Issuer, known.By) == (record.Identity, record.Issuer, by)) && await CountsAsync(caller, record, cancellationToken)) found.Add(VoucherOf(record, by));
            }
        }
        await AddAsync(chain.Value, PredicateTypes.LayerChain, "statement");
        foreach (var image in await metadata.Index.ListImagesAsync(chain, 0, MaxImages, cancellationToken)) await AddAsync(image.Digest.Value, StatementWriter.SignatureType, "signature");
        return [.. found.OrderBy(voucher => voucher.IsRegistry)];
    }

    /// <summary>Of an image that the caller may see, and not withdrawn.</summary>
    private async Task<bool> CountsAsync(Caller caller, VouchingRecord record, CancellationToken cancellationToken) =>
        await MayReadAsync(caller, record, cancellationToken) && (record.Image is not { } image || await withdrawals.FindAsync(image, record, cancellationToken) is null);

    /// <summary>Whoever may read the image that a statement names may read the statement.</summary>
    public async Task<bool> MayReadAsync(Caller caller, VouchingRecord record, CancellationToken cancellationToken) =>
        caller.May(Permission.Pull, record.Repository) || (record.Image is { } image && (await search.PlacesAsync(caller, image, cancellationToken)).Count > 0);

    private Voucher VoucherOf(VouchingRecord record, string by) =>
        new(record.Identity!, record.Issuer, record.SignedAt, by, record.Image?.Value, record.Repository.Value, record.Tag, trust.IsOwn(record));

    private static string Sentence(int from, int to, IReadOnlyList<Voucher> vouchers)
    {
        var layers = from == to ? $"layer {from}" : $"layers {from}-{to}";
        if (vouchers.Count == 0) return $"{layers}: nobody vouches for them";
        var first = vouchers[0];
        var name = first.Repository is null ? "" : $"{first.Repository}{(first.Tag is null ? "" : ":" + first.Tag)} ";
        return $"{layers}: {name}by {first.Identity}{(first.SignedAt is { } at ? $", vouched at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "")}";
    }
}
