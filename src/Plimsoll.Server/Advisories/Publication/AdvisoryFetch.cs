using System.Text.Json;
using Plimsoll.Client;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Advisories.Publication;

/// <summary>What a fetch came to.</summary>
/// <param name="Set">What was published; null when it is the same as the last time.</param>
/// <param name="Layers">How many layers were read: one for everything, or the deltas.</param>
/// <param name="Imported">Records, entries and documents that were read from them.</param>
/// <param name="Removed">Records that are gone.</param>
public sealed record FetchedSet(PublishedSet? Set, int Layers, long Imported, long Removed);

/// <summary>Brings a store to the state of a publication, by its deltas where they lead there. What is older than what is there is refused.</summary>
public sealed class AdvisoryFetch(IAdvisoryStore store, RemoteRepository repository, string temporaryFolder, TimeProvider time)
{
    private const int Page = 1000;
    private const int Batch = 500;

    /// <summary>Fetches what is published.</summary>
    /// <param name="source">What the publication is known by here: host and repository.</param>
    /// <param name="reference">Tag or digest.</param>
    /// <param name="key">Who must have signed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">It is by somebody else, older than what is there, or no publication.</exception>
    /// <exception cref="InvalidDataException">A layer cannot be read.</exception>
    public async Task<FetchedSet> FetchAsync(string source, string reference, PublicKey key, CancellationToken cancellationToken)
    {
        var found = await new PublicationReader(repository).FindAsync(reference, key, cancellationToken) ?? throw new RefusedException($"{source} has nothing under {reference}");
        var known = await store.FindPublicationAsync(source, cancellationToken);
        if (known is not null)
        {
            if (found.Set.Sequence < known.Sequence)
                throw new RefusedException($"{source} offers publication {found.Set.Sequence} of {found.Set.CreatedAt:yyyy-MM-dd}, and {known.Sequence} is here already: an older one is refused, somebody may want to hide what is known since");
            if (found.Set.Sequence == known.Sequence && found.Manifest != known.Manifest) throw new RefusedException($"{source} offers another publication {found.Set.Sequence} than the one that is here: two were made with the same number");
            if (found.Set.Sequence == known.Sequence) return new FetchedSet(null, 0, 0, 0);
        }
        var deltas = known is null ? null : found.Set.Since(known.Sequence);
        Directory.CreateDirectory(temporaryFolder);
        var path = Path.Combine(temporaryFolder, Path.GetRandomFileName());
        try
        {
            var (imported, removed) = (0L, 0L);
            foreach (var layer in deltas?.Select(delta => delta.Layer) ?? [found.Set.Snapshot])
            {
                await new PublicationReader(repository).DownloadAsync(found, layer, path, cancellationToken);
                var (more, gone) = deltas is null ? await ReplaceAsync(path, source, cancellationToken) : await ApplyAsync(path, source, cancellationToken);
                (imported, removed) = (imported + more, removed + gone);
            }
            await store.PutPublicationAsync(new AdvisoryPublication(source, found.Set.Sequence, found.Manifest, time.GetUtcNow()), cancellationToken);
            return new FetchedSet(found.Set, deltas?.Count ?? 1, imported, removed);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Everything: what the feeds of the set have besides is removed.</summary>
    private async Task<(long Imported, long Removed)> ReplaceAsync(string path, string source, CancellationToken stop)
    {
        var imported = await PutAsync(path, source, stop);
        var (removed, there) = (0L, new Dictionary<string, HashSet<string>>(StringComparer.Ordinal));
        foreach (var line in SetLines.Read(path))
        {
            if (line.Kind == "feed") there.TryAdd(line.Feed, new HashSet<string>(StringComparer.Ordinal));
            else if (line.Kind == "advisory" && there.TryGetValue(line.Feed, out var keys)) keys.Add(line.Key);
        }
        foreach (var (feed, keys) in there) removed += await RemoveAsync(feed, name => !keys.Contains(KeyOf(name)), stop);
        return (imported, removed);
    }

    /// <summary>What changed.</summary>
    private async Task<(long Imported, long Removed)> ApplyAsync(string path, string source, CancellationToken stop)
    {
        var imported = await PutAsync(path, source, stop);
        var removed = 0L;
        foreach (var group in SetLines.Read(path).Where(line => line.Kind == "gone" && line.Key.StartsWith("advisory\n", StringComparison.Ordinal)).GroupBy(line => line.Feed, StringComparer.Ordinal))
        {
            var gone = group.Select(line => line.Key["advisory\n".Length..]).ToHashSet(StringComparer.Ordinal);
            removed += await RemoveAsync(group.Key, name => gone.Contains(KeyOf(name)), stop);
        }
        return (imported, removed);
    }

    private async Task<long> PutAsync(string path, string source, CancellationToken stop)
    {
        var (count, feeds) = (0L, new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal));
        foreach (var chunk in SetLines.Read(path).Chunk(Batch))
        {
            foreach (var group in chunk.GroupBy(line => (line.Feed, line.Kind)))
            {
                var lines = group.Where(line => line.Content is not null).ToList();
                switch (group.Key.Kind)
                {
                    case "feed":
                        feeds[group.Key.Feed] = DateTimeOffset.Parse(lines[^1].Content!["fetchedAt"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
                        continue;
                    case "advisory":
                        await store.PutAsync(group.Key.Feed, lines.ConvertAll(line => SetLines.Record(line.Content!)), stop);
                        break;
                    case "kev":
                        await store.PutKevAsync(group.Key.Feed, lines.ConvertAll(line => line.Content.Deserialize<KevEntry>(SetLines.Json)!), stop);
                        break;
                    case "epss":
                        await store.PutEpssAsync(group.Key.Feed, lines.ConvertAll(line => line.Content.Deserialize<EpssEntry>(SetLines.Json)!), stop);
                        break;
                    case "vex":
                        await store.PutVexAsync(group.Key.Feed, lines.ConvertAll(line => SetLines.Vex(line.Content!)), stop);
                        break;
                    default:
                        continue;
                }
                count += lines.Count;
            }
        }
        // As old as they were where the set was made: copying makes nothing younger.
        foreach (var (feed, at) in feeds) await store.EndRunAsync(new FeedRun { Feed = feed, Origin = "oci://" + source, At = at }, stop);
        return count;
    }

    private async Task<long> RemoveAsync(string feed, Func<AdvisoryName, bool> isGone, CancellationToken stop)
    {
        var numbers = new List<long>();
        for (long after = 0; ;)
        {
            var page = await store.ListNamesAsync(feed, after, Page, stop);
            numbers.AddRange(page.Where(isGone).Select(name => name.Number));
            if (page.Count < Page) break;
            after = page[^1].Number;
        }
        foreach (var chunk in numbers.Chunk(Page)) await store.RemoveAsync(chunk, stop);
        return numbers.Count;
    }

    private static string KeyOf(AdvisoryName name) => $"{name.Source}\n{name.Id}\n{name.Part}";
}
