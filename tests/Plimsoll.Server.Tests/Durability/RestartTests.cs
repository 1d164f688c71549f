using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Durability;

/// <summary>An orderly stop: uploads, content and logins are there afterwards, also when the stop came in the middle of a request.</summary>
public sealed class RestartTests(RestartTests.OwnServer registry) : IClassFixture<RestartTests.OwnServer>
{
    [Theory]
    [InlineData(Plimsoll.Core.DigestAlgorithm.Sha256)]
    [InlineData(Plimsoll.Core.DigestAlgorithm.Sha512)]
    public async Task An_upload_goes_on_where_it_stood(Plimsoll.Core.DigestAlgorithm algorithm)
    {
        var content = Content.Random(100_001, algorithm);
        var name = RepositoryOnWire.New(registry.Wire).Name;
        var location = await new RepositoryOnWire(registry.Wire, name).StartAsync("?digest-algorithm=" + algorithm.ToString().ToLowerInvariant());
        for (var start = 0; start < content.Bytes.Length; start += 40_000)
        {
            var end = Math.Min(start + 40_000, content.Bytes.Length);
            (await registry.Wire.PatchAsync(location, content.Bytes[start..end], ("Content-Range", $"{start}-{end - 1}"))).Expect(202);
            await registry.RestartAsync();
            (await registry.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe($"0-{end - 1}");
        }

        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest))).Expect(201);

        (await registry.Wire.GetAsync(new RepositoryOnWire(registry.Wire, name).Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task Content_tags_and_referrers_are_there_afterwards()
    {
        var shape = Conformance.ImageShape.Make("index-with-subject");
        var name = (await shape.PushAsync(registry.Wire)).Name;

        await registry.RestartAsync();

        var repository = new RepositoryOnWire(registry.Wire, name);
        foreach (var blob in shape.Blobs) (await registry.Wire.GetAsync(repository.Blob(blob.Digest))).Expect(200).Body.ShouldBe(blob.Bytes);
        foreach (var manifest in shape.Manifests) (await registry.Wire.GetAsync(repository.Manifest(manifest.Digest))).Expect(200).Body.ShouldBe(manifest.Bytes);
        (await registry.Wire.GetAsync(repository.Path + "/tags/list")).Expect(200).Json.GetProperty("tags").GetArrayLength().ShouldBe(shape.Tags.Count);
        (await registry.Wire.GetAsync(repository.Referrers(shape.Referrers[0].Subject))).Expect(200).Json.GetProperty("manifests").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_chunk_keeps_what_was_acknowledged()
    {
        var content = Content.Random(300_000);
        var name = RepositoryOnWire.New(registry.Wire).Name;
        var location = await new RepositoryOnWire(registry.Wire, name).StartAsync();
        (await registry.Wire.PatchAsync(location, content.Bytes[..50_000])).Expect(202);
        var stalled = new StalledBody(content.Bytes[50_000..120_000]);
        var wire = registry.Wire;
        var sending = Task.Run(() => wire.SendAsync("PATCH", location, stalled));
        await stalled.Sent;

        await registry.RestartAsync();

        await Should.ThrowAsync<Exception>(sending);
        var stands = int.Parse((await registry.Wire.GetAsync(location)).Expect(204)["Range"]![2..]) + 1;
        stands.ShouldBeInRange(50_000, 120_000);
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[stands..], ("Content-Range", $"{stands}-299999"))).Expect(201);
        (await registry.Wire.GetAsync(new RepositoryOnWire(registry.Wire, name).Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task What_arrived_before_a_connection_broke_need_not_be_sent_again()
    {
        var content = Content.Random(2_000_000);
        var repository = RepositoryOnWire.New(registry.Wire);
        var location = await repository.StartAsync();
        var stalled = new StalledBody(content.Bytes[..1_500_000]);
        using (var breaking = registry.Login("admin", registry.Password))
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, location) { Content = stalled };
            using var stop = new CancellationTokenSource();
            var sending = breaking.Client.SendAsync(request, stop.Token);
            await stalled.Sent;
            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(sending);
        }

        var stands = 0;
        for (var i = 0; i < 1200 && stands <= 1; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            stands = int.Parse((await registry.Wire.GetAsync(location)).Expect(204)["Range"]![2..]) + 1;
        }

        stands.ShouldBeInRange(2, 1_500_000);
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[stands..])).Expect(201);
        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    /// <summary>A server that no other class uses, because it is stopped.</summary>
    public sealed class OwnServer : RegistryFixture
    {
        protected override void Configure(ServerOptions options) => options.Inspection.Enabled = false;
    }
}
