using System.Threading.Channels;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Authority;

namespace Plimsoll.Server.Trust.Log;

/// <summary>An entry that the log has, with all that proves it.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="State">The signed state that covers it.</param>
/// <param name="Path">Hashes beside the way to the root.</param>
/// <param name="Key">The key that signed the state.</param>
internal sealed record SequencedEntry(long Index, byte[] Body, LogState State, IReadOnlyList<byte[]> Path, TrustKey Key);

/// <summary>
/// Appends to the log. Entries that come within a moment become one batch: 1. entries, tiles and the new root are written in one transaction that holds the log, 2. what is
/// on the disk now is signed, 3. the signed note is written, 4. those who wait get their proofs. A crash between any two leaves a state that the next batch, of whatever
/// server, goes on from; two roots of one size cannot be.
/// </summary>
internal sealed partial class LogSequencer(IMetadataStore metadata, TrustKeys keys, ServerOptions options, TimeProvider time, ILogger<LogSequencer> logger) : BackgroundService
{
    private const int MaxBatch = 1000;
    private const int MaxWaiting = 10_000;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    /// <summary>Appends an entry and waits until a signed state covers it.</summary>
    /// <exception cref="IOException">The server stops.</exception>
    public async Task<SequencedEntry> AppendAsync(byte[] body, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(body, new TaskCompletionSource<SequencedEntry>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await _waiting.Writer.WriteAsync(waiting, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new IOException("the server stops", e);
        }
        return await waiting.Done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The newest signed state; signs it first where a server was stopped before it could. Null for a log without entries.</summary>
    public async Task<LogState?> SignHeadAsync(CancellationToken cancellationToken)
    {
        if (await metadata.Transparency.FindHeadAsync(cancellationToken) is not { } head) return null;
        return head.Note is null ? await SignAsync(head.Size, head.Root, (await keys.GetAsync(cancellationToken)).InUse(TrustRole.Log), head.At, cancellationToken) : head;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Waiting>();
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(options.Trust.BatchMilliseconds), time, stoppingToken);
                while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var waiting)) batch.Add(waiting);
                await RunAsync(batch, stoppingToken);
                batch.Clear();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; who waits is told below.
        }
        finally
        {
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out var waiting)) batch.Add(waiting);
            foreach (var waiting in batch) waiting.Done.TrySetException(new IOException("the server stops"));
        }
    }

    private async Task RunAsync(List<Waiting> batch, CancellationToken cancellationToken)
    {
        try
        {
            var key = (await keys.GetAsync(cancellationToken)).InUse(TrustRole.Log);
            var leaves = batch.ConvertAll(waiting => TileTree.LeafHash(waiting.Body));
            var (tail, state) = (default(TreeTail), default(TreeState));
            var at = time.GetUtcNow();
            var first = await metadata.Transparency.AppendAsync(batch.ConvertAll(waiting => waiting.Body), before =>
            {
                var grown = TileTree.Grow(before.Size, before.Tiles, leaves);
                tail = before;
                return state = new TreeState(grown.Size, grown.Root, grown.Tiles);
            }, at, cancellationToken);
            var signed = await SignAsync(state!.Size, state.Root, key, at, cancellationToken);
            await AnswerAsync(batch, first, tail!, state, signed, key, cancellationToken);
        }
        catch (Exception e)
        {
            LogFailed(e, batch.Count);
            foreach (var waiting in batch) waiting.Done.TrySetException(e);
        }
    }

    private async Task<LogState> SignAsync(long size, byte[] root, TrustKey key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var note = await metadata.Transparency.KeepNoteAsync(size, CheckpointSigner.Sign(key.Record.Host, size, root, key.Private!), cancellationToken);
        return new LogState(size, root, note, at);
    }

    private async Task AnswerAsync(List<Waiting> batch, long first, TreeTail tail, TreeState state, LogState signed, TrustKey key, CancellationToken cancellationToken)
    {
        // What the proofs of new entries need was at hand when the tree grew; only entries far to the left need a look into the store.
        var path = new TilePath(state.Size, async (level, number) =>
        {
            if (state.Tiles.TryGetValue((level, number), out var tile)) return tile;
            if (number == tail.Size >> (8 * (level + 1)) && tail.Tiles.TryGetValue(level, out tile)) return tile;
            return await metadata.Transparency.FindTileAsync(level, number, cancellationToken) ?? throw new InvalidDataException($"the log has lost its tile {level}/{number}");
        });
        for (var i = 0; i < batch.Count; i++)
            batch[i].Done.TrySetResult(new SequencedEntry(first + i, batch[i].Body, signed, await path.InclusionAsync(first + i), key));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the transparency log could not take {Count} entries")]
    private partial void LogFailed(Exception exception, int count);

    private sealed record Waiting(byte[] Body, TaskCompletionSource<SequencedEntry> Done);
}
