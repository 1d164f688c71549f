using System.Security.Cryptography;
using Plimsoll.Server.Auth.Credentials;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Tokens;

/// <summary>Makes registry tokens, and the refresh tokens that stand for a login.</summary>
internal sealed class TokenService(AccountDirectory directory, SigningKeys keys, TimeProvider time)
{
    /// <summary>Seconds that a registry token is good for.</summary>
    public const int Lifetime = 300;

    /// <summary>Clients take a missing or smaller value for this one (distribution, "Token Authentication Specification").</summary>
    private const int ShortestLifetime = 60;

    private static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(5);

    /// <summary>A token for as much of the scopes as the caller may have.</summary>
    public IssuedToken Issue(Proof proof, IdentityCaller caller, IReadOnlyList<TokenScope> scopes)
    {
        var now = time.GetUtcNow();
        var left = (proof.CredentialExpiresAt - now).TotalSeconds;
        var seconds = (int)Math.Clamp(left, ShortestLifetime, Lifetime);
        var claims = TokenClaims.Intersect(scopes, caller);
        var token = new RegistryToken(caller.Account?.Login ?? "", proof.PrincipalId, proof.Epoch, proof.CredentialId, now, now.AddSeconds(seconds), claims);
        return new IssuedToken(keys.Sign(token.Write()), seconds, now, claims);
    }

    /// <summary>A refresh token, limited as the credential that it was obtained with, and ending with it.</summary>
    public async Task<string?> MakeRefreshTokenAsync(Proof proof, string client, AuditEvent audit)
    {
        if (proof.PrincipalId is not { } principal) return null;
        var parent = proof.CredentialId is { } id ? await directory.Store.FindCredentialAsync(id, CancellationToken.None) : null;
        var secret = Secret.Make(Secret.Refresh);
        var now = time.GetUtcNow();
        var expires = now + RefreshLifetime;
        var change = await directory.Store.AddCredentialAsync(new CredentialRecord
        {
            Id = Guid.CreateVersion7(now),
            Kind = CredentialKind.Refresh,
            PrincipalId = principal,
            ParentId = parent?.Id,
            Hash = Secret.HashOf(secret),
            Name = client,
            Paths = parent?.Paths,
            Permissions = parent?.Permissions,
            CreatedAt = now,
            ExpiresAt = proof.CredentialExpiresAt < expires ? proof.CredentialExpiresAt : expires,
        }, audit, CancellationToken.None);
        return change == IdentityChange.Done ? secret : null;
    }

    /// <summary>Whom a refresh token stands for; null when it is not good.</summary>
    public async Task<(Proof Proof, IdentityCaller Caller)?> RedeemAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var hash = Secret.HashOf(refreshToken);
        var record = await directory.Store.FindCredentialAsync(hash, cancellationToken);
        var now = time.GetUtcNow();
        if (record is not { Kind: CredentialKind.Refresh } || !CryptographicOperations.FixedTimeEquals(record.Hash.Span, hash) || record.ExpiresAt <= now) return null;
        if (directory.Current.Find(record.PrincipalId) is not { Record.Disabled: false } account) return null;
        if (now - (record.LastUsedAt ?? record.CreatedAt) > UseResolution) await directory.Store.TouchCredentialAsync(record.Id, now, record.ExpiresAt, cancellationToken);
        var proof = new Proof
        {
            AuthKind = $"token:{record.Id}",
            PrincipalId = record.PrincipalId,
            CredentialId = record.Id,
            Limit = SecretVerifier.LimitOf(record),
            ExpiresAt = now,
            CredentialExpiresAt = record.ExpiresAt,
        };
        return (proof, new IdentityCaller(proof, account));
    }

    /// <summary>A registry token and what it is good for.</summary>
    internal sealed record IssuedToken(string Token, int ExpiresIn, DateTimeOffset IssuedAt, TokenClaims Claims);
}
