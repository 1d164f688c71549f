using Plimsoll.Bench.Servers;
using Plimsoll.Bench.Stores;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Blobs.S3;

namespace Plimsoll.Bench.Soak;

/// <summary>Both parts of the soak, one after the other, and the verdict.</summary>
internal sealed class SoakRun(SoakOptions options, Workspace workspace)
{
    private const int Replicas = 3;
    private const string Password = "correct-horse-battery";

    /// <summary>The first argument that makes this program run it.</summary>
    public const string Verb = "soak";

    /// <summary>Exit status: 0 when nothing was lost, 1 otherwise.</summary>
    public async Task<int> RunAsync()
    {
        Console.WriteLine(Machine.Describe());
        bool passed = true;
        if (options.Clustered) passed &= await RunClusteredAsync();
        if (options.Single) passed &= await RunSingleAsync();
        Console.WriteLine(passed ? "\nVERDICT: PASS, nothing was lost" : $"\nVERDICT: FAIL, see above; logs and data are in {workspace.Root}");
        workspace.Keep = options.Keep || !passed;
        return passed ? 0 : 1;
    }

    private async Task<bool> RunClusteredAsync()
    {
        using var postgres = PostgresServer.Start(workspace, "postgres");
        using var swift = SwiftServer.Start(workspace, "swift");
        var settings = new Dictionary<string, string>(swift.Settings) { ["PLIMSOLL__DATABASE"] = postgres.Address };
        var replicas = Enumerable.Range(1, Replicas).Select(number => NewReplica($"replica{number}", settings)).ToList();
        using var store = new S3BlobStore(
            new S3Settings { Bucket = SwiftServer.Bucket, Endpoint = new Uri($"http://{swift.Endpoint}"), AccessKey = SwiftServer.AccessKey, SecretKey = SwiftServer.SecretKey, PathStyle = true }, TimeProvider.System);
        return await RunAsync($"{Replicas} servers on PostgreSQL and S3", replicas, options.KillEvery, () => StoreCheck.RunAsync(sql => StoreCheck.QueryPostgresAsync(postgres.Address, sql), store));
    }

    private async Task<bool> RunSingleAsync()
    {
        var replica = NewReplica("single", new Dictionary<string, string>());
        return await RunAsync("1 server on SQLite and files", [replica], options.KillSingleEvery, async () =>
        {
            using var store = FileSystemBlobStore.Open(Path.Combine(replica.Data, "blobs"));
            return await StoreCheck.RunAsync(sql => StoreCheck.QuerySqliteAsync(Path.Combine(replica.Data, "plimsoll.db"), sql), store);
        });
    }

    private async Task<bool> RunAsync(string name, IReadOnlyList<Replica> replicas, TimeSpan killEvery, Func<Task<StoreCheck.Findings>> check)
    {
        try
        {
            return await new SoakPart(name, replicas, Password, killEvery, options, check).RunAsync();
        }
        finally
        {
            foreach (var replica in replicas) replica.Dispose();
        }
    }

    private Replica NewReplica(string label, IReadOnlyDictionary<string, string> settings) => new(label, workspace, options.Grace, hurries: true, new Dictionary<string, string>(settings)
    {
        ["PLIMSOLL_ADMIN_PASSWORD"] = Password,
        ["PLIMSOLL__COLLECTION__UNTAGGED"] = "collect",
        ["PLIMSOLL__COLLECTION__MAXPERCENT"] = "100",
        ["PLIMSOLL__COLLECTION__MAXMANIFESTS"] = "1000000",
    });
}
