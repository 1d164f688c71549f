using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Identities;

/// <summary>A token or secret, without the secret.</summary>
/// <param name="Id">Names it, also in events (<c>token:ID</c>).</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Paths">Path patterns to which it is limited; missing for no limit.</param>
/// <param name="Permissions">Permissions to which it is limited; missing for no limit.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From then on it is worth nothing.</param>
/// <param name="LastUsedAt">When it was last used, to within some minutes.</param>
internal sealed record CredentialEntry(
    Guid Id, string Name, IReadOnlyList<string>? Paths, IReadOnlyList<string>? Permissions, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt)
{
    public static CredentialEntry Of(CredentialRecord r) => new(r.Id, r.Name, r.Paths, r.Permissions, r.CreatedAt, r.ExpiresAt, r.LastUsedAt);
}

/// <summary>A token or secret that was just made.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Login">The user name that goes with it.</param>
/// <param name="Secret">The secret, shown this once.</param>
/// <param name="ExpiresAt">From then on it is worth nothing.</param>
internal sealed record NewCredential(Guid Id, string Login, string Secret, DateTimeOffset ExpiresAt);

/// <summary>A wish for a token or secret.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Paths">Path patterns to limit it to; missing for no limit.</param>
/// <param name="Permissions">Permissions to limit it to (pull, push, delete, manage, audit, administer); missing for no limit.</param>
/// <param name="Days">Days until it expires: 1 to 366, 90 unless told.</param>
internal sealed record CredentialWish(string? Name, IReadOnlyList<string>? Paths, IReadOnlyList<string>? Permissions, int? Days);

/// <summary>Whether an account may log in.</summary>
/// <param name="Disabled">True to shut it out.</param>
internal sealed record AccountState(bool? Disabled);
