using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Rules;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Rules in SQLite.</summary>
internal sealed class SqliteRuleStore(SqliteDatabase database, TimeProvider time) : IRuleStore
{
    public ValueTask<IReadOnlyList<RuleRecord>> ListAsync(CancellationToken cancellationToken) => new(database.Read(RuleRows.List));

    public Task<RuleRecord?> AddAsync(NewRule rule, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        if (RuleRows.Add(session, rule, time.GetUtcNow()) is not { } made) return null;
        AuditRows.Insert(session, audit);
        return made;
    }, cancellationToken);

    public Task<bool> RemoveAsync(long id, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        if (!RuleRows.Remove(session, id)) return false;
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);
}
