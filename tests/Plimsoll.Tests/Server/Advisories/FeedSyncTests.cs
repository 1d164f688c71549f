using System.Net;
using Plimsoll.Server.Advisories;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Tests.Storage;
using Plimsoll.Tests.Vulnerabilities.Feeds;

namespace Plimsoll.Tests.Server.Advisories;

/// <summary>Feeds are fetched from a server of this test.</summary>
public sealed class FeedSyncTests : IAsyncLifetime
{
    private readonly FeedFixture _feed = new();
    private readonly ManualClock _clock = new();
    private readonly HttpListener _server = new();
    private readonly SqliteMetadataStore _metadata;
    private readonly string _address;
    private readonly List<string?> _asked = [];
    private readonly Dictionary<string, byte[]> _beside = [];
    private byte[] _content = [];
    private DateTimeOffset _published;
    private int _status = 200;
    private Task _serving = Task.CompletedTask;

    public FeedSyncTests()
    {
        _metadata = SqliteMetadataStore.Open(Path.Combine(_feed.Folder, "x.db"), _clock);
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        _address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        probe.Stop();
        _server.Prefixes.Add(_address);
    }

    public ValueTask InitializeAsync()
    {
        _server.Start();
        _serving = Task.Run(ServeAsync);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _server.Stop();
        await _serving;
        await _metadata.DisposeAsync();
        _feed.Dispose();
    }

    private async Task ServeAsync()
    {
        while (_server.IsListening)
        {
            HttpListenerContext request;
            try
            {
                request = await _server.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            if (_beside.TryGetValue(request.Request.Url!.AbsolutePath, out var beside))
            {
                _asked.Add(request.Request.Url.AbsolutePath);
                await request.Response.OutputStream.WriteAsync(beside);
                request.Response.Close();
                continue;
            }
            var tag = $"\"{_content.Length}\"";
            _asked.Add(request.Request.Headers["If-None-Match"]);
            request.Response.StatusCode = _status != 200 ? _status : request.Request.Headers["If-None-Match"] == tag ? 304 : 200;
            if (request.Response.StatusCode == 200)
            {
                request.Response.Headers["ETag"] = tag;
                request.Response.Headers["Last-Modified"] = _published.ToString("R");
                request.Response.ContentLength64 = _content.Length;
                await request.Response.OutputStream.WriteAsync(_content);
            }
            request.Response.Close();
        }
    }

    private async Task<SyncedFeed> SyncAsync(long small = 1 << 20)
    {
        using var download = new FeedDownload();
        await foreach (var feed in new FeedSync(_metadata.Advisories, download, Path.Combine(_feed.Folder, "tmp"), _clock, small).RunAsync([FeedSource.Parse($"Mine={_address}Go/all.zip")], default)) return feed;
        throw new InvalidOperationException("no feed was synced");
    }

    private void Publish(params int[] numbers) => _content = File.ReadAllBytes(_feed.Zip("Go.zip", [.. numbers.Select(i => ($"GO-{i}.json", FeedFixture.Osv($"GO-{i}", "Go", $"example.org/m{i}")))]));

    [Fact]
    public async Task Fetches_once_asks_whether_it_changed_and_takes_the_changes()
    {
        Publish(1, 2, 3);
        (await SyncAsync()).Import!.Feeds.ShouldHaveSingleItem().ShouldBe(new ImportedFeed { Name = "Mine", Read = 3, Added = 3 });

        _clock.Advance(TimeSpan.FromDays(1));
        (await SyncAsync()).IsUnchanged.ShouldBeTrue();
        _asked.ShouldBe([null, $"\"{_content.Length}\""]);
        (await _metadata.Advisories.ListFeedsAsync(default)).ShouldHaveSingleItem().FetchedAt.ShouldBe(_clock.Now);

        Publish(1, 2);
        (await SyncAsync()).Import!.Feeds[0].Removed.ShouldBe(1);
        Directory.GetFileSystemEntries(Path.Combine(_feed.Folder, "tmp")).ShouldBeEmpty();
    }

    /// <summary>OSV's modified_id.csv: of a large archive only the records that changed are fetched, until it is a week old.</summary>
    [Fact]
    public async Task Follows_the_index_of_changes_of_a_large_archive()
    {
        _published = _clock.Now;
        Publish(1, 2, 3);
        await SyncAsync();
        _asked.Clear();
        _clock.Advance(TimeSpan.FromDays(1));
        Publish(1, 2, 3, 4);
        _beside["/Go/GO-4.json"] = System.Text.Encoding.UTF8.GetBytes(FeedFixture.Osv("GO-4", "Go", "example.org/m4"));
        _beside["/Go/modified_id.csv"] = System.Text.Encoding.UTF8.GetBytes($"{_clock.Now.AddMinutes(-5):O},GO-4\n{_clock.Now.AddDays(-3):O},GO-3\n".Replace("+00:00", "Z", StringComparison.Ordinal));

        (await SyncAsync(small: 10)).Import!.Feeds.ShouldHaveSingleItem().ShouldBe(new ImportedFeed { Name = "Mine", Read = 1, Added = 1 });
        _asked[1..].ShouldBe(["/Go/modified_id.csv", "/Go/GO-4.json"]);
        (await SyncAsync(small: 10)).IsUnchanged.ShouldBeTrue();
        (await _metadata.Advisories.ListFeedsAsync(default)).ShouldHaveSingleItem().Records.ShouldBe(4);

        // What names itself oddly is no index, and an archive that is read too long ago is read again.
        _beside["/Go/modified_id.csv"] = System.Text.Encoding.UTF8.GetBytes($"{_clock.Now:O},../../secret\n");
        Publish(1, 2, 3, 4, 5);
        (await SyncAsync(small: 10)).Import!.Feeds[0].Read.ShouldBe(5);
        _asked.Clear();
        _clock.Advance(TimeSpan.FromDays(8));
        Publish(1, 2, 3, 4, 5, 6);
        (await SyncAsync(small: 10)).Import!.Feeds[0].Read.ShouldBe(6);
        _asked.ShouldNotContain("/Go/modified_id.csv");
    }

    [Fact]
    public async Task A_feed_that_fails_keeps_its_records_and_grows_old()
    {
        Publish(1, 2, 3);
        await SyncAsync();
        var fetched = _clock.Now;
        _clock.Advance(TimeSpan.FromDays(4));

        _status = 503;
        (await SyncAsync()).Error!.ShouldContain("503");
        _status = 200;
        _content = _content[..^30];
        (await SyncAsync()).Error!.ShouldContain("cut off");

        var feed = (await _metadata.Advisories.ListFeedsAsync(default)).ShouldHaveSingleItem();
        (feed.Records, feed.FetchedAt, feed.Error is not null).ShouldBe((3, fetched, true));
        FeedEntry.Of(feed, _clock.Now, FeedEntry.DefaultMaxAge).IsStale.ShouldBeTrue();
    }
}
