using System.Security.Cryptography;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Load;

/// <summary>Memory does not grow with layers: one GiB in and out of the program as it is shipped.</summary>
[Collection(Alone.Name)]
public sealed class LargeLayerTests
{
    private const long Layer = 1L << 30;
    private const long MaxMemory = 250L << 20;

    [Fact]
    public async Task A_layer_of_one_GiB_is_pushed_and_pulled_in_less_than_250_MB()
    {
        await using var server = new ServerProcess();
        await server.StartAsync();
        var repository = RepositoryOnWire.New(server.Wire, "load");
        using var body = new GeneratedBytes(Layer, seed: 1);
        var digest = body.Digest;

        var location = await repository.StartAsync();
        (await server.Wire.SendAsync("PUT", RepositoryOnWire.Close(location, digest), body)).Expect(201);
        (await PullAsync(server.Wire, repository.Blob(digest))).ShouldBe((digest, Layer));

        server.PeakMemory.ShouldBeLessThan(MaxMemory);
    }

    [Fact]
    public async Task A_streamed_layer_of_unknown_length_and_its_parts_cost_no_more()
    {
        await using var server = new ServerProcess();
        await server.StartAsync();
        var repository = RepositoryOnWire.New(server.Wire, "load");
        using var body = new GeneratedBytes(Layer / 2, seed: 2, announceLength: false);
        var digest = body.Digest;

        var patched = (await server.Wire.SendAsync("PATCH", await repository.StartAsync(), body)).Expect(202);
        (await server.Wire.PutAsync(RepositoryOnWire.Close(patched.Location, digest))).Expect(201);
        (await server.Wire.GetAsync(repository.Blob(digest), ("Range", $"bytes={(Layer / 2) - 100}-"))).Expect(206).Body.Length.ShouldBe(100);

        server.PeakMemory.ShouldBeLessThan(MaxMemory);
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
