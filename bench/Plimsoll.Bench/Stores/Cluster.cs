using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Stores;

/// <summary>What servers of the big engine stand on: a PostgreSQL for each, and one S3 store in which each has a prefix of its own.</summary>
internal sealed class Cluster(Workspace workspace, bool withoutBlobCache) : IDisposable
{
    private readonly List<PostgresServer> _databases = [];
    private SwiftServer? _swift;

    /// <summary>The S3 store, started when it is first asked for.</summary>
    public SwiftServer Swift => _swift ??= SwiftServer.Start(workspace, "swift");

    /// <summary>The settings of a server on stores of its own, and the processes whose CPU counts with its own.</summary>
    public (IReadOnlyDictionary<string, string> Settings, IReadOnlyList<int> Pids) Open(string label)
    {
        var database = PostgresServer.Start(workspace, label + "-postgres");
        _databases.Add(database);
        var settings = new Dictionary<string, string>(Swift.Settings) { ["PLIMSOLL__DATABASE"] = database.Address, ["PLIMSOLL__BLOBS__S3__PREFIX"] = label + "/" };
        if (withoutBlobCache) settings["PLIMSOLL__BLOBS__S3__CACHEBYTES"] = "0";
        return (settings, [database.Id, Swift.Id]);
    }

    public void Dispose()
    {
        foreach (var database in _databases) database.Dispose();
        _swift?.Dispose();
    }
}
