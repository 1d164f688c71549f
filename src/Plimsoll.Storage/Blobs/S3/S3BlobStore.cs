using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Plimsoll.Storage.Blobs.S3;

/// <summary>
/// Blobs as objects of any store that speaks S3, written straight to their names: nothing is copied or renamed when an upload ends. Any number of processes may work on one
/// bucket; the database says who of them may finish an upload.
/// </summary>
public sealed class S3BlobStore : IBlobStore, IDisposable
{
    /// <summary>How many keys are looked at at once when what is left under them is deleted.</summary>
    private const int MaxLooks = 16;

    private readonly S3Settings _settings;
    private readonly S3Bucket _bucket;
    private readonly UploadMemory _memory;
    private readonly TimeProvider _time;
    private readonly OpenWriters _writers = new();

    /// <summary>Makes a store; nothing is sent yet.</summary>
    /// <param name="settings">Where it is.</param>
    /// <param name="time">The clock, for addresses that are valid for a while.</param>
    /// <exception cref="S3AccessException">There are no credentials.</exception>
    public S3BlobStore(S3Settings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        try
        {
            _bucket = new S3Bucket(S3Client.Connect(settings), settings);
        }
        catch (Amazon.Runtime.AmazonClientException e)
        {
            throw S3Faults.AsSettingFault(e, settings)!;
        }
        _memory = new UploadMemory(settings.UploadMemory, settings.Patience);
    }

    /// <summary>Small objects in the same bucket.</summary>
    public IObjectStore Objects => new S3ObjectStore(_bucket, _memory);

    /// <inheritdoc/>
    public int MinChunkSize => PartSize.First;

    /// <summary>Writes, reads and deletes a small object.</summary>
    /// <exception cref="S3AccessException">That did not work; the message says why, and which setting is probably wrong.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var name = "check-" + StorageKey.New(_time).Value[3..];
        using var body = new PartBuffer(_memory);
        try
        {
            await body.AppendAsync("plimsoll"u8.ToArray(), cancellationToken);
            await _bucket.PutAsync(name, body, cancellationToken);
            if (await _bucket.SizeAsync(name, cancellationToken) != body.Length) throw new S3AccessException("endpoint", "the store does not give back what was stored");
            await _bucket.DeleteAsync([name], cancellationToken);
        }
        catch (Exception e) when (e is StorageUnavailableException or Amazon.S3.AmazonS3Exception)
        {
            throw S3Faults.AsSettingFault(e is StorageUnavailableException { InnerException: { } cause } ? cause : e, _settings) ?? new S3AccessException("endpoint", e.Message, e);
        }
        finally
        {
            body.Release();
        }
    }

    /// <summary>A multipart upload keeps writers apart by itself, because it is completed once and names its parts; a plain object is what was written last.</summary>
    public bool NeedsFreshKey(StorageKey key, ReadOnlyMemory<byte> state, bool appends) =>
        UploadState.Read(state) is { UploadId: null } small && (appends || small.Tail != key.Value);

    /// <inheritdoc/>
    public ValueTask<IBlobWriter> CreateAsync(StorageKey key, long? expectedSize, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IBlobWriter>(Open(key, 0, UploadState.Empty));

    /// <inheritdoc/>
    public async ValueTask<IBlobWriter> AppendAsync(StorageKey key, long offset, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var known = UploadState.Read(state);
        if (offset > 0) await RequireAsync(known, offset, cancellationToken);
        return Open(key, offset, offset == 0 ? UploadState.Empty : known);
    }

    /// <inheritdoc/>
    public ValueTask<IBlobReader?> OpenAsync(StorageKey key, CancellationToken cancellationToken) => S3BlobReader.OpenAsync(_bucket, key.Value, null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IBlobReader?> OpenAsync(StorageKey key, long offset, long length, CancellationToken cancellationToken) =>
        S3BlobReader.OpenAsync(_bucket, key.Value, (offset, length), cancellationToken);

    /// <inheritdoc/>
    public Uri? Locate(StorageKey key) => _settings.Redirect ? _bucket.AddressOf(key.Value, _time) : null;

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken) => await _bucket.DeleteAsync(keys.Select(k => k.Value), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask AbandonAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken)
    {
        // Most of these keys were never written, because what came was small or there already: finding that out takes two requests each, so many of them are under way at once.
        var left = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = MaxLooks, CancellationToken = cancellationToken }, async (key, token) =>
        {
            foreach (var upload in await _bucket.ListUploadsAsync(key.Value, token)) await _bucket.AbortUploadAsync(key.Value, upload, token);
            await foreach (var (name, _) in _bucket.ListAsync(key.Value, token)) left.Add(name);
        });
        await _bucket.DeleteAsync(left, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<(StorageKey Key, long Size)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (name, size) in _bucket.ListAsync("", cancellationToken))
        {
            if (StorageKey.TryParse(name, out var key)) yield return (key, size);
        }
    }

    /// <summary>Closes the connections. Writers and readers must have ended.</summary>
    public void Dispose()
    {
        _bucket.Dispose();
        _memory.Dispose();
    }

    private S3BlobWriter Open(StorageKey key, long offset, UploadState state)
    {
        _writers.Add(key);
        return new S3BlobWriter(_bucket, _memory, key, offset, state, () => _writers.Remove(key));
    }

    /// <summary>Small uploads are one object that can be looked at; of a multipart upload the parts are known, and the tail is read when it is needed.</summary>
    private async Task RequireAsync(UploadState state, long offset, CancellationToken cancellationToken)
    {
        if (state is { UploadId: null, Tail: null }) throw new FileNotFoundException($"Nothing leads to the first {offset} bytes of the upload.");
        var least = PartSize.Sum(state.Parts.Count);
        if (offset < least || (state.Tail is null && offset > least)) throw new IOException($"The upload has {least} bytes in parts; writing cannot go on at {offset}.");
        if (state.UploadId is not null) return;
        var size = await _bucket.SizeAsync(state.Tail!, cancellationToken) ?? throw new FileNotFoundException($"{state.Tail} does not exist.");
        if (size < offset) throw new IOException($"{state.Tail} holds {size} bytes; writing cannot go on at {offset}.");
    }
}
