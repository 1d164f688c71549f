using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Accounts;

/// <summary>Personal access tokens: everybody's own.</summary>
internal sealed class AccessTokens(AccountChanges changes)
{
    public async Task<(CredentialRecord Record, string Token)> AddAsync(HttpContext http, Limits limits)
    {
        var (caller, account) = Authority.RequireUser(http);
        var (record, token) = limits.Make(CredentialKind.Personal, account.Record.Id, changes.Now);
        // A token that was made with a token ends with it.
        record = record with { ParentId = caller.AccessSecretId };
        var audit = changes.Event(http, "token.add", account.Subject, $"token {record.Id} '{record.Name}', until {record.ExpiresAt:yyyy-MM-dd}");
        await changes.RunAsync($"user '{account.Login}' that is enabled", store => store.AddCredentialAsync(record, audit, http.RequestAborted));
        return (record, token);
    }

    public Task RemoveAsync(HttpContext http, Guid id)
    {
        var (_, account) = Authority.RequireUser(http);
        return changes.RunAsync($"token {id} of yours", store => store.RemoveCredentialAsync(account.Record.Id, id, changes.Event(http, "token.revoke", account.Subject, $"token {id}"), http.RequestAborted));
    }

    public ValueTask<IReadOnlyList<CredentialRecord>> ListAsync(HttpContext http, Guid? after, int limit)
    {
        var (_, account) = Authority.RequireUser(http);
        return changes.Store.ListCredentialsAsync(account.Record.Id, CredentialKind.Personal, after, limit, http.RequestAborted);
    }
}
