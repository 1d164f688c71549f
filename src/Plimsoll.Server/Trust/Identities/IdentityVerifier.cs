using Plimsoll.Core.Errors;
using Plimsoll.Trust.Authority;

namespace Plimsoll.Server.Trust.Identities;

/// <summary>Finds out whom a token names: one of this server, or one of an issuer that the settings allow.</summary>
internal sealed class IdentityVerifier(IdentityTokens tokens, TrustAddress address, ExternalIssuers issuers, TimeProvider time)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <exception cref="OciException">UNAUTHORIZED, with the reason.</exception>
    public async Task<ProvenIdentity> VerifyAsync(string text, CancellationToken cancellationToken)
    {
        var token = JsonWebToken.Read(text) ?? throw Refusal("it is no signed token");
        var issuer = token.Text("iss") ?? throw Refusal("it names no issuer");
        var isOurs = issuer == address.Issuer;
        if (!isOurs && !issuers.Allows(issuer)) throw Refusal($"its issuer {Shown(issuer)} is not accepted here (trust.issuers)");
        if (!await IsSignedAsync(token, issuer, isOurs, cancellationToken)) throw Refusal("it is not signed by its issuer");
        var now = time.GetUtcNow();
        if (!token.IsFor(IdentityTokens.Audience)) throw Refusal($"it is not for the audience '{IdentityTokens.Audience}'");
        if (token.Time("exp") is not { } end || end + Skew < now) throw Refusal("it has expired; ask for a new one");
        if (token.Time("nbf") is { } begin && begin - Skew > now) throw Refusal("it is not valid yet");
        if (!isOurs)
        {
            var proven = ClaimReading.Read(token, issuer) ?? throw Refusal("it names nobody who can stand in a certificate");
            return !IsOfThisServer(proven.Name.Subject) ? proven : throw Refusal("it names somebody of this server, for whom no other issuer speaks");
        }
        var subject = token.Text("sub")!;
        return new ProvenIdentity(new CertifiedName(subject, issuer), subject, new Dictionary<int, string> { [24] = subject });
    }

    /// <summary>Names that tokens of this server bear, whatever issuer shares its host.</summary>
    private bool IsOfThisServer(string name) => Uri.TryCreate(name, UriKind.Absolute, out var uri) && uri.Authority == address.Current.Authority && uri.AbsolutePath.StartsWith("/id/", StringComparison.Ordinal);

    private async Task<bool> IsSignedAsync(JsonWebToken token, string issuer, bool isOurs, CancellationToken cancellationToken)
    {
        if (isOurs) return (await tokens.KeysAsync(cancellationToken)).Any(key => key.Id == token.KeyId && token.IsSignedBy(key.Key));
        try
        {
            return (await issuers.KeysAsync(issuer, token.KeyId, cancellationToken)).Any(token.IsSignedBy);
        }
        catch (IOException e)
        {
            throw new OciException(TrustError.Sealed, "the keys of the issuer cannot be had: " + e.Message);
        }
    }

    private static OciException Refusal(string reason) => new(OciError.Unauthorized, "the identity token is refused: " + reason);

    private static string Shown(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
