using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Credentials;

/// <summary>
/// Personal access tokens and secrets of robots, as the password of Basic or as a Bearer token. They cannot be guessed, so wrong ones are not throttled: a
/// build farm with a stale secret does not lock its neighbours out.
/// </summary>
internal sealed class SecretVerifier(AccountDirectory directory, TimeProvider time) : ICredentialVerifier
{
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(5);

    public async ValueTask<Verification> VerifyAsync(PresentedCredential credential, CancellationToken cancellationToken)
    {
        if (credential.Scheme is not (CredentialScheme.Basic or CredentialScheme.Bearer) || !Secret.IsAccessSecret(credential.Secret)) return Verification.NotMine.Instance;
        var hash = Secret.HashOf(credential.Secret);
        var record = await directory.Store.FindCredentialAsync(hash, cancellationToken);
        if (record is null || !CryptographicOperations.FixedTimeEquals(record.Hash.Span, hash) || record.Kind is not (CredentialKind.Personal or CredentialKind.Robot))
            return new Verification.Refused("the token is unknown: it was revoked, or never made here");
        var account = directory.Current.Find(record.PrincipalId);
        if (account is null || (credential.UserName is { } name && name != account.Login)) return new Verification.Refused("the token belongs to another account");
        var now = time.GetUtcNow();
        if (record.ExpiresAt <= now) return new Verification.Refused($"the token expired on {record.ExpiresAt:yyyy-MM-dd HH:mm} UTC; make a new one");
        if (record.LastUsedAt is null || now - record.LastUsedAt > UseResolution)
            await directory.Store.TouchCredentialAsync(record.Id, now, record.ExpiresAt, cancellationToken);
        return new Verification.Proved(new Proof
        {
            AuthKind = $"token:{record.Id}",
            PrincipalId = record.PrincipalId,
            CredentialId = record.Id,
            Limit = LimitOf(record),
            ExpiresAt = record.ExpiresAt < now + Trusted ? record.ExpiresAt : now + Trusted,
            CredentialExpiresAt = record.ExpiresAt,
        });
    }

    /// <summary>What the stored limits come to. One that cannot be read limits to nothing.</summary>
    public static AccessList? LimitOf(CredentialRecord record)
    {
        if (record.Paths is null && record.Permissions is null) return null;
        var permissions = PermissionSet.All;
        if (record.Permissions is { } names && !PermissionSet.TryParse(names, out permissions)) return AccessList.Nothing;
        return new AccessList((record.Paths ?? ["**"]).Where(p => PathPattern.TryParse(p, out _)).Select(p => (PathPattern.Parse(p), permissions)));
    }
}
