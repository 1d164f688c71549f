using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth.Rights;

namespace Plimsoll.Server.Auth.Accounts;

/// <summary>
/// Who may give what to whom. The rule for owners: only inside paths that they manage, and only permissions that they hold there themselves. Administrators
/// hold everything everywhere, so for them the same rule refuses nothing.
/// </summary>
internal static class Authority
{
    /// <summary>May the caller bind this role on this path, or take it back?</summary>
    public static bool MayGrant(Caller caller, Role role, PathPattern path) => caller.May(Permission.Manage, path) && Holds(caller, role.Permissions, path);

    /// <summary>May the caller change this robot and make secrets for it? Whoever makes a secret can act as the robot.</summary>
    public static bool MayManage(Caller caller, Account robot)
    {
        var needed = robot.Rights.Anywhere | PermissionSet.Of(Permission.Manage);
        return (robot.Record.Paths ?? ["**"]).All(path => Holds(caller, needed, PathPattern.Parse(path)));
    }

    /// <summary>Only a caller with all the rights of a user may make credentials: a limited token must not grow out of its limits.</summary>
    /// <exception cref="OciException">UNAUTHORIZED, DENIED.</exception>
    public static (IdentityCaller Caller, Account Account) RequireUser(HttpContext http)
    {
        if (http.Caller() is not IdentityCaller { Account: { Record.Kind: Storage.Metadata.PrincipalKind.User } account } caller)
            throw CallerOfRequest.Refusal(http, "have access tokens: only users have them");
        if (!caller.IsUnlimited) throw new OciException(OciError.Denied, "a limited token cannot manage credentials; log in with the password");
        return (caller, account);
    }

    private static bool Holds(Caller caller, PermissionSet permissions, PathPattern path)
    {
        foreach (var permission in Enum.GetValues<Permission>())
        {
            if (permissions.Has(permission) && !caller.May(permission, path)) return false;
        }
        return true;
    }
}
