using Plimsoll.Core.Errors;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rules;

/// <summary>Looks at the quotas of a repository before a change and after it, in the same transaction.</summary>
internal readonly struct QuotaWatch
{
    private readonly List<QuotaRow> _before;
    private readonly SqliteSession _session;
    private readonly long _repository;

    private QuotaWatch(SqliteSession session, long repository) => (_session, _repository, _before) = (session, repository, QuotaRows.Of(session, repository));

    public static QuotaWatch Begin(SqliteSession session, long repository) => new(session, repository);

    /// <summary>Lets the change stand, or not.</summary>
    /// <exception cref="OciException">DENIED; the caller's transaction is taken back with it.</exception>
    public void End()
    {
        if (_before.Count > 0) QuotaRow.Require(_before, QuotaRows.Of(_session, _repository));
    }
}
