using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Tests.Storage.Blobs.S3;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Server.Tests.S3;

/// <summary>Two server processes that share nothing but a PostgreSQL and an S3 store.</summary>
public sealed class S3ReplicaTests : IAsyncLifetime
{
    private ServerProcess _a = null!;
    private ServerProcess _b = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await (await PostgresServer.GetAsync()).CreateEmptyDatabaseAsync();
        var settings = S3Registry.Environment(await SwiftServer.Running);
        _a = new ServerProcess(settings) { Database = database };
        _b = new ServerProcess(settings) { Database = database };
        await Task.WhenAll(_a.StartAsync(), _b.StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(4_000_000)]
    [InlineData(7_000_000)]
    public async Task Each_chunk_may_go_to_another_server(int chunk)
    {
        var content = Content.Random((5 * chunk) + 1);
        var repository = RepositoryOnWire.New(_a.Wire);
        var location = await repository.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            var patched = (await (i % 2 == 0 ? _b : _a).Wire.PatchAsync(location, content.Bytes[(i * chunk)..((i + 1) * chunk)])).Expect(202);
            patched["Range"].ShouldBe($"0-{((i + 1) * chunk) - 1}");
        }
        (await _a.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[^1..])).Expect(201);
        (await _b.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.AsSpan().SequenceEqual(content.Bytes).ShouldBeTrue();
    }

    [Fact]
    public async Task The_other_one_goes_on_when_one_is_killed_in_the_middle()
    {
        var content = Content.Random(20_000_000);
        var repository = RepositoryOnWire.New(_a.Wire);
        var location = await repository.StartAsync();
        (await _a.Wire.PatchAsync(location, content.Bytes[..8_000_000])).Expect(202);
        using var stalled = new StalledBody(content.Bytes[8_000_000..15_000_000]);
        var cut = _a.Wire.SendAsync("PATCH", location, stalled);
        await stalled.Sent;
        await _a.KillAsync();
        await Should.ThrowAsync<Exception>(() => cut);

        (await _b.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe("0-7999999");
        (await PutWhenFreeAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[8_000_000..])).Expect(201);
        (await _b.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.AsSpan().SequenceEqual(content.Bytes).ShouldBeTrue();
    }

    /// <summary>The database notices a moment later that the process that held the upload is gone.</summary>
    private async Task<Answer> PutWhenFreeAsync(string path, byte[] body)
    {
        for (var i = 0; ; i++)
        {
            var answer = await _b.Wire.PutAsync(path, body);
            if (answer.Status != 416 || i == 600) return answer;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
