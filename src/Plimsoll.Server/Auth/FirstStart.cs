using System.Security.Cryptography;
using Plimsoll.Server.Auth.Passwords;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth;

/// <summary>The first start makes an administrator, because nothing is open to anybody else.</summary>
internal static class FirstStart
{
    /// <summary>Name of the first administrator.</summary>
    public const string Administrator = "admin";

    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int GeneratedLength = 24;

    /// <summary>Makes the administrator when there are no users yet.</summary>
    /// <param name="store">The accounts.</param>
    /// <param name="password">The password that was chosen for it, or null to make one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The password that was made, to be shown once; null when one was chosen, or when there are users already.</returns>
    public static async Task<string?> EnsureAdministratorAsync(IIdentityStore store, string? password, TimeProvider time, CancellationToken cancellationToken)
    {
        if ((await store.LoadAsync(cancellationToken)).Principals.Any(p => p.Kind == PrincipalKind.User)) return null;
        var chosen = string.IsNullOrEmpty(password) ? null : password;
        if (chosen is { Length: < 8 or > 256 }) throw new OptionsException("PLIMSOLL_ADMIN_PASSWORD", "(not shown)", "a password has 8 to 256 characters");
        var generated = chosen is null ? MakePassword() : null;
        var now = time.GetUtcNow();
        var user = new NewPrincipal(PrincipalKind.User, Administrator, "made at the first start", PasswordHash.Make(chosen ?? generated!), null, now, "plimsoll")
        {
            Grants = [(Role.Admin.Name, "**")],
        };
        var audit = new AuditEvent
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Action = "user.add",
            Outcome = "ok",
            Principal = "plimsoll",
            AuthKind = "none",
            Repository = "user:" + Administrator,
            Detail = "first start",
        };
        return await store.AddFirstUserAsync(user, audit, cancellationToken) ? generated : null;
    }

    /// <summary>A password that can be read from a screen: 118 bits without letters that look alike.</summary>
    public static string MakePassword() => RandomNumberGenerator.GetString(Alphabet, GeneratedLength);
}
