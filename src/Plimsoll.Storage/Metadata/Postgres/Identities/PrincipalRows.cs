using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Identities;

/// <summary>Rows of users and robots.</summary>
internal static class PrincipalRows
{
    public static async Task AddAsync(PostgresSession session, NewPrincipal principal)
    {
        var kind = principal.Kind == PrincipalKind.Robot ? "robot" : "user";
        var id = await session.NumberAsync("""
            INSERT INTO principals(kind, name, description, password_hash, paths, created_at, created_by) VALUES($1, $2, $3, $4, $5, $6, $7) ON CONFLICT(name) DO NOTHING RETURNING id
            """, kind, principal.Name, principal.Description, principal.PasswordHash, TextList.Join(principal.Paths), principal.At, principal.By)
            ?? throw new RefusedChangeException(IdentityChange.Exists);
        foreach (var (role, path) in principal.Grants)
        {
            session.Queue("INSERT INTO grants(subject, role, path, created_at, created_by) VALUES($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                $"{kind}:{principal.Name}", role, path, principal.At, principal.By);
        }
        if (principal.Secret is { } secret) await CredentialRows.AddAsync(session, secret with { PrincipalId = id });
    }

    public static async Task SetDisabledAsync(PostgresSession session, long id, bool disabled)
    {
        if (await session.ExecuteAsync("UPDATE principals SET disabled = $2 WHERE id = $1", id, disabled) == 0) throw new RefusedChangeException(IdentityChange.Unknown);
        if (!disabled) return;
        EndLogins(session, id);
        await DirectoryRows.RequireAdministratorAsync(session);
    }

    public static async Task RemoveAsync(PostgresSession session, long id)
    {
        var subject = await session.FirstAsync("DELETE FROM principals WHERE id = $1 RETURNING kind || ':' || name", static row => row.GetString(0), id)
            ?? throw new RefusedChangeException(IdentityChange.Unknown);
        session.Queue("DELETE FROM grants WHERE subject = $1", subject);
        await DirectoryRows.RequireAdministratorAsync(session);
    }

    public static async Task SetPasswordAsync(PostgresSession session, long id, string hash)
    {
        if (await session.ExecuteAsync("UPDATE principals SET password_hash = $2, epoch = epoch + 1 WHERE id = $1 AND kind = 'user'", id, hash) == 0)
            throw new RefusedChangeException(IdentityChange.Unknown);
        EndLogins(session, id);
    }

    private static void EndLogins(PostgresSession session, long id) =>
        session.Queue("DELETE FROM credentials WHERE principal_id = $1 AND kind IN ('session', 'refresh')", id);
}
