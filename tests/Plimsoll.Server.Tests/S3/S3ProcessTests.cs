using System.Security.Cryptography;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Load;
using Plimsoll.Tests.Storage.Blobs.S3;

namespace Plimsoll.Server.Tests.S3;

/// <summary>The program as it is shipped, over S3: memory that does not grow with layers, and uploads that outlive it.</summary>
[Collection(Alone.Name)]
public sealed class S3ProcessTests
{
    private const long Layer = 1L << 30;
    private const long MaxMemory = 250L << 20;

    [Fact]
    public async Task A_layer_of_one_GiB_is_pushed_and_pulled_in_less_than_250_MB()
    {
        await using var server = new ServerProcess(S3Registry.Environment(await SwiftServer.Running));
        await server.StartAsync();
        var repository = RepositoryOnWire.New(server.Wire, "load");
        using var body = new GeneratedBytes(Layer, seed: 1);
        var digest = body.Digest;

        (await server.Wire.SendAsync("PUT", RepositoryOnWire.Close(await repository.StartAsync(), digest), body)).Expect(201);
        (await PullAsync(server.Wire, repository.Blob(digest))).ShouldBe((digest, Layer));

        server.PeakMemory.ShouldBeLessThan(MaxMemory);
    }

    [Theory]
    [InlineData(3_000_000)]
    [InlineData(8_000_000)]
    public async Task An_upload_goes_on_after_a_kill(int chunk)
    {
        await using var server = new ServerProcess(S3Registry.Environment(await SwiftServer.Running));
        await server.StartAsync();
        var content = Content.Random(4 * chunk);
        var repository = RepositoryOnWire.New(server.Wire, "crash");
        var location = (await server.Wire.PatchAsync(await repository.StartAsync(), content.Bytes[..chunk])).Expect(202).Location;
        location = (await server.Wire.PatchAsync(location, content.Bytes[chunk..(2 * chunk)])).Expect(202).Location;

        // Killed in the middle of the third chunk, of which parts may be stored already.
        using var half = new StalledBody(content.Bytes[(2 * chunk)..((3 * chunk) + (chunk / 2))]);
        var cut = server.Wire.SendAsync("PATCH", location, half);
        await half.Sent;
        await server.KillAsync();
        await Should.ThrowAsync<Exception>(() => cut);
        await server.StartAsync();

        (await server.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe($"0-{(2 * chunk) - 1}");
        (await server.Wire.PatchAsync(location, content.Bytes[(2 * chunk)..(3 * chunk)])).Expect(202);
        await server.KillAsync();
        await server.StartAsync();
        (await server.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[(3 * chunk)..])).Expect(201);

        (await server.Wire.GetAsync(new RepositoryOnWire(server.Wire, repository.Name).Blob(content.Digest))).Expect(200).Body.AsSpan().SequenceEqual(content.Bytes).ShouldBeTrue();
    }

    private static async Task<(string Digest, long Length)> PullAsync(Wire wire, string path)
    {
        using var response = await wire.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(200);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 18];
        var length = 0L;
        for (int read; (read = await body.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0; length += read) hash.AppendData(buffer, 0, read);
        return ("sha256:" + Convert.ToHexStringLower(hash.GetCurrentHash()), length);
    }
}
