using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Identities;

/// <summary>Everything that decides what somebody may do, read as a whole.</summary>
internal static class DirectoryRows
{
    public static DirectoryRecord Load(SqliteSession session)
    {
        var principals = session.All("SELECT " + DirectoryColumns.OfPrincipal + " FROM principals ORDER BY name", DirectoryColumns.MapPrincipal);
        var members = session.All("SELECT group_name, principal_id FROM group_members", static row => (row.GetString(0), row.GetInt64(1)));
        var groups = session.All("SELECT name, description FROM user_groups ORDER BY name", static row => (row.GetString(0), row.GetString(1)));
        var grants = session.All("SELECT " + DirectoryColumns.OfGrant + " FROM grants ORDER BY id", DirectoryColumns.MapGrant);
        return new DirectoryRecord(Version(session), principals, DirectoryColumns.Groups(groups, members), grants);
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
}
