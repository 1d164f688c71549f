using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Client;
using Plimsoll.Client.Auth;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Server.Advisories;
using Plimsoll.Server.Advisories.Publication;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Tests.Auth;
using Plimsoll.Server.Tests.Faults;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Tests.Advisories;

/// <summary>A server whose feed is a publication in a registry, by its settings: <c>advisories.feeds</c> and <c>advisories.publisherKey</c>.</summary>
public sealed class PublishedFeedTests(RegistryFixture registry) : IClassFixture<RegistryFixture>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ShiftedClock _clock = new();
    private readonly Meter _meter = new(nameof(PublishedFeedTests));
    private readonly RepositoryName _name = RepositoryName.Parse("feeds/advisories-" + Guid.NewGuid().ToString("N")[..8]);
    private readonly ServerOptions _options = new() { Url = "http://127.0.0.1:0" };
    private RegistryClient _client = null!;
    private SqliteMetadataStore _publisher = null!;
    private SqliteMetadataStore _server = null!;

    private string KeyPath => Path.Combine(_folder.Path, "publisher.key");

    public async ValueTask InitializeAsync()
    {
        var authority = new Uri(registry.Address).Authority;
        _client = new RegistryClient(authority, new RegistryClientOptions { PlainHttp = true, Credentials = [new GivenCredential(new Credential.Password("admin", registry.Password))] });
        _publisher = SqliteMetadataStore.Open(Path.Combine(_folder.Path, "publisher.db"), TimeProvider.System);
        _server = SqliteMetadataStore.Open(Path.Combine(_folder.Path, "server.db"), _clock);
        PublicationKey.Create(KeyPath);
        // Who follows a publication often has no account where it is.
        await AccountsOnServer.SendAsync(registry.Wire, "POST", "grants", new { subject = "anonymous", role = "reader", path = "feeds/**" });
        _options.Data = Path.Combine(_folder.Path, "data");
        _options.Advisories.Feeds.Add($"oci+http://{authority}/{_name}:latest");
        _options.Advisories.PublisherKey = KeyPath + ".pub";
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _meter.Dispose();
        await _publisher.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task PublishAsync(string tag, params string[] mended)
    {
        await _publisher.Advisories.PutAsync("debian", [.. mended.Select((version, number) => new Advisory
        {
            Source = "Debian",
            Id = $"CVE-2026-{number}",
            Affected = [new AffectedPackage { Namespace = "deb:debian:12", Name = "openssl", Level = PackageLevel.Source, Ranges = [AffectedRange.From("0", version)] }],
        })], default);
        await _publisher.Advisories.EndRunAsync(new FeedRun { Feed = "debian", At = _clock.GetUtcNow() }, default);
        using var key = PrivateKey.ReadPem(await File.ReadAllTextAsync(KeyPath), null);
        await new AdvisoryPublisher(_publisher.Advisories, _client.Repository(_name), _folder.Path, TimeProvider.System).PublishAsync(tag, key, default);
    }

    /// <summary>The job as the server runs it, and what it says of the feed when it failed.</summary>
    private async Task<string?> SyncAsync()
    {
        _clock.Shift += TimeSpan.FromHours(_options.Advisories.SyncHours + 1);
        using var job = new AdvisorySyncJob(new JobRunner(_server, new JobMetrics(_meter), _clock, NullLogger<JobRunner>.Instance), _server, _options, _clock, NullLogger<AdvisorySyncJob>.Instance);
        job.IsEnabled.ShouldBeTrue();
        (await job.RunIfDueAsync(default)).ShouldBeTrue();
        return (await _server.Advisories.ListFeedsAsync(default)).FirstOrDefault(feed => feed.Name.StartsWith("advisories-", StringComparison.Ordinal))?.Error;
    }

    private async Task<string?> MendedAsync(string id) => (await _server.Advisories.FindAsync(id, 1, default)) is [var found] ? found.Advisory.Affected[0].Ranges[0].Events[^1].Version : null;

    [Fact]
    public async Task Follows_what_is_published_and_refuses_an_older_publication()
    {
        await PublishAsync("latest", "3.0.5-1");
        (await SyncAsync()).ShouldBeNull();
        (await MendedAsync("CVE-2026-0")).ShouldBe("3.0.5-1");
        // Feeds keep their names, and are as old as they were there.
        (await _server.Advisories.ListFeedsAsync(default)).Select(feed => feed.Name).ShouldBe(["debian"]);
        var old = (await _client.Repository(_name).FetchManifestAsync("latest", default)).Content;

        await PublishAsync("latest", "3.0.7-1", "3.0.9-1");
        (await SyncAsync()).ShouldBeNull();
        ((await MendedAsync("CVE-2026-0")), (await MendedAsync("CVE-2026-1"))).ShouldBe(("3.0.7-1", "3.0.9-1"));
        (await SyncAsync()).ShouldBeNull();

        await _client.Repository(_name).PushManifestAsync("latest", MediaTypes.OciManifest, old, default);
        (await SyncAsync()).ShouldNotBeNull().ShouldContain("offers publication 1 of");
        (await MendedAsync("CVE-2026-0")).ShouldBe("3.0.7-1");
    }

    [Fact]
    public async Task Says_why_nothing_was_read_where_somebody_else_signed_or_no_key_is_named()
    {
        await PublishAsync("latest", "3.0.5-1");
        PublicationKey.Create(Path.Combine(_folder.Path, "other.key"));
        _options.Advisories.PublisherKey = Path.Combine(_folder.Path, "other.key.pub");
        (await SyncAsync()).ShouldBe("another key signed");
        _options.Advisories.PublisherKey = null;
        (await SyncAsync()).ShouldNotBeNull().ShouldContain("advisories.publisherKey names no key");
        (await MendedAsync("CVE-2026-0")).ShouldBeNull();

        // Once it is the right one, the feed of that name has no more to say.
        _options.Advisories.PublisherKey = KeyPath + ".pub";
        (await SyncAsync()).ShouldBeNull();
        (await MendedAsync("CVE-2026-0")).ShouldBe("3.0.5-1");
    }
}
