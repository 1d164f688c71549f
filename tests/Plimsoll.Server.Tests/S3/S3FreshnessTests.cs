using System.Globalization;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Tests.Storage.Blobs.S3;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Server.Tests.S3;

/// <summary>Two server processes on one database: what one has acknowledged, the other serves, whatever it kept in memory.</summary>
public sealed class S3FreshnessTests : IAsyncLifetime
{
    private const string Tag = "v";
    private static readonly string[] Methods = ["GET", "HEAD"];

    private ServerProcess _writing = null!;
    private ServerProcess _reading = null!;
    private RepositoryOnWire _there = null!;
    private RepositoryOnWire _here = null!;

    /// <summary>Digests in the order in which the tag pointed to them.</summary>
    private readonly List<string> _moves = [];

    /// <summary>The number of the last move that was acknowledged.</summary>
    private int _acknowledged = -1;

    public async ValueTask InitializeAsync()
    {
        var database = await (await PostgresServer.GetAsync()).CreateEmptyDatabaseAsync();
        var settings = S3Registry.Environment(await SwiftServer.Running);
        _writing = new ServerProcess(settings) { Database = database };
        _reading = new ServerProcess(settings) { Database = database };
        await Task.WhenAll(_writing.StartAsync(), _reading.StartAsync());
        _there = RepositoryOnWire.New(_writing.Wire);
        _here = new RepositoryOnWire(_reading.Wire, _there.Name);
    }

    public async ValueTask DisposeAsync()
    {
        await _writing.DisposeAsync();
        await _reading.DisposeAsync();
    }

    [Fact]
    public async Task A_tag_that_one_has_moved_never_leads_the_other_back()
    {
        await MoveAsync();
        using var over = new CancellationTokenSource();
        // More than share a question to the database at once, and a few that ask alone.
        var reads = Enumerable.Range(0, 8).Select(reader => Task.Run(async () =>
        {
            var count = 0;
            for (; !over.IsCancellationRequested; count++) await ReadAsync(Methods[reader % 2]);
            return count;
        })).ToList();
        for (var i = 0; i < 100; i++) await MoveAsync();
        await over.CancelAsync();

        (await Task.WhenAll(reads)).Sum().ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task What_one_has_deleted_the_other_serves_no_more_by_tag_or_digest()
    {
        for (var i = 0; i < 20; i++)
        {
            await MoveAsync();
            var digest = _moves[^1];
            // In the memory of both, under both names.
            foreach (var repository in new[] { _here, _there })
            {
                (await repository.Wire.GetAsync(repository.Manifest(Tag))).Expect(200);
                (await repository.Wire.GetAsync(repository.Manifest(digest))).Expect(200);
            }
            (await _there.Wire.DeleteAsync(_there.Manifest(digest))).Expect(202);
            foreach (var reference in new[] { Tag, digest })
            {
                var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => _here.Wire.SendAsync(Methods[n % 2], _here.Manifest(reference))));
                answers.ShouldAllBe(answer => answer.Status == 404);
            }
        }
    }

    [Fact]
    public async Task One_that_stood_still_while_a_tag_moved_does_not_go_on_with_what_it_knew()
    {
        await MoveAsync();
        for (var round = 0; round < 15; round++)
        {
            // Some are under way when it is stopped; those that come afterwards must see the move, though the server has it from nobody.
            var before = Enumerable.Range(0, 8).Select(n => ReadAsync(Methods[n % 2])).ToList();
            await _reading.StopAsync();
            await MoveAsync();
            var after = Enumerable.Range(0, 8).Select(n => ReadAsync(Methods[n % 2])).ToList();
            await _reading.ContinueAsync();
            await Task.WhenAll([.. before, .. after]);
        }
    }

    /// <summary>Points the tag to a new manifest.</summary>
    private async Task MoveAsync()
    {
        var number = _acknowledged + 1;
        var image = ImageBuilder.Image(ImageBuilder.EmptyJson().Descriptor, [], $$""","artifactType":"text/plain","annotations":{"n":"{{number}}","u":"{{ImageBuilder.Unique()}}"}""");
        lock (_moves) _moves.Add(image.Digest);
        (await _there.PutAsync(image, Tag)).Expect(201);
        Volatile.Write(ref _acknowledged, number);
    }

    /// <summary>Asks the other server, and requires that its answer is no older than what was acknowledged before the question.</summary>
    private async Task ReadAsync(string method)
    {
        var least = Volatile.Read(ref _acknowledged);
        var digest = (await _here.Wire.SendAsync(method, _here.Manifest(Tag))).Expect(200)["Docker-Content-Digest"]!;
        int found;
        lock (_moves) found = _moves.IndexOf(digest);
        found.ShouldBeGreaterThanOrEqualTo(least, string.Create(CultureInfo.InvariantCulture, $"move {least} had been acknowledged before this was asked"));
    }
}
