using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Identities;

/// <summary>Rows of groups, their members, and grants.</summary>
internal static class GrantRows
{
    public static IdentityChange AddGroup(SqliteSession session, string name, string description, DateTimeOffset at, string by)
    {
        var added = session.Execute("INSERT INTO user_groups(name, description, created_at, created_by) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", name, description, at, by);
        return Finish(session, added, IdentityChange.Exists);
    }

    public static IdentityChange RemoveGroup(SqliteSession session, string name)
    {
        session.Execute("DELETE FROM grants WHERE subject = ?1", "group:" + name);
        var removed = session.Execute("DELETE FROM user_groups WHERE name = ?1", name);
        return Finish(session, removed, IdentityChange.Unknown);
    }

    public static IdentityChange AddMember(SqliteSession session, string group, long userId)
    {
        if (!session.Exists("SELECT 1 FROM user_groups WHERE name = ?1", group) || !session.Exists("SELECT 1 FROM principals WHERE id = ?1 AND kind = 'user'", userId))
            throw new RefusedChangeException(IdentityChange.Unknown);
        var added = session.Execute("INSERT INTO group_members(group_name, principal_id) VALUES(?1, ?2) ON CONFLICT DO NOTHING", group, userId);
        return Finish(session, added, IdentityChange.Exists);
    }

    public static IdentityChange RemoveMember(SqliteSession session, string group, long userId)
    {
        var removed = session.Execute("DELETE FROM group_members WHERE group_name = ?1 AND principal_id = ?2", group, userId);
        return Finish(session, removed, IdentityChange.Unknown);
    }

    public static long Add(SqliteSession session, GrantRecord grant)
    {
        if (!SubjectExists(session, grant.Subject)) throw new RefusedChangeException(IdentityChange.Unknown);
        var added = session.Execute("INSERT INTO grants(subject, role, path, created_at, created_by) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            grant.Subject, grant.Role, grant.Path, grant.CreatedAt, grant.CreatedBy);
        if (added == 0) throw new RefusedChangeException(IdentityChange.Exists);
        DirectoryRows.Changed(session);
        return Find(session, grant)!.Value;
    }

    public static long? Find(SqliteSession session, GrantRecord grant) =>
        session.Number("SELECT id FROM grants WHERE subject = ?1 AND path = ?2 AND role = ?3", grant.Subject, grant.Path, grant.Role);

    public static IdentityChange Remove(SqliteSession session, long id) =>
        Finish(session, session.Execute("DELETE FROM grants WHERE id = ?1", id), IdentityChange.Unknown);

    private static IdentityChange Finish(SqliteSession session, int changed, IdentityChange otherwise)
    {
        if (changed == 0) throw new RefusedChangeException(otherwise);
        // What is added takes nothing from anybody; only a removal can take the last administrator away.
        if (otherwise == IdentityChange.Unknown) DirectoryRows.RequireAdministrator(session);
        DirectoryRows.Changed(session);
        return IdentityChange.Done;
    }

    private static bool SubjectExists(SqliteSession session, string subject)
    {
        if (subject is "anonymous" or "authenticated") return true;
        var colon = subject.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return false;
        var (kind, name) = (subject[..colon], subject[(colon + 1)..]);
        return kind == "group"
            ? session.Exists("SELECT 1 FROM user_groups WHERE name = ?1", name)
            : session.Exists("SELECT 1 FROM principals WHERE kind = ?1 AND name = ?2", kind, name);
    }
}
