using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Plimsoll.Storage.Blobs;

/// <summary>Blobs in memory, gone with the process: for trying things out and for tests. One blob has at most 2 GiB.</summary>
public sealed class MemoryBlobStore : IBlobStore
{
    private readonly ConcurrentDictionary<StorageKey, Content> _contents = [];
    private readonly OpenWriters _writers = new();

    /// <summary>A piece of any size costs the same.</summary>
    public int MinChunkSize => 0;

    /// <summary>Nobody else writes here.</summary>
    public bool NeedsFreshKey(StorageKey key, ReadOnlyMemory<byte> state, bool appends) => false;

    /// <inheritdoc/>
    public ValueTask<IBlobWriter> CreateAsync(StorageKey key, long? expectedSize, CancellationToken cancellationToken)
    {
        var content = new Content();
        if (!_contents.TryAdd(key, content)) throw new IOException($"{key} exists already.");
        _writers.Add(key);
        return ValueTask.FromResult<IBlobWriter>(new Writer(content, 0, () => _writers.Remove(key)));
    }

    /// <inheritdoc/>
    public ValueTask<IBlobWriter> AppendAsync(StorageKey key, long offset, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (!_contents.TryGetValue(key, out var content)) throw new FileNotFoundException($"{key} does not exist.");
        _writers.Add(key);
        if (content.Length < offset)
        {
            _writers.Remove(key);
            throw new IOException($"{key} holds {content.Length} bytes; writing cannot go on at {offset}.");
        }
        content.Truncate(offset);
        return ValueTask.FromResult<IBlobWriter>(new Writer(content, offset, () => _writers.Remove(key)));
    }

    /// <inheritdoc/>
    public ValueTask<IBlobReader?> OpenAsync(StorageKey key, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IBlobReader?>(_contents.TryGetValue(key, out var content) ? new Reader(content) : null);

    /// <inheritdoc/>
    public ValueTask<IBlobReader?> OpenAsync(StorageKey key, long offset, long length, CancellationToken cancellationToken) => OpenAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Uri? Locate(StorageKey key) => null;

    /// <inheritdoc/>
    public ValueTask DeleteAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys) _contents.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask AbandonAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken) => DeleteAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<(StorageKey Key, long Size)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (key, content) in _contents)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return (key, content.Length);
        }
        await Task.CompletedTask;
    }

    private sealed class Content
    {
        private readonly Lock _gate = new();
        private byte[] _bytes = [];
        private int _length;

        public long Length
        {
            get
            {
                lock (_gate) return _length;
            }
        }

        public void Truncate(long length)
        {
            lock (_gate) _length = (int)length;
        }

        public void Append(ReadOnlySpan<byte> bytes)
        {
            lock (_gate)
            {
                var length = checked(_length + bytes.Length);
                if (length > _bytes.Length) Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(length, 2L * _bytes.Length)));
                bytes.CopyTo(_bytes.AsSpan(_length));
                _length = length;
            }
        }

        public int Read(Span<byte> buffer, long offset)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(offset);
            lock (_gate)
            {
                if (offset >= _length) return 0;
                var rest = _bytes.AsSpan((int)offset, _length - (int)offset);
                var count = Math.Min(rest.Length, buffer.Length);
                rest[..count].CopyTo(buffer);
                return count;
            }
        }
    }

    private sealed class Writer(Content content, long position, Action closed) : IBlobWriter
    {
        private bool _closed;

        public long Position { get; private set; } = position;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            content.Append(bytes.Span);
            Position += bytes.Length;
            return ValueTask.CompletedTask;
        }

        public ReadOnlyMemory<byte> State => default;

        public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync()
        {
            if (!_closed) closed();
            _closed = true;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Reader(Content content) : IBlobReader
    {
        public long Length { get; } = content.Length;

        public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken) => ValueTask.FromResult(content.Read(buffer.Span, offset));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
