using System.Security.Cryptography;
using Plimsoll.Server.Auth.Credentials;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Sessions;

/// <summary>Session cookies of the pages. A session ends after 12 hours without a request, and after 7 days in any case.</summary>
internal sealed class SessionVerifier(AccountDirectory directory, TimeProvider time) : ICredentialVerifier
{
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(5);

    public async ValueTask<Verification> VerifyAsync(PresentedCredential credential, CancellationToken cancellationToken)
    {
        if (credential.Scheme != CredentialScheme.Session) return Verification.NotMine.Instance;
        var hash = Secret.HashOf(credential.Secret);
        var record = await directory.Store.FindCredentialAsync(hash, cancellationToken);
        var now = time.GetUtcNow();
        if (record is not { Kind: CredentialKind.Session } || !CryptographicOperations.FixedTimeEquals(record.Hash.Span, hash) || record.ExpiresAt <= now)
            return new Verification.Refused("the session ended");
        if (now - (record.LastUsedAt ?? record.CreatedAt) > UseResolution)
        {
            var end = record.CreatedAt + Longest;
            await directory.Store.TouchCredentialAsync(record.Id, now, now + Idle < end ? now + Idle : end, cancellationToken);
        }
        return new Verification.Proved(new Proof
        {
            AuthKind = "session",
            PrincipalId = record.PrincipalId,
            CredentialId = record.Id,
            FormToken = FormToken.Derive(credential.Secret),
            ExpiresAt = record.ExpiresAt < now + Trusted ? record.ExpiresAt : now + Trusted,
            CredentialExpiresAt = record.ExpiresAt,
        });
    }
}
