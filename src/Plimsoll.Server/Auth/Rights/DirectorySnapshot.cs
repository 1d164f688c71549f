using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Rights;

/// <summary>All accounts, groups and grants at one moment, ready for questions. Immutable: a change makes a new one.</summary>
internal sealed class DirectorySnapshot
{
    private readonly Dictionary<long, Account> _byId = [];
    private readonly Dictionary<string, Account> _byLogin = new(StringComparer.Ordinal);

    public DirectorySnapshot(DirectoryRecord record)
    {
        Version = record.Version;
        Groups = record.Groups;
        Grants = record.Grants;
        var grants = record.Grants.ToLookup(g => g.Subject, StringComparer.Ordinal);
        var memberships = record.Groups.SelectMany(g => g.Members.Select(m => (Member: m, Group: g.Name))).ToLookup(m => m.Member, m => m.Group);
        Anonymous = Compile(grants["anonymous"]);
        foreach (var principal in record.Principals)
        {
            string[] groups = [.. memberships[principal.Id]];
            var subjects = groups.Select(g => "group:" + g).Append(AccountName.SubjectOf(principal.Kind, principal.Name)).Append("authenticated").Append("anonymous");
            var bounds = principal.Paths is { } paths ? new AccessList(paths.Select(p => (PathPattern.Parse(p), PermissionSet.All))) : null;
            var account = new Account(principal, AccountName.LoginOf(principal.Kind, principal.Name), groups, Compile(subjects.SelectMany(s => grants[s])), bounds);
            _byId.Add(principal.Id, account);
            _byLogin.Add(account.Login, account);
        }
        Accounts = [.. _byLogin.Values];
    }

    public long Version { get; }

    /// <summary>Users and robots, in order of name.</summary>
    public IReadOnlyList<Account> Accounts { get; }

    /// <summary>Groups, in order of name.</summary>
    public IReadOnlyList<GroupRecord> Groups { get; }

    /// <summary>Grants, in order of number.</summary>
    public IReadOnlyList<GrantRecord> Grants { get; }

    /// <summary>What everybody may do without a login.</summary>
    public AccessList Anonymous { get; }

    public Account? Find(long id) => _byId.GetValueOrDefault(id);

    /// <summary>The account that logs in under this name (<c>jane</c>, <c>robot+shop-ci</c>).</summary>
    public Account? Find(string login) => _byLogin.GetValueOrDefault(login);

    public Account? Find(PrincipalKind kind, string name) => Find(AccountName.LoginOf(kind, name));

    public GroupRecord? FindGroup(string name) => Groups.FirstOrDefault(g => g.Name == name);

    private static AccessList Compile(IEnumerable<GrantRecord> grants) => new(
        from grant in grants
            // A role that this version does not know grants nothing.
        where Role.TryGet(grant.Role, out _) && PathPattern.TryParse(grant.Path, out _)
        select (PathPattern.Parse(grant.Path), Role.All.First(r => r.Name == grant.Role).Permissions));
}
