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
    private Round? _next;
    private int _expected;
    private Thread? _thread;
    private bool _stopped;

    public async ValueTask<StateVersion> ReadAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(repository.Value).WaitAsync(cancellationToken);
        return new StateVersion(answer.Repositories.GetValueOrDefault(repository.Value), answer.Identities);
    }

    public async ValueTask<long> ReadIdentitiesAsync(CancellationToken cancellationToken) => (await AskAsync(null).WaitAsync(cancellationToken)).Identities;

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

    private Task<VersionAnswer> AskAsync(string? repository)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            var round = _next ??= new Round();
            round.Askers++;
            if (repository is not null) round.Repositories.Add(repository);
            if (_thread is null)
            {
                _thread = new Thread(AskAll) { IsBackground = true, Name = "versions" };
                _thread.Start();
            }
            else if (round.Askers == 1 || round.Askers == _expected) Monitor.Pulse(_gate);
            return round.Answer.Task;
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
                round.Answer.SetResult(query.Ask([.. round.Repositories]));
            }
            catch (Exception e)
            {
                round.Answer.SetException(e);
                // Everybody who waits is told; when nobody does any more, that is no fault of its own.
                _ = round.Answer.Task.Exception;
            }
            // Those who have their answer now ask again, most of them, and so have those who came meanwhile.
            lock (_gate) _expected = round.Askers + (_next?.Askers ?? 0);
        }
    }

    /// <summary>Waits for the first who asks, and then a little for those who asked the last time; null when there will be no more.</summary>
    private Round? Gather()
    {
        lock (_gate)
        {
            while (_next is null)
            {
                if (_stopped) return null;
                Monitor.Wait(_gate);
            }
            if (_next.Askers < _expected && !_stopped) Monitor.Wait(_gate, Patience);
            var round = _next;
            _next = null;
            return round;
        }
    }

    private sealed class Round
    {
        public int Askers { get; set; }

        public HashSet<string> Repositories { get; } = new(StringComparer.Ordinal);

        public TaskCompletionSource<VersionAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
