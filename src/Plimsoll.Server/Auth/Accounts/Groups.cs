using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Accounts;

/// <summary>Making and changing groups: for administrators.</summary>
internal sealed class Groups(AccountChanges changes, Users users)
{
    public Task AddAsync(HttpContext http, string? name, string? description)
    {
        http.Require(Permission.Administer);
        if (!Rights.AccountName.IsValid(name)) throw AccountError.InvalidName(name);
        var (text, audit) = (Limits.CheckText(description), changes.Event(http, "group.add", "group:" + name));
        return changes.RunAsync($"group '{name}'", store => store.AddGroupAsync(name!, text, changes.Now, http.Caller().Name, audit, http.RequestAborted));
    }

    public Task RemoveAsync(HttpContext http, string name)
    {
        http.Require(Permission.Administer);
        return changes.RunAsync($"group '{name}'", store => store.RemoveGroupAsync(name, changes.Event(http, "group.delete", "group:" + name), http.RequestAborted));
    }

    public Task AddMemberAsync(HttpContext http, string name, string user) => ChangeMemberAsync(http, name, user, "group.join", (store, id, audit) => store.AddMemberAsync(name, id, audit, http.RequestAborted));

    public Task RemoveMemberAsync(HttpContext http, string name, string user) => ChangeMemberAsync(http, name, user, "group.leave", (store, id, audit) => store.RemoveMemberAsync(name, id, audit, http.RequestAborted));

    private Task ChangeMemberAsync(HttpContext http, string name, string user, string action, Func<IIdentityStore, long, AuditEvent, Task<IdentityChange>> change)
    {
        http.Require(Permission.Administer);
        var account = users.Find(user);
        return changes.RunAsync($"group '{name}' with member '{user}'", store => change(store, account.Record.Id, changes.Event(http, action, "group:" + name, account.Subject)));
    }
}
