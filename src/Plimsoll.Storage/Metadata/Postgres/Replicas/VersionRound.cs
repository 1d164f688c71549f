using System.Threading.Tasks.Sources;

namespace Plimsoll.Storage.Metadata.Postgres.Replicas;

/// <summary>
/// Those who share one question. So that not each of them wakes a thread, there are as many pieces of work as there are processors, and each goes on with several who
/// asked, one after another.
/// </summary>
internal sealed class VersionRound
{
    private readonly List<Lane> _lanes = [];

    /// <summary>How many there are.</summary>
    public int Askers { get; private set; }

    /// <summary>What they want to know.</summary>
    public HashSet<string> Repositories { get; } = new(StringComparer.Ordinal);

    /// <summary>One more.</summary>
    /// <param name="repository">Its name; null for who asks of accounts only.</param>
    public ValueTask<StateVersion> Join(string? repository)
    {
        if (repository is not null) Repositories.Add(repository);
        var lane = Askers++ % Environment.ProcessorCount;
        if (lane == _lanes.Count) _lanes.Add(new Lane());
        return _lanes[lane].Join(repository);
    }

    /// <summary>Tells all of them.</summary>
    public void Answer(VersionAnswer answer) => End(answer, null);

    /// <summary>Tells all of them that there is no answer.</summary>
    public void Fail(Exception fault) => End(null, fault);

    private void End(VersionAnswer? answer, Exception? fault)
    {
        foreach (var lane in _lanes) lane.End(answer, fault);
    }

    private sealed class Lane : IThreadPoolWorkItem
    {
        private readonly List<Asker> _askers = [];
        private VersionAnswer? _answer;
        private Exception? _fault;

        public ValueTask<StateVersion> Join(string? repository)
        {
            var asker = new Asker(repository);
            _askers.Add(asker);
            return new ValueTask<StateVersion>(asker, 0);
        }

        public void End(VersionAnswer? answer, Exception? fault)
        {
            (_answer, _fault) = (answer, fault);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute()
        {
            foreach (var asker in _askers) asker.End(_answer, _fault);
        }
    }

    /// <summary>Goes on where it is told, unlike a task with several who wait for it.</summary>
    private sealed class Asker(string? repository) : IValueTaskSource<StateVersion>
    {
        private ManualResetValueTaskSourceCore<StateVersion> _core;

        public void End(VersionAnswer? answer, Exception? fault)
        {
            if (answer is null) _core.SetException(fault!);
            else _core.SetResult(new StateVersion(repository is null ? 0 : answer.Repositories.GetValueOrDefault(repository), answer.Identities));
        }

        public StateVersion GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);
    }
}
