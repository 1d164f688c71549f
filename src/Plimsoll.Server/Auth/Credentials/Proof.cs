using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Auth.Tokens;

namespace Plimsoll.Server.Auth.Credentials;

/// <summary>
/// What a credential proved. It says nothing about rights: those are looked up in the current snapshot, again whenever it changes.
/// </summary>
internal sealed record Proof
{
    /// <summary>No credential was sent.</summary>
    public static Proof Anonymous { get; } = new() { AuthKind = "none", ExpiresAt = DateTimeOffset.MaxValue };

    /// <summary>How it was proved, as <see cref="Caller.AuthKind"/>.</summary>
    public required string AuthKind { get; init; }

    /// <summary>The account; null for a registry token that was given to nobody in particular.</summary>
    public long? PrincipalId { get; init; }

    /// <summary>Epoch of the password that was shown; null when none was.</summary>
    public long? Epoch { get; init; }

    /// <summary>The stored credential that was shown, or that the registry token was obtained with.</summary>
    public Guid? CredentialId { get; init; }

    /// <summary>Limits of the credential.</summary>
    public AccessList? Limit { get; init; }

    /// <summary>Claims of a registry token.</summary>
    public TokenClaims? Claims { get; init; }

    /// <summary>Form token of a session.</summary>
    public string? FormToken { get; init; }

    /// <summary>The credential has to be checked again from then on.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the credential itself ends; registry tokens do not outlive it by much.</summary>
    public DateTimeOffset CredentialExpiresAt { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>True when something that could be guessed was shown.</summary>
    public bool ByPassword { get; init; }
}
