using Microsoft.AspNetCore.Http;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Tests.Storage.Blobs.S3;

namespace Plimsoll.Server.Tests.S3;

/// <summary>The store fails behind a running server: clients are told when to come again, nothing that was acknowledged is lost, and nothing broken looks whole.</summary>
public sealed class S3OutageTests(S3OutageTests.Breakable registry) : IClassFixture<S3OutageTests.Breakable>, IDisposable
{
    private const int Size = 12_000_000;

    public void Dispose() => registry.Proxy.Plan = (_, _) => null;

    [Fact]
    public async Task A_pull_during_an_outage_is_told_when_to_come_again()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = await repository.PushAsync(Content.Random(50_000));
        registry.Proxy.Plan = (_, _) => new Fault { Status = 503 };

        var refused = (await registry.Wire.GetAsync(repository.Blob(content.Digest))).ExpectError(503, "UNAVAILABLE");

        int.Parse(refused["Retry-After"]!).ShouldBeGreaterThan(0);
        refused["ETag"].ShouldBeNull();
        refused["Cache-Control"].ShouldBeNull();
        (await registry.Wire.HeadAsync(repository.Blob(content.Digest))).Expect(200)["Content-Length"].ShouldBe("50000", "the database knows it");
        registry.Proxy.Plan = (_, _) => null;
        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(Size)]
    public async Task An_upload_during_an_outage_keeps_what_was_acknowledged(int size)
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(size);
        var half = size / 2;
        var location = (await registry.Wire.PatchAsync(await repository.StartAsync(), content.Bytes[..half])).Expect(202).Location;
        registry.Proxy.Plan = (_, _) => new Fault { Status = 503 };

        (await registry.Wire.PatchAsync(location, content.Bytes[half..])).ExpectError(503, "UNAVAILABLE")["Retry-After"].ShouldNotBeNull();
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[half..])).ExpectError(503, "UNAVAILABLE");

        registry.Proxy.Plan = (_, _) => null;
        (await registry.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe($"0-{half - 1}");
        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[half..])).Expect(201);
        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.AsSpan().SequenceEqual(content.Bytes).ShouldBeTrue();
    }

    [Fact]
    public async Task A_body_that_breaks_off_now_and_then_is_mended()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = await repository.PushAsync(Content.Random(Size));
        registry.Proxy.Plan = (request, _) => HttpMethods.IsGet(request.Method) ? new Fault { AfterResponseBytes = 4_000_000 } : null;

        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.AsSpan().SequenceEqual(content.Bytes).ShouldBeTrue();
        (await registry.Wire.GetAsync(repository.Blob(content.Digest), ("Range", "bytes=1000-8999999"))).Expect(206).Body.AsSpan().SequenceEqual(content.Bytes.AsSpan(1000, 8_999_000)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_body_that_cannot_be_mended_never_looks_whole()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = await repository.PushAsync(Content.Random(Size));
        var first = true;
        registry.Proxy.Plan = (request, _) =>
        {
            if (!HttpMethods.IsGet(request.Method)) return null;
            if (!first) return new Fault { AfterResponseBytes = 0 };
            first = false;
            return new Fault { AfterResponseBytes = 3_000_000 };
        };

        await Should.ThrowAsync<HttpRequestException>(() => registry.Wire.GetAsync(repository.Blob(content.Digest)));
    }

    [Fact]
    public async Task A_push_whose_connections_break_comes_through()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var puts = 0;
        registry.Proxy.Plan = (request, _) => HttpMethods.IsPut(request.Method) && Interlocked.Increment(ref puts) % 3 == 1 ? new Fault { AfterRequestBytes = 100_000 } : null;

        var content = await repository.PushAsync(Content.Random(Size));

        registry.Proxy.Plan = (_, _) => null;
        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.AsSpan().SequenceEqual(content.Bytes).ShouldBeTrue();
    }

    /// <summary>A server before whose store stands something that breaks.</summary>
    public sealed class Breakable : S3Registry, IAsyncDisposable
    {
        internal FaultProxy Proxy { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            Proxy = await FaultProxy.StartAsync((await SwiftServer.Running).Endpoint);
            await base.InitializeAsync();
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            await DisposeAsync();
            await Proxy.DisposeAsync();
        }

        protected override void Configure(ServerOptions options)
        {
            Configure(options, Swift, Proxy.Address);
            // Every pull is to go to the store.
            options.Blobs.S3.CacheBytes = 0;
        }
    }
}
