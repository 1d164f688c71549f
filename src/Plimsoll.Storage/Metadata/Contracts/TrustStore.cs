namespace Plimsoll.Storage.Metadata;

/// <summary>The keys of the installation's own trust services, and the documents that they signed.</summary>
public interface ITrustStore
{
    /// <summary>All keys, also those that are no longer in use, oldest first.</summary>
    ValueTask<IReadOnlyList<TrustKeyRecord>> ListKeysAsync(CancellationToken cancellationToken);

    /// <summary>Adds the keys of roles that have none: of several servers that start together one does it.</summary>
    Task AddMissingKeysAsync(IReadOnlyList<TrustKeyRecord> keys, CancellationToken cancellationToken);

    /// <summary>Puts a key in the place of another one of the same role.</summary>
    /// <param name="old">Id of the other one.</param>
    /// <param name="end">When that one stops to count: later than now, because other servers may still sign with it.</param>
    /// <param name="key">The new one.</param>
    /// <param name="audit">Who did it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when that other one has been replaced already.</returns>
    Task<bool> ReplaceKeyAsync(string old, DateTimeOffset end, TrustKeyRecord key, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>A document.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its number; null for the highest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is none.</returns>
    ValueTask<TrustDocument?> FindDocumentAsync(string name, long? version, CancellationToken cancellationToken);

    /// <summary>Writes documents, all or none.</summary>
    /// <returns>False when one of them has been written with this number already.</returns>
    Task<bool> AddDocumentsAsync(IReadOnlyList<TrustDocument> documents, CancellationToken cancellationToken);
}

/// <summary>A key of a trust service.</summary>
/// <param name="Id">SHA-256 of its public half, in hexadecimal.</param>
/// <param name="Role">What it signs: <c>authority</c>, <c>certificate-log</c>, <c>log</c>, <c>timestamps</c>, <c>tokens</c>, <c>root</c>, <c>metadata</c>.</param>
/// <param name="Public">Its certificates one after another (DER), or the public key (SPKI) where it has none.</param>
/// <param name="Sealed">The private half, encrypted.</param>
/// <param name="Host">The host that it speaks for.</param>
/// <param name="Start">When it begins to count.</param>
/// <param name="End">When it stopped to sign; null while it is in use.</param>
public sealed record TrustKeyRecord(string Id, string Role, byte[] Public, byte[] Sealed, string Host, DateTimeOffset Start, DateTimeOffset? End);

/// <summary>A published document. The one with the highest number is in force.</summary>
/// <param name="Name">Its name, such as <c>root</c>.</param>
/// <param name="Version">Its number, from 1.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Expires">When it must be replaced; null for never.</param>
public sealed record TrustDocument(string Name, long Version, byte[] Content, DateTimeOffset? Expires);
