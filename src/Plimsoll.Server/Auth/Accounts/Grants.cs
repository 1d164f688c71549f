using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Accounts;

/// <summary>Binding roles on paths, and taking them back: for owners inside their paths, and for administrators.</summary>
internal sealed class Grants(AccountChanges changes)
{
    public static OciException InvalidRole(string? role) => new(AccountError.Invalid, $"'{role}' is no role; there are: {string.Join(", ", Role.All.Select(r => r.Name))}");

    public async Task<GrantRecord> AddAsync(HttpContext http, string? subject, string? roleName, string? path)
    {
        if (!AccountName.IsSubject(subject)) throw new OciException(AccountError.Invalid, "'subject' is user:NAME, robot:NAME, group:NAME, anonymous or authenticated");
        if (!Role.TryGet(roleName, out var role)) throw InvalidRole(roleName);
        var pattern = Limits.CheckPath(path);
        RequireFitting(role, subject!, pattern);
        if (!Authority.MayGrant(http.Caller(), role, pattern)) throw CallerOfRequest.Refusal(http, $"grant {role.Name} on {pattern}");
        var grant = new GrantRecord(0, subject!, role.Name, pattern.Value, changes.Now, http.Caller().Name);
        var audit = changes.Event(http, "grant.add", grant);
        var (change, id) = await changes.RunAsync(store => store.AddGrantAsync(grant, audit, http.RequestAborted));
        AccountError.ThrowUnlessDone(change, change == IdentityChange.Exists ? $"grant of {role.Name} on {pattern} to {subject}" : subject!);
        return grant with { Id = id };
    }

    public Task RemoveAsync(HttpContext http, long id)
    {
        var grant = changes.Current.Grants.FirstOrDefault(g => g.Id == id && MaySee(http.Caller(), g)) ?? throw new OciException(AccountError.Unknown, $"there is no grant {id} that you may see");
        // A role of a newer version can be taken back by administrators only.
        var may = Role.TryGet(grant.Role, out var role) ? Authority.MayGrant(http.Caller(), role, PathPattern.Parse(grant.Path)) : http.Caller().May(Permission.Administer);
        if (!may) throw CallerOfRequest.Refusal(http, $"take back {grant.Role} on {grant.Path}");
        var audit = changes.Event(http, "grant.remove", grant);
        return changes.RunAsync($"grant {id}", store => store.RemoveGrantAsync(id, audit, http.RequestAborted));
    }

    /// <summary>Grants on paths that the caller manages.</summary>
    public IEnumerable<GrantRecord> Visible(Caller caller) => changes.Current.Grants.Where(g => MaySee(caller, g));

    /// <summary>Refuses roles where they make no sense.</summary>
    public static void RequireFitting(Role? role, string subject, PathPattern path)
    {
        if (role == Role.Admin && path.Value != "**") throw new OciException(AccountError.Invalid, "the role admin is for '**' only; owner is the highest role on other paths");
        if (role is { IsForStrangers: false } && (subject is "anonymous" or "authenticated"))
            throw new OciException(AccountError.Invalid, $"the role {role.Name} needs a name: {subject} can be reader, writer or maintainer");
    }

    private static bool MaySee(Caller caller, GrantRecord grant) => PathPattern.TryParse(grant.Path, out var path) ? caller.May(Permission.Manage, path) : caller.May(Permission.Administer);
}
