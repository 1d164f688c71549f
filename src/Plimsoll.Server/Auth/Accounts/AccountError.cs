using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Accounts;

/// <summary>Refusals of the administration of accounts, for which the distribution-spec has no codes.</summary>
internal static class AccountError
{
    public static readonly OciError Unknown = new("NOT_FOUND", "no such account, group, grant or credential", 404);

    public static readonly OciError Invalid = new("INVALID", "a value cannot be used", 400);

    public static readonly OciError Conflict = new("CONFLICT", "the change does not fit what is there", 409);

    /// <summary>Turns what a change came to into a refusal, unless it is done.</summary>
    /// <exception cref="OciException">NOT_FOUND, CONFLICT.</exception>
    public static void ThrowUnlessDone(IdentityChange change, string what)
    {
        if (change == IdentityChange.Done) return;
        throw change switch
        {
            IdentityChange.Unknown => new OciException(Unknown, $"there is no {what}"),
            IdentityChange.Exists => new OciException(Conflict, $"there is already a {what}"),
            IdentityChange.LastAdministrator => new OciException(Conflict, "nobody would be left who can administer the server; make another administrator first"),
            _ => new OciException(Conflict, "two secrets are live, which is enough to go over from one to the next; revoke one first"),
        };
    }

    public static OciException InvalidName(string? name) => new(Invalid, AccountName.Rule, name is { Length: > 80 } ? name[..80] : name);
}
