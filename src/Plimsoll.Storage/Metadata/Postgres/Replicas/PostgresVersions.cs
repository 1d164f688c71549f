using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Replicas;

/// <summary>
/// Reads versions from the database, so that what one replica changed is seen by the others at once. One query is under way at a time; whoever asks meanwhile shares the
/// next one, which therefore begins after each of them asked: no answer is older than its question. A query costs several times what is left of a request, so the next one
/// waits a moment for those who shared the last.
/// </summary>
internal sealed class PostgresVersions(PostgresDatabase database) : IStateVersions, IDisposable
{
    /// <summary>How long a query waits for those who do not come back.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

#pragma warning disable MA0158 // The thread waits on it, which a Lock does not offer.
    private readonly object _gate = new();
#pragma warning restore MA0158
    private VersionRound? _next;
    private int _expected;
    private bool _idle;
    private Thread? _thread;
    private bool _stopped;

    /// <inheritdoc/>
    /// <remarks>Once asked, the answer is waited for: it comes in bounded time, and to be able to leave costs each who asks more than the question.</remarks>
    public ValueTask<StateVersion> ReadAsync(RepositoryName repository, CancellationToken cancellationToken) => Ask(repository.Value, cancellationToken);

    public async ValueTask<long> ReadIdentitiesAsync(CancellationToken cancellationToken) => (await Ask(null, cancellationToken)).Identities;

    /// <summary>Answers who has asked, then stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.Pulse(_gate);
        }
        _thread?.Join();
    }

    private ValueTask<StateVersion> Ask(string? repository, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            var round = _next ??= new VersionRound();
            var answer = round.Join(repository);
            if (_thread is null)
            {
                _thread = new Thread(AskAll) { IsBackground = true, Name = "versions" };
                _thread.Start();
            }
            else if (_idle || round.Askers == _expected) Monitor.Pulse(_gate);
            return answer;
        }
    }

    /// <summary>Asks round after round. A thread of its own, because one that waits for the answer in the kernel costs less than one that is told of it.</summary>
    private void AskAll()
    {
        using var query = new VersionQuery(database);
        while (Gather() is { } round)
        {
            try
            {
                round.Answer(query.Ask([.. round.Repositories]));
            }
            catch (Exception e)
            {
                round.Fail(e);
            }
            // Those who have their answer now ask again, most of them, and so have those who came meanwhile.
            lock (_gate) _expected = round.Askers + (_next?.Askers ?? 0);
        }
    }

    /// <summary>Waits a little for those who asked the last time, so that one wake-up does for all of them, and then for the first who asks; null when there will be no more.</summary>
    private VersionRound? Gather()
    {
        lock (_gate)
        {
            if ((_next?.Askers ?? 0) < _expected && !_stopped) Monitor.Wait(_gate, Patience);
            _idle = true;
            while (_next is null)
            {
                if (_stopped) return null;
                Monitor.Wait(_gate);
            }
            _idle = false;
            var round = _next;
            _next = null;
            return round;
        }
    }
}
