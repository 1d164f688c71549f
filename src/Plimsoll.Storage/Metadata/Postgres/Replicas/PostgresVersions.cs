using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Replicas;

/// <summary>
/// Reads versions from the database, so that what one replica changed is seen by the others at once. One query is under way at a time; whoever asks meanwhile shares the
/// next one, which therefore begins after each of them asked. However many requests there are, the database sees one small query a round trip.
/// </summary>
internal sealed class PostgresVersions(PostgresDatabase database) : IStateVersions
{
    private readonly Lock _gate = new();
    private Round? _next;
    private bool _isAsking;

    public async ValueTask<StateVersion> ReadAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(repository.Value).WaitAsync(cancellationToken);
        return new StateVersion(answer.Repositories.GetValueOrDefault(repository.Value), answer.Identities);
    }

    public async ValueTask<long> ReadIdentitiesAsync(CancellationToken cancellationToken) => (await AskAsync(null).WaitAsync(cancellationToken)).Identities;

    private Task<Answer> AskAsync(string? repository)
    {
        Round round;
        bool begins;
        lock (_gate)
        {
            round = _next ??= new Round();
            if (repository is not null) round.Repositories.Add(repository);
            (begins, _isAsking) = (!_isAsking, true);
        }
        if (begins) _ = AskAllAsync();
        return round.Answer.Task;
    }

    /// <summary>Asks round after round until nobody waits.</summary>
    private async Task AskAllAsync()
    {
        while (true)
        {
            Round round;
            lock (_gate)
            {
                if (_next is null)
                {
                    _isAsking = false;
                    return;
                }
                (round, _next) = (_next, null);
            }
            try
            {
                round.Answer.SetResult(await database.ReadAsync(session => QueryAsync(session, round.Repositories), CancellationToken.None));
            }
            catch (Exception e)
            {
                round.Answer.SetException(e);
                // Everybody who waits is told; when nobody does any more, that is no fault of its own.
                _ = round.Answer.Task.Exception;
            }
        }
    }

    private static async Task<Answer> QueryAsync(PostgresSession session, HashSet<string> repositories)
    {
        var rows = await session.AllAsync("""
            SELECT NULL, version FROM identity_version UNION ALL SELECT name, version FROM repositories WHERE name = ANY($1)
            """, static row => (Name: row.GetStringOrNull(0), Version: row.GetInt64(1)), repositories.ToArray());
        return new Answer(rows.Single(r => r.Name is null).Version, rows.Where(r => r.Name is not null).ToDictionary(r => r.Name!, r => r.Version));
    }

    private sealed record Answer(long Identities, Dictionary<string, long> Repositories);

    private sealed class Round
    {
        public HashSet<string> Repositories { get; } = new(StringComparer.Ordinal);

        public TaskCompletionSource<Answer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
