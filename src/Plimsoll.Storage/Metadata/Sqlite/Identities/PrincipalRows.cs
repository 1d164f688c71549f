using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Identities;

/// <summary>Rows of users and robots.</summary>
internal static class PrincipalRows
{
    public static IdentityChange Add(SqliteSession session, NewPrincipal principal)
    {
        var kind = KindOf(principal.Kind);
        var added = session.Execute(
            "INSERT INTO principals(kind, name, description, password_hash, paths, created_at, created_by) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(name) DO NOTHING",
            kind, principal.Name, principal.Description, principal.PasswordHash, TextList.Join(principal.Paths), principal.At, principal.By);
        if (added == 0) throw new RefusedChangeException(IdentityChange.Exists);
        foreach (var (role, path) in principal.Grants)
        {
            session.Execute("INSERT INTO grants(subject, role, path, created_at, created_by) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
                $"{kind}:{principal.Name}", role, path, principal.At, principal.By);
        }
        if (principal.Secret is { } secret)
        {
            var id = session.Number("SELECT id FROM principals WHERE name = ?1", principal.Name)!.Value;
            CredentialRows.Add(session, secret with { PrincipalId = id });
        }
        DirectoryRows.Changed(session);
        return IdentityChange.Done;
    }

    public static IdentityChange SetDisabled(SqliteSession session, long id, bool disabled)
    {
        if (session.Execute("UPDATE principals SET disabled = ?2 WHERE id = ?1", id, disabled ? 1 : 0) == 0) throw new RefusedChangeException(IdentityChange.Unknown);
        if (disabled)
        {
            EndLogins(session, id);
            DirectoryRows.RequireAdministrator(session);
        }
        DirectoryRows.Changed(session);
        return IdentityChange.Done;
    }

    public static IdentityChange Remove(SqliteSession session, long id)
    {
        var subject = session.First("SELECT kind || ':' || name FROM principals WHERE id = ?1", static row => row.GetString(0), id)
            ?? throw new RefusedChangeException(IdentityChange.Unknown);
        session.Execute("DELETE FROM grants WHERE subject = ?1", subject);
        session.Execute("DELETE FROM principals WHERE id = ?1", id);
        DirectoryRows.RequireAdministrator(session);
        DirectoryRows.Changed(session);
        return IdentityChange.Done;
    }

    public static IdentityChange SetPassword(SqliteSession session, long id, string hash)
    {
        if (session.Execute("UPDATE principals SET password_hash = ?2, epoch = epoch + 1 WHERE id = ?1 AND kind = 'user'", id, hash) == 0)
            throw new RefusedChangeException(IdentityChange.Unknown);
        EndLogins(session, id);
        DirectoryRows.Changed(session);
        return IdentityChange.Done;
    }

    private static void EndLogins(SqliteSession session, long id) =>
        session.Execute("DELETE FROM credentials WHERE principal_id = ?1 AND kind IN ('session', 'refresh')", id);

    private static string KindOf(PrincipalKind kind) => kind == PrincipalKind.Robot ? "robot" : "user";
}
