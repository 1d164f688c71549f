using System.Security.Cryptography;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Tuf;

/// <summary>What a client learnt from a TUF repository.</summary>
/// <param name="Root">The newest root, which is trusted from now on.</param>
/// <param name="Timestamp">Number of the newest timestamp: an older one is a step back.</param>
/// <param name="Target">The file that was asked for.</param>
public sealed record TufUpdate(byte[] Root, long Timestamp, byte[] Target)
{
    private const int MaxRoots = 256;

    /// <summary>Goes the way of a TUF client (TUF 1.0.31, 5): roots one after another, timestamp, snapshot, targets, file.</summary>
    /// <param name="trusted">The root that is trusted already.</param>
    /// <param name="lastTimestamp">Number of the newest timestamp that was seen before; 0 for none.</param>
    /// <param name="target">Name of the file.</param>
    /// <param name="get">Fetches a file of the repository; null for one that is not there.</param>
    /// <param name="now">The time, which stands still.</param>
    /// <exception cref="RefusedException">Something does not hold.</exception>
    public static async Task<TufUpdate> FetchAsync(byte[] trusted, long lastTimestamp, string target, Func<string, Task<byte[]?>> get, DateTimeOffset now)
    {
        var (newest, following) = (trusted, new List<ReadOnlyMemory<byte>>());
        var version = TufRoot.Read(trusted).Version;
        while (following.Count < MaxRoots && await get($"{version + following.Count + 1}.root.json") is { } next) following.Add(newest = next);
        var root = TufRoot.Follow(trusted, following, now);

        async Task<T> ReadAsync<T>(string file, string role, Func<JsonObject, T> read)
        {
            var content = await get(file) ?? throw new RefusedException($"{file} is missing");
            return SignedDocument.Read(content, role, (document, signed) =>
            {
                root.Require(document, signed, role, now);
                return read(signed);
            });
        }

        var (timestamp, snapshot) = await ReadAsync("timestamp.json", "timestamp", signed => (signed.Number("version"), Version(signed, "snapshot.json")));
        if (timestamp < lastTimestamp) throw new RefusedException($"timestamp {timestamp} is older than {lastTimestamp}, which was there before");
        var targets = await ReadAsync($"{snapshot}.snapshot.json", "snapshot", signed => signed.Number("version") == snapshot ? Version(signed, "targets.json") : throw new RefusedException("the snapshot is another one than the timestamp names"));
        var (length, hash) = await ReadAsync($"{targets}.targets.json", "targets", signed => signed.Number("version") == targets
            ? (signed.Object("targets").Object(target).Number("length"), signed.Object("targets").Object(target).Object("hashes").Text("sha256")) : throw new RefusedException("the targets are others than the snapshot names"));
        var bytes = await get($"targets/{hash}.{target}") ?? throw new RefusedException($"{target} is missing");
        if (bytes.Length != length || Convert.ToHexStringLower(SHA256.HashData(bytes)) != hash) throw new RefusedException($"{target} is another file than the one that was signed for");
        return new TufUpdate(newest, timestamp, bytes);
    }

    private static long Version(JsonObject signed, string name) => signed.Object("meta").Object(name).Number("version");
}
