using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Server.Auth.Rights;

/// <summary>A named set of permissions that can be bound to somebody on a path pattern.</summary>
internal sealed record Role(string Name, PermissionSet Permissions)
{
    public static Role Reader { get; } = new("reader", PermissionSet.Of(Permission.Pull));

    public static Role Writer { get; } = new("writer", PermissionSet.Of(Permission.Pull, Permission.Push));

    public static Role Maintainer { get; } = new("maintainer", PermissionSet.Of(Permission.Pull, Permission.Push, Permission.Delete));

    public static Role Owner { get; } = new("owner", PermissionSet.Of(Permission.Pull, Permission.Push, Permission.Delete, Permission.Manage));

    /// <summary>Sees names and events, never content.</summary>
    public static Role Auditor { get; } = new("auditor", PermissionSet.Of(Permission.Audit));

    /// <summary>Reads the measurements of the server and nothing else: for Prometheus. Worth something on <c>**</c> only.</summary>
    public static Role Monitor { get; } = new("monitor", PermissionSet.Of(Permission.Monitor));

    /// <summary>Everything, everywhere: bound on <c>**</c> only.</summary>
    public static Role Admin { get; } = new("admin", PermissionSet.All);

    public static IReadOnlyList<Role> All { get; } = [Reader, Writer, Maintainer, Owner, Auditor, Monitor, Admin];

    /// <summary>Roles that can be given to people whose names nobody wrote down (<c>anonymous</c>, <c>authenticated</c>).</summary>
    public bool IsForStrangers => this == Reader || this == Writer || this == Maintainer;

    public static bool TryGet(string? name, [NotNullWhen(true)] out Role? role)
    {
        role = All.FirstOrDefault(r => r.Name == name);
        return role is not null;
    }
}
