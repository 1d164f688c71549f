using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Identities;

/// <summary>Everything that decides what somebody may do, read as a whole.</summary>
internal static class DirectoryRows
{
    public static async Task<DirectoryRecord> LoadAsync(PostgresSession session)
    {
        var version = await session.NumberAsync("SELECT version FROM identity_version");
        var principals = await session.AllAsync("SELECT " + DirectoryColumns.OfPrincipal + " FROM principals ORDER BY name", DirectoryColumns.MapPrincipal);
        var members = await session.AllAsync("SELECT group_name, principal_id FROM group_members", static row => (row.GetString(0), row.GetInt64(1)));
        var groups = await session.AllAsync("SELECT name, description FROM user_groups ORDER BY name", static row => (row.GetString(0), row.GetString(1)));
        var grants = await session.AllAsync("SELECT " + DirectoryColumns.OfGrant + " FROM grants ORDER BY id", DirectoryColumns.MapGrant);
        return new DirectoryRecord(version!.Value, principals, DirectoryColumns.Groups(groups, members), grants);
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
}
