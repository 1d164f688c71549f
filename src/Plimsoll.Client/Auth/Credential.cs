namespace Plimsoll.Client.Auth;

/// <summary>What a registry or its token service accepts as proof.</summary>
public abstract record Credential
{
    private Credential() { }

    /// <summary>A user name with a password or a personal access token.</summary>
    public sealed record Password(string User, string Secret) : Credential
    {
        /// <inheritdoc/>
        public override string ToString() => $"password of {User}";
    }

    /// <summary>A refresh token, which the token service exchanges (Docker calls it identity token).</summary>
    public sealed record IdentityToken(string Token) : Credential
    {
        /// <inheritdoc/>
        public override string ToString() => "identity token";
    }
}

/// <summary>A place that may know credentials.</summary>
public interface ICredentialSource
{
    /// <summary>The credential for a registry, or null when this source has none.</summary>
    /// <param name="host">Host and port as references name them.</param>
    Credential? Find(string host);
}

/// <summary>One credential, whatever the host: what a person typed beside the command.</summary>
public sealed class GivenCredential(Credential credential) : ICredentialSource
{
    /// <inheritdoc/>
    public Credential? Find(string host) => credential;

    /// <summary>The pair <c>PLIMSOLL_USER</c> and <c>PLIMSOLL_PASSWORD</c>, or null when one of them is not set.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static GivenCredential? FromEnvironment(Func<string, string?> variable) =>
        variable("PLIMSOLL_USER") is { Length: > 0 } user && variable("PLIMSOLL_PASSWORD") is { Length: > 0 } password
            ? new GivenCredential(new Credential.Password(user, password))
            : null;
}
