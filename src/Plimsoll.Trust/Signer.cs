namespace Plimsoll.Trust;

/// <summary>Who signed.</summary>
/// <param name="Identity">The name: a subject alternative name, a distinguished name, or <c>key:sha256:…</c>.</param>
/// <param name="Issuer">Who says that it is them: an OpenID issuer, a trust store; null for a key.</param>
public sealed record Signer(string Identity, string? Issuer = null)
{
    /// <summary>The one line that people read.</summary>
    public override string ToString() => Issuer is null ? Identity : $"{Identity} (issuer {Issuer})";
}
