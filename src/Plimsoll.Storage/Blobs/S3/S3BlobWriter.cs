using System.Security.Cryptography;

namespace Plimsoll.Storage.Blobs.S3;

/// <summary>
/// Writes one key: bytes are gathered to parts, two of which may be on their way while the next one fills. What is less than a part becomes one object.
/// </summary>
internal sealed class S3BlobWriter : IBlobWriter
{
    private const int MaxOnTheWay = 2;

    private readonly S3Bucket _bucket;
    private readonly UploadMemory _memory;
    private readonly StorageKey _key;
    private readonly UploadState _opened;
    private readonly Action _onClose;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task<string>> _parts;
    private UploadState _state;
    private long _flushed;
    private string? _uploadId;
    private PartBuffer? _pending;
    private bool _completed;
    private bool _closed;

    public S3BlobWriter(S3Bucket bucket, UploadMemory memory, StorageKey key, long offset, UploadState state, Action onClose)
    {
        (_bucket, _memory, _key, _onClose) = (bucket, memory, key, onClose);
        _opened = _state = state;
        (_uploadId, _parts) = (state.UploadId, [.. state.Parts.Select(Task.FromResult)]);
        Position = _flushed = offset;
    }

    public long Position { get; private set; }

    public ReadOnlyMemory<byte> State => _state.Write();

    private bool IsKept => _completed || _uploadId == _state.UploadId;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            var pending = await PendingAsync(cancellationToken);
            var room = PartSize.Of(_parts.Count) - (int)pending.Length;
            if (room == 0)
            {
                await SendAsync(pending, cancellationToken);
                continue;
            }
            var count = Math.Min(room, bytes.Length);
            await pending.AppendAsync(bytes[..count], cancellationToken);
            bytes = bytes[count..];
            Position += count;
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (Position == _flushed) return;
        var pending = await PendingAsync(cancellationToken);
        if (pending.Length == PartSize.Of(_parts.Count)) await SendAsync(pending, cancellationToken);
        pending = await PendingAsync(cancellationToken);
        var parts = await Task.WhenAll(_parts);
        string? tail = null;
        if (pending.Length > 0)
        {
            tail = _uploadId is null ? _key.Value : $"{_key}.tail-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
            await _bucket.PutAsync(tail, pending, cancellationToken);
        }
        // The state that this writer began with is in the database, so what that one replaced is needed no more; its own tail is until the new state is there too.
        if (_opened.Former is { } former) await DeleteAsync([former]);
        _state = new UploadState(_uploadId, parts, tail, IsBeside(_opened.Tail) ? _opened.Tail : null);
        _flushed = Position;
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_completed) return;
        if (_uploadId is not null) await CompleteUploadAsync(_uploadId, cancellationToken);
        // An object that has the name of the key already, and everything in it, is complete as it is.
        else if (_state.Tail != _key.Value || Position != _flushed) await _bucket.PutAsync(_key.Value, await PendingAsync(cancellationToken), cancellationToken);
        _completed = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed) return;
        _closed = true;
        try
        {
            await _stop.CancelAsync();
            await ((Task)Task.WhenAll(_parts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!IsKept) await AbortAsync();
        }
        finally
        {
            _pending?.Release();
            _stop.Dispose();
            _onClose();
        }
    }

    private static bool IsBeside(string? tail) => tail?.Contains('.', StringComparison.Ordinal) == true;

    private async Task CompleteUploadAsync(string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            var pending = await PendingAsync(cancellationToken);
            if (pending.Length > 0) await SendAsync(pending, cancellationToken);
            await _bucket.CompleteUploadAsync(_key.Value, uploadId, await Task.WhenAll(_parts), cancellationToken);
        }
        catch (FileNotFoundException e)
        {
            // Completed already, by a process that ended before it could say so? The key was never written by anybody else.
            if (await _bucket.SizeAsync(_key.Value, cancellationToken) != Position) throw new FileNotFoundException($"The parts of {_key} are gone.", e);
        }
        if (_opened != UploadState.Empty || _state.Tail is not null) await DeleteTailsAsync();
    }

    /// <summary>The bytes behind the full parts; those of an earlier writer are fetched when they are first needed.</summary>
    private async ValueTask<PartBuffer> PendingAsync(CancellationToken cancellationToken)
    {
        if (_pending is not null) return _pending;
        var pending = new PartBuffer(_memory);
        try
        {
            var length = Position - PartSize.Sum(_parts.Count);
            if (length > 0) await FetchAsync(_state.Tail!, length, pending, cancellationToken);
            return _pending = pending;
        }
        catch
        {
            pending.Release();
            throw;
        }
    }

    private async Task FetchAsync(string name, long length, PartBuffer into, CancellationToken cancellationToken)
    {
        await using var reader = await S3BlobReader.OpenAsync(_bucket, name, (0, length), cancellationToken) ?? throw new FileNotFoundException($"{name} does not exist.");
        if (reader.Length < length) throw new FileNotFoundException($"{name} holds {reader.Length} bytes of {length}.");
        var buffer = new byte[64 * 1024];
        while (into.Length < length)
        {
            var read = await reader.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - into.Length)), into.Length, cancellationToken);
            await into.AppendAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    /// <summary>Sends the pending bytes as the next part, and goes on with an empty one.</summary>
    private async Task SendAsync(PartBuffer part, CancellationToken cancellationToken)
    {
        _uploadId ??= await _bucket.BeginUploadAsync(_key.Value, cancellationToken);
        // Large parts go one at a time, for the sake of memory.
        var limit = PartSize.Of(_parts.Count) > 2 * PartSize.First ? 1 : MaxOnTheWay;
        while (_parts.Where(p => !p.IsCompletedSuccessfully).Take(limit).ToList() is { Count: var running } waiting && running == limit) await await Task.WhenAny(waiting);
        _pending = null;
        var (uploadId, number) = (_uploadId, _parts.Count + 1);
        // The SDK hashes the body before it sends it, which shall not hold up the caller.
        _parts.Add(Task.Run(() => PutAsync(uploadId, number, part), CancellationToken.None));
    }

    private async Task<string> PutAsync(string uploadId, int number, PartBuffer part)
    {
        try
        {
            return await _bucket.PutPartAsync(_key.Value, uploadId, number, part, _stop.Token);
        }
        finally
        {
            part.Release();
        }
    }

    /// <summary>A multipart upload that no state leads to can be found again only by looking for it.</summary>
    private async Task AbortAsync()
    {
        try
        {
            await _bucket.AbortUploadAsync(_key.Value, _uploadId!, CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // The sweeper of expired intents looks for it.
        }
    }

    /// <summary>Those that are known, and those of writers that were killed.</summary>
    private async Task DeleteTailsAsync()
    {
        try
        {
            await DeleteAsync(await _bucket.ListAsync(_key.Value + ".", CancellationToken.None).Select(o => o.Name).ToListAsync());
        }
        catch (StorageUnavailableException)
        {
            // Garbage beside a blob is no reason to refuse the blob.
        }
    }

    private async Task DeleteAsync(IReadOnlyList<string> names)
    {
        try
        {
            await _bucket.DeleteAsync(names, CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // As above.
        }
    }
}
