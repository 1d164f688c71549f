using System.Runtime.CompilerServices;
using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Storage.Rebuilding;

/// <summary>What a rebuild came to.</summary>
/// <param name="Repositories">Repositories.</param>
/// <param name="Manifests">Manifests.</param>
/// <param name="Tags">Tags.</param>
/// <param name="Blobs">Blobs.</param>
/// <param name="Read">Objects that were read because the journal did not name them.</param>
/// <param name="Lost">Blobs that manifests need and that are not there.</param>
/// <param name="TagsLost">Tags whose manifest is not there.</param>
public sealed record RebuildReport(long Repositories, long Manifests, long Tags, long Blobs, long Read, long Lost, long TagsLost);

/// <summary>
/// Makes the rows of a new database out of the blobs and the journal beside them. Accounts, grants, the audit log and facts are in no journal; a backup has them.
/// </summary>
/// <param name="blobs">The blobs.</param>
/// <param name="objects">The journal.</param>
/// <param name="verify">Read every blob, instead of believing the journal which digest it has.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">How far it is.</param>
public sealed class Rebuild(IBlobStore blobs, IObjectStore objects, bool verify, TimeProvider time, IProgress<TransferProgress>? progress)
{
    private readonly Dictionary<RepositoryName, RebuiltRepository> _repositories = [];
    private readonly HashSet<UInt128> _manifests = [];
    private readonly RebuiltTags _tags = new();
    private readonly RebuiltBlobs _blobs = new(blobs, verify, time, progress);
    private JournalState _journal = null!;
    private string _storeId = "";

    /// <summary>Reads the journal and finds the blobs.</summary>
    /// <exception cref="InvalidDataException">There is no journal, or it is damaged.</exception>
    public async Task<RebuildReport> PrepareAsync(CancellationToken cancellationToken)
    {
        progress?.Report(new TransferProgress("journal", 0, 0));
        if (await JournalReader.LastSegmentAsync(objects, cancellationToken) == 0) throw new InvalidDataException("there is no journal beside the blobs; only a backup can bring the database back");
        _storeId = (await StoreMark.ReadAsync(objects, cancellationToken))?.StoreId ?? Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        _journal = await JournalState.ReadAsync(objects, cancellationToken);
        var needed = new Dictionary<Digest, long>();
        await foreach (var entry in _journal.EntriesAsync<JournalEntry.Manifest>(cancellationToken))
        {
            Of(entry.Repository).Count(entry.PushedAt);
            _manifests.Add(EntryIdentity.Of(entry));
            foreach (var blob in ManifestNeeds.Required(ManifestReader.Read(entry.Content, entry.MediaType))) needed[blob.Digest] = blob.Size;
        }
        await foreach (var entry in _journal.EntriesAsync<JournalEntry.Move>(cancellationToken))
        {
            Of(entry.Record.Repository);
            _tags.Take(entry.Record);
        }
        _tags.Settle((repository, digest) => _manifests.Contains(EntryIdentity.OfManifest(repository, digest)), time.GetUtcNow());
        foreach (var tag in _tags.Pointing) Of(tag.Repository).Tags++;
        progress?.Report(new TransferProgress("blobs", 0, 0));
        await _blobs.FindAsync(_journal, needed, cancellationToken);
        return new RebuildReport(_repositories.Values.LongCount(r => r.Manifests > 0), _manifests.Count, _tags.Pointing.LongCount(), _blobs.All.Count, _blobs.Read, _blobs.Lost, _tags.Added.Count);
    }

    /// <summary>The rows, in an order in which they can be imported.</summary>
    public async IAsyncEnumerable<TableRow> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = await JournalReader.LastSegmentAsync(objects, cancellationToken) + 1;
        yield return Tables.State.Row(1L, _storeId, next, 0L, 0L, null);
        foreach (var row in RepositoryRows().Concat(BlobRows())) yield return row;
        await foreach (var row in ManifestRowsAsync(cancellationToken)) yield return row;
        foreach (var move in _tags.Pointing) yield return Tables.Tags.Row(Of(move.Repository).Id, move.Move.Tag.Value, move.Move.Digest!.Value.Value, Milliseconds(move.Move.At));
        await foreach (var entry in _journal.EntriesAsync<JournalEntry.Move>(cancellationToken)) yield return MoveRow(entry.Record);
        foreach (var move in _tags.Added) yield return MoveRow(move);
    }

    private RebuiltRepository Of(RepositoryName name)
    {
        if (!_repositories.TryGetValue(name, out var repository)) _repositories.Add(name, repository = new RebuiltRepository(_repositories.Count + 1, time.GetUtcNow()));
        return repository;
    }

    private IEnumerable<TableRow> RepositoryRows() => _repositories.Select(r => Tables.Repositories.Row(
        r.Value.Id, r.Key.Value, Milliseconds(r.Value.FirstPush), r.Value.Tags, r.Value.Manifests, r.Value.Manifests > 0 ? Milliseconds(r.Value.LastPush) : null));

    private IEnumerable<TableRow> BlobRows()
    {
        var now = Milliseconds(time.GetUtcNow());
        yield return Tables.Blobs.Row(1L, Digest.EmptyBlob.Value, 0L, null, 0L, 0L);
        yield return Tables.Blobs.Row(2L, Digest.EmptyJson.Value, 2L, null, 0L, 0L);
        // What no manifest needs is garbage from now on, unless somebody uses it before its grace ends.
        foreach (var (digest, blob) in _blobs.All) yield return Tables.Blobs.Row(blob.Id, digest.Value, blob.Size, blob.Key?.Value, !blob.IsThere ? 3L : blob.IsNeeded ? 0L : 1L, now);
        yield return Tables.InlineBlobs.Row(1L, Array.Empty<byte>());
        yield return Tables.InlineBlobs.Row(2L, VirtualBlobs.ContentOf(Digest.EmptyJson).ToArray());
        foreach (var blob in _blobs.All.Values.Where(b => b.Key is null)) yield return Tables.InlineBlobs.Row(blob.Id, blob.Content.ToArray());
    }

    private async IAsyncEnumerable<TableRow> ManifestRowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var members = new HashSet<(long Repository, long Blob)>();
        var id = 0L;
        await foreach (var entry in _journal.EntriesAsync<JournalEntry.Manifest>(cancellationToken))
        {
            var manifest = ManifestReader.Read(entry.Content, entry.MediaType);
            var (repository, pushed) = (Of(entry.Repository).Id, Milliseconds(entry.PushedAt));
            yield return Tables.Manifests.Row(++id, repository, entry.Digest.Value, entry.MediaType, manifest.ReferrerArtifactType, manifest.Subject?.Digest.Value, (long)entry.Content.Length, pushed, pushed);
            yield return Tables.Contents.Row(id, entry.Content.ToArray());
            if (manifest.Subject is not null && manifest.Annotations.Count > 0) yield return Tables.Annotations.Row(id, JsonSerializer.Serialize(manifest.Annotations));
            foreach (var (digest, kind) in ManifestNeeds.Blobs(manifest, IsBlob).Distinct())
            {
                var blob = IdOf(digest);
                if (!VirtualBlobs.Contains(digest) && members.Add((repository, blob))) yield return Tables.Members.Row(repository, blob, 0L);
                yield return Tables.Needs.Row(id, blob, kind, repository);
            }
            foreach (var child in ManifestNeeds.Children(manifest, IsBlob)) yield return Tables.Children.Row(id, child.Value, repository);
        }
    }

    private TableRow MoveRow(TagMoveRecord move) => Tables.Moves.Row(
        move.Id, Of(move.Repository).Id, move.Move.Tag.Value, move.Move.Digest?.Value, move.Move.Previous?.Value, Milliseconds(move.Move.At), move.Move.Actor);

    private bool IsBlob(Digest digest) => VirtualBlobs.Contains(digest) || _blobs.All.ContainsKey(digest);

    private long IdOf(Digest digest) => digest == Digest.EmptyBlob ? 1 : digest == Digest.EmptyJson ? 2 : _blobs.All[digest].Id;

    private static long Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
