using Plimsoll.Core;

namespace Plimsoll.Server.Auth.Rights;

/// <summary>Which permissions hold on which paths: the rights of an account, or the bounds of a credential. Immutable.</summary>
internal sealed class AccessList
{
    private readonly Entry[] _entries;

    public AccessList(IEnumerable<(PathPattern Paths, PermissionSet Permissions)> entries)
    {
        _entries = [.. entries.Select(e => new Entry(e.Paths, e.Permissions))];
        foreach (var entry in _entries)
        {
            Anywhere |= entry.Permissions;
            if (entry.Paths.Covers(PathPattern.Everything)) Everywhere |= entry.Permissions;
        }
    }

    public static AccessList Nothing { get; } = new([]);

    /// <summary>What holds in every repository.</summary>
    public PermissionSet Everywhere { get; }

    /// <summary>What holds in some repository.</summary>
    public PermissionSet Anywhere { get; }

    /// <summary>What holds in this repository.</summary>
    public PermissionSet On(RepositoryName repository)
    {
        var set = Everywhere;
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (!set.Contains(entry.Permissions) && entry.Paths.Matches(repository)) set |= entry.Permissions;
        }
        return set;
    }

    /// <summary>Does the permission hold in every repository that the pattern matches?</summary>
    public bool Covers(Permission permission, PathPattern paths) => Array.Exists(_entries, e => e.Permissions.Has(permission) && e.Paths.Covers(paths));

    private readonly record struct Entry(PathPattern Paths, PermissionSet Permissions);
}
