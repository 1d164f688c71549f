using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth.Credentials;
using Plimsoll.Server.Auth.Passwords;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Accounts;

/// <summary>Making and changing users: for administrators, except for one's own password.</summary>
internal sealed class Users(AccountChanges changes, PasswordVerifier passwords)
{
    private const int ShortestPassword = 8;

    /// <summary>Makes a user.</summary>
    /// <returns>The password, when none was given and one was made.</returns>
    public async Task<string?> AddAsync(HttpContext http, string? name, string? password, string? description)
    {
        http.Require(Permission.Administer);
        if (!AccountName.IsValid(name)) throw AccountError.InvalidName(name);
        var generated = password is null ? FirstStart.MakePassword() : null;
        var user = new NewPrincipal(PrincipalKind.User, name!, Limits.CheckText(description), HashOf(password ?? generated!), null, changes.Now, http.Caller().Name);
        await changes.RunAsync($"user or robot '{name}'", store => store.AddPrincipalAsync(user, changes.Event(http, "user.add", "user:" + name), http.RequestAborted));
        return generated;
    }

    public Task SetDisabledAsync(HttpContext http, string name, bool disabled)
    {
        http.Require(Permission.Administer);
        var user = Find(name);
        var audit = changes.Event(http, disabled ? "user.disable" : "user.enable", user.Subject);
        return changes.RunAsync($"user '{name}'", store => store.SetDisabledAsync(user.Record.Id, disabled, audit, http.RequestAborted));
    }

    public Task RemoveAsync(HttpContext http, string name)
    {
        http.Require(Permission.Administer);
        var user = Find(name);
        return changes.RunAsync($"user '{name}'", store => store.RemovePrincipalAsync(user.Record.Id, changes.Event(http, "user.delete", user.Subject), http.RequestAborted));
    }

    /// <summary>Sets somebody's password.</summary>
    /// <returns>The password, when none was given and one was made.</returns>
    public async Task<string?> SetPasswordAsync(HttpContext http, string name, string? password)
    {
        http.Require(Permission.Administer);
        var generated = password is null ? FirstStart.MakePassword() : null;
        await StoreAsync(http, Find(name), password ?? generated!);
        return generated;
    }

    /// <summary>Changes the caller's own password.</summary>
    public async Task ChangeOwnPasswordAsync(HttpContext http, string? current, string? replacement)
    {
        var (_, account) = Authority.RequireUser(http);
        var presented = new PresentedCredential(CredentialScheme.Basic, account.Login, current ?? "", AuthorizationHeader.AddressOf(http));
        switch (await passwords.VerifyAsync(presented, http.RequestAborted))
        {
            case Verification.Proved:
                await StoreAsync(http, account, replacement ?? "");
                break;
            case Verification.Throttled(var seconds):
                throw new OciException(OciError.TooManyRequests, $"too many wrong passwords; try again in {seconds} seconds") { RetryAfterSeconds = seconds };
            default:
                throw new OciException(OciError.Denied, "the current password is wrong");
        }
    }

    public Account Find(string name) =>
        changes.Current.Find(PrincipalKind.User, name) is { Record.Kind: PrincipalKind.User } user ? user : throw new OciException(AccountError.Unknown, $"there is no user '{name}'");

    private Task StoreAsync(HttpContext http, Account user, string password)
    {
        var hash = HashOf(password);
        return changes.RunAsync($"user '{user.Login}'", store => store.SetPasswordAsync(user.Record.Id, hash, changes.Event(http, "user.password", user.Subject), http.RequestAborted));
    }

    private static string HashOf(string password)
    {
        if (password.Length is < ShortestPassword or > PasswordHash.MaxLength)
            throw new OciException(AccountError.Invalid, $"a password has {ShortestPassword} to {PasswordHash.MaxLength} characters");
        if (Secret.IsAccessSecret(password)) throw new OciException(AccountError.Invalid, "a password cannot start like an access token");
        return PasswordHash.Make(password);
    }
}
