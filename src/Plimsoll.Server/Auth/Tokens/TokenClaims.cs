using Plimsoll.Core;
using Plimsoll.Server.Auth.Rights;

namespace Plimsoll.Server.Auth.Tokens;

/// <summary>The <c>access</c> claims of a registry token: what it may be used for, as far as the rights of its holder still go that far.</summary>
internal sealed class TokenClaims(IReadOnlyDictionary<RepositoryName, PermissionSet> repositories, bool listsCatalog)
{
    /// <summary>The actions that a registry token can carry.</summary>
    public static PermissionSet RegistryActions { get; } = PermissionSet.Of(Permission.Pull, Permission.Push, Permission.Delete);

    public IReadOnlyDictionary<RepositoryName, PermissionSet> Repositories { get; } = repositories;

    public bool ListsCatalog { get; } = listsCatalog;

    public PermissionSet On(RepositoryName repository) => Repositories.TryGetValue(repository, out var set) ? set : PermissionSet.None;

    /// <summary>What of the scopes the caller may have: the intersection, never a refusal.</summary>
    public static TokenClaims Intersect(IReadOnlyList<TokenScope> scopes, IdentityCaller caller)
    {
        var repositories = new Dictionary<RepositoryName, PermissionSet>();
        var catalog = false;
        foreach (var scope in scopes)
        {
            if (scope is TokenScope.OnRepository(var name, var actions))
            {
                var granted = actions & caller.Within(name);
                if (granted != PermissionSet.None) repositories[name] = repositories.GetValueOrDefault(name) | granted;
            }
            else
            {
                catalog |= caller.MayList;
            }
        }
        return new TokenClaims(repositories, catalog);
    }
}
