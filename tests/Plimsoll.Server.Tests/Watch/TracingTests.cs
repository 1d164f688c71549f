using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Watch;

/// <summary>What a collector gets.</summary>
public sealed class TracingTests : IAsyncLifetime
{
    private const string Stranger = "4bf92f3577b34da6a3ce929d0e0e4736";

    private TraceCollector _collector = null!;
    private Traced _registry = null!;

    public async ValueTask InitializeAsync() => _collector = await TraceCollector.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _collector.DisposeAsync();
    }

    [Fact]
    public async Task A_push_is_a_trace_with_its_writes_to_store_and_database()
    {
        await StartAsync(link: false);
        var repository = RepositoryOnWire.New(_registry.Wire, "traced");
        var layer = Content.Of(new byte[50_000]);
        var location = await repository.StartAsync();
        var answer = (await _registry.Wire.PutAsync(RepositoryOnWire.Close(location, layer.Digest), layer.Bytes, ("traceparent", $"00-{Stranger}-00f067aa0ba902b7-01"))).Expect(201);
        (await _registry.Wire.GetAsync(repository.Blob(layer.Digest))).Expect(200);
        await _registry.StopAsync();

        var push = _collector.Spans.Single(s => s.Attributes.GetValueOrDefault("plimsoll.request_id") == answer["X-Request-Id"]);
        push.Name.ShouldBe("PUT /v2/{name}/blobs/uploads/{id}");
        (push.ParentId, push.Attributes["http.response.status_code"], push.Attributes["url.path"]).ShouldBe(("", "201", location));
        var parts = _collector.Spans.Where(s => s.TraceId == push.TraceId && s.Id != push.Id).ToList();
        parts.Select(p => p.Name).ShouldBe(["blob store create", "blob store complete", "database write"], ignoreOrder: true);
        parts.ShouldAllBe(p => p.ParentId == push.Id);
        var pull = _collector.Spans.Single(s => s.Name == "GET /v2/{name}/blobs/{digest}" && s.Attributes["url.path"] == repository.Blob(layer.Digest));
        _collector.Spans.ShouldContain(s => s.ParentId == pull.Id && s.Name == "blob store open");
    }

    [Fact]
    public async Task The_trace_of_a_stranger_is_neither_continued_nor_linked_unless_the_setting_says_so()
    {
        await StartAsync(link: false);
        var answer = await _registry.Wire.GetAsync("/v2/", ("traceparent", $"00-{Stranger}-00f067aa0ba902b7-01"));
        await _registry.StopAsync();
        var alone = _collector.Spans.Single(s => s.Attributes.GetValueOrDefault("plimsoll.request_id") == answer["X-Request-Id"] && s.Attributes["url.path"] == "/v2/");
        (alone.TraceId == Stranger, alone.Links.Count).ShouldBe((false, 0));
        await _registry.DisposeAsync();

        await StartAsync(link: true);
        answer = await _registry.Wire.GetAsync("/v2/_catalog", ("traceparent", $"00-{Stranger}-00f067aa0ba902b7-01"));
        await _registry.Wire.GetAsync("/v2/_oci/ext/discover", ("traceparent", "nonsense"));
        await _registry.StopAsync();
        var linked = _collector.Spans.Single(s => s.Attributes.GetValueOrDefault("plimsoll.request_id") == answer["X-Request-Id"] && s.Attributes["url.path"] == "/v2/_catalog");
        (linked.TraceId == Stranger, linked.Links.Single()).ShouldBe((false, Stranger));
        _collector.Spans.First(s => s.Name == "GET /v2/_oci/ext/discover").Links.ShouldBeEmpty();
    }

    private async Task StartAsync(bool link)
    {
        _registry = new Traced(_collector.Address, link);
        await _registry.InitializeAsync();
    }

    /// <summary>A server that sends its spans.</summary>
    private sealed class Traced(string endpoint, bool link) : RegistryFixture
    {
        /// <summary>Stops it, which sends what is left.</summary>
        public Task StopAsync() => Server.DisposeAsync().AsTask();

        protected override void Configure(ServerOptions options) => (options.Telemetry.Endpoint, options.Telemetry.LinkClients) = (endpoint, link);
    }
}
