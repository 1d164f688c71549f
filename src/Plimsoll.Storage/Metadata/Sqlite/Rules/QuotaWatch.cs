using Plimsoll.Core.Errors;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rules;

/// <summary>
/// Looks at the quotas of a repository before a change and after it, in the same transaction. What makes more of something than is allowed is refused; what makes
/// nothing more goes through, also where a quota was set too low for what was there already.
/// </summary>
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
        if (_before.Count == 0) return;
        foreach (var (before, after) in _before.Zip(QuotaRows.Of(_session, _repository)))
        {
            if (after.Terms.MaxBytes is { } bytes && after.Bytes > before.Bytes && after.Bytes + after.Reserved > bytes)
                throw RuleRefusal.Bytes(after.Rule, bytes, before.Bytes, after.Reserved, after.Bytes - before.Bytes);
            if (after.Terms.MaxTags is { } tags && after.Tags > before.Tags && after.Tags > tags)
                throw RuleRefusal.Tags(after.Rule, tags, before.Tags, after.Tags - before.Tags);
        }
    }
}
