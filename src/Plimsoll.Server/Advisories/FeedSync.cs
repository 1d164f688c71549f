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
/// <param name="store">Where they are kept.</param>
/// <param name="download">Fetches them.</param>
/// <param name="temporaryFolder">Where bytes go until they are read.</param>
/// <param name="time">The time.</param>
/// <param name="small">Bytes up to which an archive is fetched whole although an index says what changed in it.</param>
public sealed class FeedSync(IAdvisoryStore store, FeedDownload download, string temporaryFolder, TimeProvider time, long small = 1 << 20)
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
            if (known?.Origin != source.Address.ToString()) known = null;
            if (await download.FetchAsync(source, known, file, MayFollow(source, known) ? small : null, cancellationToken) is not { } fetched)
            {
                await store.EndRunAsync(new FeedRun { Feed = source.Name, At = time.GetUtcNow(), IsUnchanged = true }, cancellationToken);
                return new SyncedFeed(source.Name, true, null, null);
            }
            if (fetched.IsLeft)
            {
                if (await FollowAsync(source, known!, fetched, folder, cancellationToken) is { } followed) return followed;
                await download.FetchAsync(source, null, file, null, cancellationToken);
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

    /// <summary>Whether only what changed may be fetched: the archive was read, and that is not long ago.</summary>
    private bool MayFollow(FeedSource source, FeedState? known) => OsvIncrement.IsFor(source) && known is { Error: null, FetchedAt: not null, LastModified: { } whole }
        && DateTimeOffset.TryParse(whole, System.Globalization.CultureInfo.InvariantCulture, out var at) && time.GetUtcNow() - at < OsvIncrement.WholeAfter;

    private async Task<SyncedFeed?> FollowAsync(FeedSource source, FeedState known, FetchedFeed fetched, string folder, CancellationToken cancellationToken)
    {
        var records = Directory.CreateDirectory(Path.Combine(folder, "records")).FullName;
        if (await new OsvIncrement(download).FetchAsync(source, known.FetchedAt!.Value, records, cancellationToken) is not { } count) return null;
        if (count == 0)
        {
            await store.EndRunAsync(new FeedRun { Feed = source.Name, At = time.GetUtcNow(), IsUnchanged = true }, cancellationToken);
            return new SyncedFeed(source.Name, true, null, null);
        }
        // The time of the archive stays: it tells when all of it was read.
        var request = new ImportRequest { Origin = source.Address.ToString(), Feed = source.Name, ETag = fetched.ETag, LastModified = known.LastModified };
        return new SyncedFeed(source.Name, false, await new AdvisoryImporter(store, time).ImportAsync([records], request, cancellationToken), null);
    }
}
