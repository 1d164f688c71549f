using Plimsoll.Server.Auth.Credentials;

namespace Plimsoll.Server.Auth.Tokens;

/// <summary>Registry tokens of the token service, as Bearer tokens.</summary>
internal sealed class RegistryTokenVerifier(SigningKeys keys, TimeProvider time) : ICredentialVerifier
{
    private static readonly Verification.Refused Invalid = new("the token is not valid here");

    public ValueTask<Verification> VerifyAsync(PresentedCredential credential, CancellationToken cancellationToken) => ValueTask.FromResult(Verify(credential));

    private Verification Verify(PresentedCredential credential)
    {
        if (credential.Scheme != CredentialScheme.Bearer || Secret.IsAccessSecret(credential.Secret)) return Verification.NotMine.Instance;
        if (!Es256.TryVerify(credential.Secret, keys.Find, out var payload) || RegistryToken.Read(payload) is not { } token) return Invalid;
        if (token.ExpiresAt <= time.GetUtcNow()) return new Verification.Refused("the token expired; ask the token service for a new one");
        return new Verification.Proved(new Proof
        {
            AuthKind = "bearer",
            PrincipalId = token.PrincipalId,
            Epoch = token.Epoch,
            CredentialId = token.CredentialId,
            Claims = token.Claims,
            ExpiresAt = token.ExpiresAt,
        });
    }
}
