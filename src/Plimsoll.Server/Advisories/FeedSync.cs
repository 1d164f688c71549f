using Plimsoll.Client;
using Plimsoll.Client.Auth;
using Plimsoll.Core.References;
using Plimsoll.Server.Advisories.Publication;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Advisories;

/// <summary>What a sync did to one feed.</summary>
/// <param name="Feed">Name of the feed.</param>
/// <param name="IsUnchanged">True when its server said that nothing changed.</param>
/// <param name="Import">What was imported; null when nothing was.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record SyncedFeed(string Feed, bool IsUnchanged, AdvisoryImport? Import, string? Error);

/// <summary>Brings feeds up to date from their addresses, one after the other. One that fails keeps what it has, and grows old.</summary>
public sealed class FeedSync(IAdvisoryStore store, FeedDownload download, string temporaryFolder, TimeProvider time)
{
    /// <summary>File with the public key of who must have signed publications; null when none is to be had.</summary>
    public string? PublisherKey { get; init; }

    /// <summary>Fetches and imports the feeds.</summary>
    public async IAsyncEnumerable<SyncedFeed> RunAsync(IReadOnlyList<FeedSource> sources, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = (await store.ListFeedsAsync(cancellationToken)).ToDictionary(feed => feed.Name, StringComparer.Ordinal);
        foreach (var source in sources) yield return source.Published is { } place ? await FetchAsync(source, place, known.GetValueOrDefault(source.Name), cancellationToken) : await RunAsync(source, known.GetValueOrDefault(source.Name), cancellationToken);
    }

    /// <summary>A whole set that somebody published: its feeds have names of their own.</summary>
    private async Task<SyncedFeed> FetchAsync(FeedSource source, ImageReference.Registry place, FeedState? known, CancellationToken cancellationToken)
    {
        try
        {
            var key = PublicKey.ReadPem(await File.ReadAllTextAsync(PublisherKey ?? throw new IOException("advisories.publisherKey names no key: what nobody signed is not read"), cancellationToken));
            ICredentialSource credentials = GivenCredential.FromEnvironment(Environment.GetEnvironmentVariable) ?? (ICredentialSource)DockerConfig.Load(Environment.GetEnvironmentVariable);
            using var registry = new RegistryClient(place.Host!, new RegistryClientOptions { PlainHttp = source.IsPlain ? true : null, Credentials = [credentials] });
            var fetched = await new AdvisoryFetch(store, registry.Repository(place.Repository), temporaryFolder, time).FetchAsync($"{place.Host}/{place.Repository}", place.Target, key, cancellationToken);
            // What could not be fetched before has a row to show it.
            if (known is { Records: 0, FetchedAt: null }) await store.RemoveFeedAsync(source.Name, cancellationToken);
            return new SyncedFeed(source.Name, fetched.Set is null, null, null);
        }
        catch (Exception e) when (e is IOException or RefusedException or RegistryException or ContentMismatchException or InvalidDataException or UnauthorizedAccessException or FormatException)
        {
            await store.EndRunAsync(new FeedRun { Feed = source.Name, Origin = source.Address.ToString(), At = time.GetUtcNow(), Error = e.Message }, cancellationToken);
            return new SyncedFeed(source.Name, false, null, e.Message);
        }
    }

    private async Task<SyncedFeed> RunAsync(FeedSource source, FeedState? known, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(temporaryFolder);
        var folder = Path.Combine(temporaryFolder, Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        try
        {
            // Some formats tell the release by the name of the file.
            var name = Path.GetFileName(source.Address.AbsolutePath);
            var file = Path.Combine(folder, name.Length is 0 or > 100 ? "feed" : name);
            if (await download.FetchAsync(source, known?.Origin == source.Address.ToString() ? known : null, file, cancellationToken) is not { } fetched)
            {
                await store.EndRunAsync(new FeedRun { Feed = source.Name, At = time.GetUtcNow(), IsUnchanged = true }, cancellationToken);
                return new SyncedFeed(source.Name, true, null, null);
            }
            var request = new ImportRequest { Origin = source.Address.ToString(), Feed = source.Name, IsWhole = true, ETag = fetched.ETag, LastModified = fetched.LastModified };
            var import = await new AdvisoryImporter(store, time).ImportAsync([file], request, cancellationToken);
            if (import.Feeds.Sum(feed => feed.Read) > 0) return new SyncedFeed(source.Name, false, import, null);
            var reason = import.Problems.Count > 0 ? import.Problems[0].Reason : "there is no advisory in it";
            await store.EndRunAsync(new FeedRun { Feed = source.Name, Origin = source.Address.ToString(), At = time.GetUtcNow(), Error = reason }, cancellationToken);
            return new SyncedFeed(source.Name, false, import, reason);
        }
        catch (IOException e)
        {
            await store.EndRunAsync(new FeedRun { Feed = source.Name, Origin = source.Address.ToString(), At = time.GetUtcNow(), Error = e.Message }, cancellationToken);
            return new SyncedFeed(source.Name, false, null, e.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
