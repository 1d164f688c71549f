using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Identities;

/// <summary>Rows of groups, their members, and grants.</summary>
internal static class GrantRows
{
    public static async Task AddGroupAsync(PostgresSession session, string name, string description, DateTimeOffset at, string by) => Require(IdentityChange.Exists,
        await session.ExecuteAsync("INSERT INTO user_groups(name, description, created_at, created_by) VALUES($1, $2, $3, $4) ON CONFLICT DO NOTHING", name, description, at, by));

    public static async Task RemoveGroupAsync(PostgresSession session, string name)
    {
        session.Queue("DELETE FROM grants WHERE subject = $1", "group:" + name);
        Require(IdentityChange.Unknown, await session.ExecuteAsync("DELETE FROM user_groups WHERE name = $1", name));
        await DirectoryRows.RequireAdministratorAsync(session);
    }

    public static async Task AddMemberAsync(PostgresSession session, string group, long userId)
    {
        if (!await session.ExistsAsync("SELECT 1 FROM user_groups WHERE name = $1", group) || !await session.ExistsAsync("SELECT 1 FROM principals WHERE id = $1 AND kind = 'user'", userId))
            throw new RefusedChangeException(IdentityChange.Unknown);
        Require(IdentityChange.Exists, await session.ExecuteAsync("INSERT INTO group_members(group_name, principal_id) VALUES($1, $2) ON CONFLICT DO NOTHING", group, userId));
    }

    public static async Task RemoveMemberAsync(PostgresSession session, string group, long userId)
    {
        Require(IdentityChange.Unknown, await session.ExecuteAsync("DELETE FROM group_members WHERE group_name = $1 AND principal_id = $2", group, userId));
        await DirectoryRows.RequireAdministratorAsync(session);
    }

    public static async Task AddAsync(PostgresSession session, GrantRecord grant)
    {
        if (!await SubjectExistsAsync(session, grant.Subject)) throw new RefusedChangeException(IdentityChange.Unknown);
        Require(IdentityChange.Exists, await session.ExecuteAsync("INSERT INTO grants(subject, role, path, created_at, created_by) VALUES($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            grant.Subject, grant.Role, grant.Path, grant.CreatedAt, grant.CreatedBy));
    }

    public static Task<long?> FindAsync(PostgresSession session, GrantRecord grant) =>
        session.NumberAsync("SELECT id FROM grants WHERE subject = $1 AND path = $2 AND role = $3", grant.Subject, grant.Path, grant.Role);

    public static async Task RemoveAsync(PostgresSession session, long id)
    {
        Require(IdentityChange.Unknown, await session.ExecuteAsync("DELETE FROM grants WHERE id = $1", id));
        await DirectoryRows.RequireAdministratorAsync(session);
    }

    private static void Require(IdentityChange otherwise, int changed)
    {
        if (changed == 0) throw new RefusedChangeException(otherwise);
    }

    private static async Task<bool> SubjectExistsAsync(PostgresSession session, string subject)
    {
        if (subject is "anonymous" or "authenticated") return true;
        var colon = subject.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return false;
        var (kind, name) = (subject[..colon], subject[(colon + 1)..]);
        return kind == "group"
            ? await session.ExistsAsync("SELECT 1 FROM user_groups WHERE name = $1", name)
            : await session.ExistsAsync("SELECT 1 FROM principals WHERE kind = $1 AND name = $2", kind, name);
    }
}
