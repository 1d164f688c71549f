using System.Globalization;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Json;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Vouching;

/// <summary>A withdrawal that is in force.</summary>
/// <param name="Image">The image.</param>
/// <param name="Reason">Why.</param>
/// <param name="Before">What was signed before this time does not count; what is signed later does.</param>
/// <param name="By">Who withdrew.</param>
/// <param name="SignedAt">When, by a source that proved it.</param>
/// <param name="Bundle">The signed statement, by its digest.</param>
internal sealed record Withdrawal(string Image, string? Reason, DateTimeOffset Before, string By, DateTimeOffset? SignedAt, string Bundle);

/// <summary>
/// Statements that take back what was said about an image: a key was stolen, a build was bad. What was signed before the time that they name does not count any more, by the time that the signature proves, never by what it
/// claims; a signature that proves no time does not count either.
/// </summary>
internal sealed class Withdrawals(IMetadataStore metadata, Vouchings vouchings, RegistryTrust trust, TimeProvider time)
{
    /// <summary>Signs a withdrawal as this registry and attaches it to the image.</summary>
    public async Task<Withdrawal> WithdrawAsync(RepositoryName repository, Descriptor image, string reason, string actor, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        var statement = StatementWriter.Of(null, image.Digest, PredicateTypes.Withdrawal, Predicate(reason, actor, before ?? time.GetUtcNow()));
        var record = (await vouchings.SignAsync(repository, statement, cancellationToken))[0];
        var artifact = await vouchings.AttachAsync(repository, image, record, cancellationToken);
        await metadata.Vouching.AddAsync([record with { Artifact = artifact }], cancellationToken);
        return Read(record)!;
    }

    /// <summary>The withdrawal that a statement about an image falls under: one of this registry in the same repository, or one of whoever made the statement; null when none does.</summary>
    /// <param name="image">The image.</param>
    /// <param name="said">The statement; one that proves no time falls under every withdrawal.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Withdrawal?> FindAsync(Digest image, VouchingRecord said, CancellationToken cancellationToken)
    {
        await foreach (var record in metadata.Vouching.ListVerifiedAsync(image.Value, PredicateTypes.Withdrawal, cancellationToken))
        {
            // Nobody takes back what others said, however they came to sign the image as well, or to have a copy of it where they may delete.
            var counts = trust.IsOwn(record) ? record.Repository == said.Repository : record.Identity == said.Identity && record.Issuer == said.Issuer;
            if (counts && Read(record) is { } withdrawal && (said.SignedAt is not { } at || at <= withdrawal.Before)) return withdrawal;
        }
        return null;
    }

    /// <summary>All withdrawals of an image that count in a repository: those that this registry signed there, and those of whoever signed the image, for what they signed.</summary>
    public async ValueTask<IReadOnlyList<Withdrawal>> ListAsync(RepositoryName repository, Digest image, CancellationToken cancellationToken)
    {
        var said = await metadata.Vouching.ListVerifiedAsync(image.Value, PredicateTypes.Withdrawal, cancellationToken).ToListAsync(cancellationToken);
        if (said.Count == 0) return [];
        var signers = await metadata.Vouching.ListVerifiedAsync(image.Value, StatementWriter.SignatureType, cancellationToken).Select(record => (record.Identity, record.Issuer)).ToHashSetAsync(null, cancellationToken);
        return [.. said.Where(record => trust.IsOwn(record) ? record.Repository == repository : signers.Contains((record.Identity, record.Issuer))).DistinctBy(record => record.BundleDigest).Select(Read).OfType<Withdrawal>()];
    }

    private Withdrawal? Read(VouchingRecord record)
    {
        if (BundleStatement.TryRead(record.Bundle) is not { } statement) return null;
        // A statement that names no time means all that was signed before itself.
        var before = DateTimeOffset.TryParse(statement.Text("before"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var named) ? named : record.SignedAt ?? record.MadeAt;
        // For whom this registry signed is its own word; of others the signer alone is known.
        var by = trust.IsOwn(record) ? statement.Text("actor") : null;
        return new Withdrawal(record.Subject, statement.Text("reason"), before, by ?? record.Identity ?? "", record.SignedAt, record.BundleDigest.Value);
    }

    internal static byte[] Predicate(string reason, string? actor, DateTimeOffset before) => PlainJson.Object(json =>
    {
        json.WriteString("reason", reason);
        json.WriteString("before", PlainJson.Time(before));
        if (actor is not null) json.WriteString("actor", actor);
    });
}
