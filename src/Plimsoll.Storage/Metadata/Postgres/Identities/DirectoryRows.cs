using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Identities;

/// <summary>Everything that decides what somebody may do, read as a whole.</summary>
internal static class DirectoryRows
{
    public static async Task<DirectoryRecord> LoadAsync(PostgresSession session)
    {
        var version = await session.NumberAsync("SELECT version FROM identity_version");
        var principals = await session.AllAsync(
            "SELECT id, kind, name, description, epoch, paths, disabled, created_at, created_by FROM principals ORDER BY name", static row => Principal(row));
        var members = (await session.AllAsync("SELECT group_name, principal_id FROM group_members", static row => (Group: row.GetString(0), Member: row.GetInt64(1))))
            .ToLookup(m => m.Group, m => m.Member, StringComparer.Ordinal);
        var groups = (await session.AllAsync("SELECT name, description FROM user_groups ORDER BY name", static row => (Name: row.GetString(0), Description: row.GetString(1))))
            .ConvertAll(g => new GroupRecord(g.Name, g.Description, [.. members[g.Name]]));
        var grants = await session.AllAsync("SELECT id, subject, role, path, created_at, created_by FROM grants ORDER BY id",
            static row => new GrantRecord(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetTime(4), row.GetString(5)));
        return new DirectoryRecord(version!.Value, principals, groups, grants);
    }

    /// <summary>Lets no other change of accounts and rights happen until this one commits, and tells every reader of the directory that it changed.</summary>
    public static void Change(PostgresSession session) => session.Queue("UPDATE identity_version SET version = version + 1");

    /// <summary>Refuses a change after which no enabled user could administer the server: nobody could ever undo it.</summary>
    public static async Task RequireAdministratorAsync(PostgresSession session)
    {
        var exists = await session.ExistsAsync(
            """
            SELECT 1 FROM principals p WHERE p.kind = 'user' AND NOT p.disabled AND EXISTS(
              SELECT 1 FROM grants g WHERE g.role = 'admin' AND g.path = '**' AND (
                g.subject = 'user:' || p.name
                OR g.subject IN (SELECT 'group:' || m.group_name FROM group_members m WHERE m.principal_id = p.id)))
            LIMIT 1
            """);
        if (!exists) throw new RefusedChangeException(IdentityChange.LastAdministrator);
    }

    private static PrincipalRecord Principal(PostgresRow row) => new()
    {
        Id = row.GetInt64(0),
        Kind = row.GetString(1) == "robot" ? PrincipalKind.Robot : PrincipalKind.User,
        Name = row.GetString(2),
        Description = row.GetString(3),
        Epoch = row.GetInt64(4),
        Paths = TextList.Split(row.GetStringOrNull(5)),
        Disabled = row.GetBoolean(6),
        CreatedAt = row.GetTime(7),
        CreatedBy = row.GetString(8),
    };
}
