using System.Net.Http.Json;
using Plimsoll.Server.Tests.Clients;

namespace Plimsoll.Server.Tests.Rules;

/// <summary>What people see of an immutable tag: the words of the rule, printed by the clients that they use.</summary>
public sealed class ImmutableClientTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly Workbench _bench = new(server.Host);
    private readonly string _name = $"fixed/{Guid.CreateVersion7():N}";

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Crane_skopeo_podman_and_oras_say_why_and_do_not_try_again_for_long()
    {
        var made = await server.Http.PostAsJsonAsync("/api/v1/rules", new { kind = "immutability", path = _name, tags = new[] { "v*" } }, TestContext.Current.CancellationToken);
        made.EnsureSuccessStatusCode();
        var first = await SampleImage.MakeAsync(_bench, "first");
        var second = await SampleImage.MakeAsync(_bench, "second");
        var reference = $"{server.Host}/{_name}:v1";
        const string Reason = "the tag v1 is immutable";

        await _bench.RunAsync("crane", "push", first.Layout, reference);
        await _bench.RunAsync("crane", "push", first.Layout, reference);

        (await _bench.FailAsync("crane", "push", second.Layout, reference)).ShouldContain(Reason);
        (await _bench.FailAsync("skopeo", "copy", "--dest-tls-verify=false", "oci:second:1", "docker://" + reference)).ShouldContain(Reason);
        (await _bench.FailAsync("podman", "push", "--tls-verify=false", await ImportAsync(), reference)).ShouldContain(Reason);
        (await _bench.FailAsync("oras", "push", "--plain-http", reference, "second.txt:text/plain")).ShouldContain(Reason);
        (await _bench.FailAsync("crane", "delete", reference)).ShouldContain(Reason);
        (await _bench.FailAsync("skopeo", "delete", "--tls-verify=false", "docker://" + reference)).ShouldContain(Reason);

        (await _bench.RunAsync("crane", "digest", reference)).ShouldBe(first.Digest);
    }

    /// <summary>An image in podman's own store.</summary>
    private async Task<string> ImportAsync()
    {
        await File.WriteAllTextAsync(_bench["second.txt"], "second", TestContext.Current.CancellationToken);
        await _bench.RunLineAsync("tar -cf import.tar second.txt");
        await _bench.RunLineAsync("podman import import.tar localhost/second:1");
        return "localhost/second:1";
    }
}
