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
    private const int MaxStatements = 100;

    /// <summary>Signs a withdrawal as this registry and attaches it to the image.</summary>
    public async Task<Withdrawal> WithdrawAsync(RepositoryName repository, Descriptor image, string reason, string actor, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        var statement = StatementWriter.Of(null, image.Digest, PredicateTypes.Withdrawal, Predicate(reason, actor, before ?? time.GetUtcNow()));
        var record = (await vouchings.SignAsync(repository, statement, cancellationToken))[0];
        var artifact = await vouchings.AttachAsync(repository, image, record, cancellationToken);
        await metadata.Vouching.AddAsync([record with { Artifact = artifact }], cancellationToken);
        return Read(record)!;
    }

    /// <summary>The withdrawal that a signature of an image falls under; null when none does.</summary>
    /// <param name="image">The image.</param>
    /// <param name="signedAt">When it was signed, proven; null when nothing proves it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Withdrawal?> FindAsync(Digest image, DateTimeOffset? signedAt, CancellationToken cancellationToken) =>
        (await ListAsync(image, cancellationToken)).FirstOrDefault(withdrawal => signedAt is null || signedAt <= withdrawal.Before);

    /// <summary>All withdrawals of an image that count: those of this registry, and those of whoever signed the image.</summary>
    public async ValueTask<IReadOnlyList<Withdrawal>> ListAsync(Digest image, CancellationToken cancellationToken)
    {
        var said = await metadata.Vouching.ListAsync(image.Value, PredicateTypes.Withdrawal, 0, MaxStatements, cancellationToken);
        if (said.Count == 0) return [];
        var signers = (await metadata.Vouching.ListAsync(image.Value, StatementWriter.SignatureType, 0, MaxStatements, cancellationToken)).Where(record => record.Verdict == "verified").Select(record => (record.Identity, record.Issuer)).ToHashSet();
        return [.. said.Where(record => record.Verdict == "verified" && (record.Identity == trust.OwnIdentity || signers.Contains((record.Identity, record.Issuer)))).DistinctBy(record => record.BundleDigest).Select(Read).OfType<Withdrawal>()];
    }

    private static Withdrawal? Read(VouchingRecord record)
    {
        if (BundleStatement.TryRead(record.Bundle) is not { } statement) return null;
        // A statement that names no time means all that was signed before itself.
        var before = DateTimeOffset.TryParse(statement.Text("before"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var named) ? named : record.SignedAt ?? record.MadeAt;
        return new Withdrawal(record.Subject, statement.Text("reason"), before, statement.Text("actor") ?? record.Identity ?? "", record.SignedAt, record.BundleDigest.Value);
    }

    internal static byte[] Predicate(string reason, string? actor, DateTimeOffset before) => PlainJson.Object(json =>
    {
        json.WriteString("reason", reason);
        json.WriteString("before", PlainJson.Time(before));
        if (actor is not null) json.WriteString("actor", actor);
    });
}
