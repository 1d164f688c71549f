using Plimsoll.Core;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

/// <summary>A SQLite store in a directory of its own.</summary>
internal sealed class SqliteProbe : IMetadataProbe
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteMetadataStore _store;

    public SqliteProbe(TimeProvider time) => _store = SqliteMetadataStore.Open(_directory.File("plimsoll.db"), time);

    public IMetadataStore Store => _store;

    public SqliteMetadataStore Sqlite => _store;

    public Task SetBlobStateAsync(Digest digest, int state) =>
        _store.Database.WriteAsync(session => session.Execute("UPDATE blobs SET state = ?2 WHERE digest = ?1", digest, state), default);

    public Task<int?> BlobStateAsync(Digest digest) =>
        Task.FromResult((int?)_store.Database.Read(session => session.Number("SELECT state FROM blobs WHERE digest = ?1", digest)));

    public Task<IReadOnlyList<Candidate>> CandidatesAsync() => Task.FromResult<IReadOnlyList<Candidate>>(_store.Database.Read(session => session.All(
        """
        SELECT kind, subject, review_after FROM gc_queue
        UNION ALL SELECT 'blob', b.digest, rb.pinned_until FROM repo_blobs rb JOIN blobs b ON b.id = rb.blob_id WHERE rb.pinned_until > 0
        """, static row => new Candidate(row.GetString(0), row.GetString(1), row.GetTime(2)))));

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }
}
