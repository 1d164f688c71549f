using System.Buffers;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Bench.Exposure;

/// <summary>Writes a fleet into SQLite in the order of the keys, many rows to a transaction.</summary>
internal static class SqliteFleet
{
    private const int PerTransaction = 200_000;

    public static async Task FillAsync(SqliteMetadataStore store, Fleet fleet)
    {
        var database = store.Database;
        await WriteAsync(database, Enumerable.Range(0, Fleet.Names), (session, name) =>
            session.Execute("INSERT INTO installed_names(id, namespace, name) VALUES(?1, ?2, ?3)", name + 1, Fleet.KeyOf(name).Namespace, Fleet.KeyOf(name).Name));
        await WriteAsync(database, Enumerable.Range(0, fleet.Components.Count), (session, number) => session.Execute(
            "INSERT INTO components(id, name, version, detail, sort_key) VALUES(?1, ?2, ?3, '', ?4)", number + 1, fleet.Components[number].Name + 1, Fleet.VersionOf(fleet.Components[number].Version), SortKey(fleet.Components[number].Version)));
        await WriteAsync(database, Enumerable.Range(0, fleet.Members.Count), (session, set) => session.Execute(
            "INSERT INTO package_sets(id, digest, kind, members, first_seen) VALUES(?1, ?2, 'deb', ?3, 0)", set + 1, Convert.FromHexString(Fleet.DigestOf(-1 - set).Hex), MemberList.Write(Array.ConvertAll(fleet.Members[set], number => (long)number))));
        await WriteAsync(database, Inverted(fleet), (session, pair) => session.Execute("INSERT INTO set_components(component, package_set) VALUES(?1, ?2)", pair.Component, pair.Set));
        await WriteAsync(database, Enumerable.Range(0, fleet.Images), (session, image) =>
        {
            session.Execute("INSERT INTO indexed_images(id, digest, scanner_version, layers) VALUES(?1, ?2, 1, 2)", image + 1, Fleet.DigestOf(image));
            session.Execute("INSERT INTO image_sets(image, package_set, layer) VALUES(?1, ?2, 0)", image + 1, fleet.SetsOf[image].System + 1);
            session.Execute("INSERT INTO image_sets(image, package_set, layer) VALUES(?1, ?2, 1)", image + 1, fleet.SetsOf[image].Language + 1);
        });
        await WriteAsync(database, ByImage(fleet), (session, pair) => session.Execute("INSERT INTO set_images(package_set, image) VALUES(?1, ?2)", pair.Set, pair.Image));
    }

    public static async Task PullAsync(SqliteMetadataStore store, Fleet fleet, DateTimeOffset now)
    {
        var database = store.Database;
        await WriteAsync(database, Enumerable.Range(1, Fleet.Actors), (session, actor) => session.Execute("INSERT INTO pull_actors(id, name) VALUES(?1, ?2)", actor, $"robot-{actor}"));
        await WriteAsync(database, Enumerable.Range(1, Fleet.Places), (session, place) => session.Execute("INSERT INTO pull_places(id, address) VALUES(?1, ?2)", place, $"10.0.{place / 250}.{place % 250}"));
        await WriteAsync(database, Sums(fleet, now), (session, sum) => session.Execute(
            "INSERT INTO pull_sums(image, actor, place, count, first_at, last_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6)", sum.Image, sum.Actor, sum.Place, sum.Count, sum.First, sum.Last));
    }

    /// <summary>Sums of the pulls in the order of the key.</summary>
    public static List<(int Image, int Actor, int Place, int Count, long First, long Last)> Sums(Fleet fleet, DateTimeOffset now)
    {
        var pulls = fleet.Pulls().Select(pull => (pull.Image, pull.Actor, pull.Place, At: now.ToUnixTimeMilliseconds() - pull.Ago)).ToList();
        pulls.Sort();
        var sums = new List<(int Image, int Actor, int Place, int Count, long First, long Last)>();
        foreach (var (image, actor, place, at) in pulls)
        {
            if (sums.Count > 0 && sums[^1] is var last && (last.Image, last.Actor, last.Place) == (image, actor, place)) sums[^1] = last with { Count = last.Count + 1, Last = at };
            else sums.Add((image, actor, place, 1, at, at));
        }

        return sums;
    }

    public static byte[]? SortKey(int version)
    {
        var key = new ArrayBufferWriter<byte>();
        return VersionSchemes.For("deb")!.TryWriteSortKey(Fleet.VersionOf(version), key) ? key.WrittenSpan.ToArray() : null;
    }

    /// <summary>Pairs in the order of component and set.</summary>
    private static IEnumerable<(int Component, int Set)> Inverted(Fleet fleet)
    {
        int[] starts = new int[fleet.Components.Count + 2];
        foreach (int[] members in fleet.Members)
        {
            foreach (int member in members) starts[member + 1]++;
        }

        for (int i = 1; i < starts.Length; i++) starts[i] += starts[i - 1];
        int[] sets = new int[starts[^1]], next = [.. starts];
        for (int set = 0; set < fleet.Members.Count; set++)
        {
            foreach (int member in fleet.Members[set]) sets[next[member]++] = set + 1;
        }

        for (int component = 1; component <= fleet.Components.Count; component++)
        {
            for (int i = starts[component]; i < starts[component + 1]; i++) yield return (component, sets[i]);
        }
    }

    private static IEnumerable<(int Set, int Image)> ByImage(Fleet fleet)
    {
        var pairs = new List<(int Set, int Image)>(2 * fleet.Images);
        for (int image = 0; image < fleet.Images; image++)
        {
            pairs.Add((fleet.SetsOf[image].System + 1, image + 1));
            pairs.Add((fleet.SetsOf[image].Language + 1, image + 1));
        }

        pairs.Sort();
        return pairs;
    }

    private static async Task WriteAsync<T>(SqliteDatabase database, IEnumerable<T> rows, Action<SqliteSession, T> write)
    {
        foreach (var chunk in rows.Chunk(PerTransaction))
        {
            await database.WriteAsync(session =>
            {
                foreach (var row in chunk) write(session, row);
                return true;
            }, CancellationToken.None);
        }
    }
}
