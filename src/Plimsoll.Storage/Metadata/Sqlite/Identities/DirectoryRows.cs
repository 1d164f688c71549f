using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Identities;

/// <summary>Everything that decides what somebody may do, read as a whole.</summary>
internal static class DirectoryRows
{
    public static DirectoryRecord Load(SqliteSession session)
    {
        var principals = session.All(
            "SELECT id, kind, name, description, epoch, paths, disabled, created_at, created_by FROM principals ORDER BY name", static row => Principal(row));
        var members = session.All("SELECT group_name, principal_id FROM group_members", static row => (Group: row.GetString(0), Member: row.GetInt64(1)))
            .ToLookup(m => m.Group, m => m.Member, StringComparer.Ordinal);
        var groups = session.All("SELECT name, description FROM user_groups ORDER BY name", static row => (Name: row.GetString(0), Description: row.GetString(1)))
            .ConvertAll(g => new GroupRecord(g.Name, g.Description, [.. members[g.Name]]));
        var grants = session.All("SELECT id, subject, role, path, created_at, created_by FROM grants ORDER BY id",
            static row => new GrantRecord(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetTime(4), row.GetString(5)));
        return new DirectoryRecord(Version(session), principals, groups, grants);
    }

    public static long Version(SqliteSession session) => session.Number("SELECT version FROM identity_version WHERE one = 1")!.Value;

    /// <summary>Tells every reader of the directory that it changed.</summary>
    public static void Changed(SqliteSession session) => session.Execute("UPDATE identity_version SET version = version + 1");

    /// <summary>Refuses a change after which no enabled user could administer the server: nobody could ever undo it.</summary>
    public static void RequireAdministrator(SqliteSession session)
    {
        var exists = session.Exists(
            """
            SELECT 1 FROM principals p WHERE p.kind = 'user' AND p.disabled = 0 AND EXISTS(
              SELECT 1 FROM grants g WHERE g.role = 'admin' AND g.path = '**' AND (
                g.subject = 'user:' || p.name
                OR g.subject IN (SELECT 'group:' || m.group_name FROM group_members m WHERE m.principal_id = p.id)))
            LIMIT 1
            """);
        if (!exists) throw new RefusedChangeException(IdentityChange.LastAdministrator);
    }

    private static PrincipalRecord Principal(SqliteRow row) => new()
    {
        Id = row.GetInt64(0),
        Kind = row.GetString(1) == "robot" ? PrincipalKind.Robot : PrincipalKind.User,
        Name = row.GetString(2),
        Description = row.GetString(3),
        Epoch = row.GetInt64(4),
        Paths = TextList.Split(row.GetStringOrNull(5)),
        Disabled = row.GetInt64(6) != 0,
        CreatedAt = row.GetTime(7),
        CreatedBy = row.GetString(8),
    };
}
