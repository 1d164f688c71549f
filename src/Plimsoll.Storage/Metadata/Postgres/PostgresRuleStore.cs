using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Rules;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Rules in PostgreSQL. They change in transactions that run alone, so that no other one, on any server, goes by what was before.</summary>
internal sealed class PostgresRuleStore(PostgresDatabase database, TimeProvider time) : IRuleStore
{
    public async ValueTask<IReadOnlyList<RuleRecord>> ListAsync(CancellationToken cancellationToken) => await database.ReadAsync(RuleRows.ListAsync, cancellationToken);

    public Task<RuleRecord?> AddAsync(NewRule rule, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAloneAsync(async session =>
    {
        if (await RuleRows.AddAsync(session, rule, time.GetUtcNow()) is not { } made) return null;
        AuditRows.Insert(session, audit);
        return made;
    }, cancellationToken);

    public Task<bool> RemoveAsync(long id, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAloneAsync(async session =>
    {
        if (!await RuleRows.RemoveAsync(session, id)) return false;
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);
}
