using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth.Credentials;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Accounts;

/// <summary>What a credential is limited to, as it was asked for and checked.</summary>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Paths">Path patterns; null for no limit.</param>
/// <param name="Permissions">Names of permissions; null for no limit.</param>
/// <param name="Days">Days until it expires.</param>
internal sealed record Limits(string Name, IReadOnlyList<string>? Paths, IReadOnlyList<string>? Permissions, int Days)
{
    public const int DefaultDays = 90;
    public const int MaxDays = 366;

    private const int MaxName = 100;
    private const int MaxPaths = 50;

    /// <exception cref="OciException">INVALID.</exception>
    public static Limits Check(string? name, IReadOnlyList<string>? paths, IReadOnlyList<string>? permissions, int? days)
    {
        if (days is < 1 or > MaxDays) throw new OciException(AccountError.Invalid, $"'days' must be from 1 to {MaxDays}");
        if (permissions is not null && (permissions.Count == 0 || !PermissionSet.TryParse(permissions, out _)))
            throw new OciException(AccountError.Invalid, $"'permissions' are of: {string.Join(", ", PermissionSet.All.ToNames())}");
        return new Limits(CheckText(name), CheckPaths(paths), permissions, days ?? DefaultDays);
    }

    /// <summary>A short text for people: no control characters.</summary>
    /// <exception cref="OciException">INVALID.</exception>
    public static string CheckText(string? text) => text is null ? "" : text.Length <= MaxName && !text.Any(char.IsControl)
        ? text
        : throw new OciException(AccountError.Invalid, $"names and descriptions have at most {MaxName} characters, and no control characters");

    /// <exception cref="OciException">INVALID.</exception>
    public static IReadOnlyList<string>? CheckPaths(IReadOnlyList<string>? paths)
    {
        if (paths is null) return null;
        if (paths.Count is 0 or > MaxPaths) throw new OciException(AccountError.Invalid, $"'paths' are 1 to {MaxPaths} patterns");
        foreach (var path in paths) CheckPath(path);
        return paths;
    }

    /// <exception cref="OciException">INVALID.</exception>
    public static PathPattern CheckPath(string? path) => PathPattern.TryParse(path, out var pattern)
        ? pattern
        : throw new OciException(AccountError.Invalid, $"'{(path is { Length: > MaxName } ? path[..MaxName] + '…' : path)}' is no path pattern: a repository name in which parts may hold '*', and whose last part may be '**'");

    /// <summary>A new credential with these limits, and its secret, which exists only here.</summary>
    public (CredentialRecord Record, string Secret) Make(CredentialKind kind, long principalId, DateTimeOffset now)
    {
        var secret = Secret.Make(kind == CredentialKind.Robot ? Secret.Robot : Secret.Personal);
        var record = new CredentialRecord
        {
            Id = Guid.CreateVersion7(now),
            Kind = kind,
            PrincipalId = principalId,
            Hash = Secret.HashOf(secret),
            Name = Name,
            Paths = Paths,
            Permissions = Permissions,
            CreatedAt = now,
            ExpiresAt = now.AddDays(Days),
        };
        return (record, secret);
    }
}
