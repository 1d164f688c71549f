using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Plimsoll.Trust;
using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Tuf;

namespace Plimsoll.Tests.Trust.Authority;

/// <summary>A client of a TUF repository that changes, is rolled back, or lies.</summary>
public sealed class TufUpdateTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly PrivateKey _root = PrivateKey.Generate();
    private readonly PrivateKey _next = PrivateKey.Generate();
    private readonly PrivateKey _metadata = PrivateKey.Generate();
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly byte[] _first;

    public TufUpdateTests()
    {
        _first = _files["1.root.json"] = TufWriter.Sign(Root(1, _root), [_root]);
        Publish(1, "target"u8.ToArray());
    }

    public void Dispose()
    {
        foreach (var key in (PrivateKey[])[_root, _next, _metadata]) key.Dispose();
    }

    [Fact]
    public async Task Finds_the_target() => (await FetchAsync()).Target.ShouldBe("target"u8.ToArray());

    [Fact]
    public async Task Follows_roots_that_the_one_before_signed()
    {
        _files["2.root.json"] = TufWriter.Sign(Root(2, _next), [_root, _next]);

        (await FetchAsync()).Root.ShouldBe(_files["2.root.json"]);
    }

    [Fact]
    public async Task Refuses_a_root_that_the_one_before_did_not_sign()
    {
        _files["2.root.json"] = TufWriter.Sign(Root(2, _next), [_next]);

        (await Should.ThrowAsync<RefusedException>(() => FetchAsync())).Message.ShouldContain("not signed by enough");
    }

    [Fact]
    public async Task Refuses_a_step_back() => (await Should.ThrowAsync<RefusedException>(() => FetchAsync(last: 2))).Message.ShouldContain("older than 2");

    [Fact]
    public async Task Refuses_what_expired() => (await Should.ThrowAsync<RefusedException>(() => FetchAsync(Now.AddDays(8)))).Message.ShouldContain("expired");

    [Fact]
    public async Task Refuses_another_file_than_the_one_that_was_signed_for()
    {
        foreach (var name in _files.Keys.Where(name => name.StartsWith("targets/", StringComparison.Ordinal))) _files[name] = "tarjet"u8.ToArray();

        (await Should.ThrowAsync<RefusedException>(() => FetchAsync())).Message.ShouldContain("another file");
    }

    [Fact]
    public async Task Refuses_metadata_of_another_key()
    {
        using var stranger = PrivateKey.Generate();
        _files["timestamp.json"] = TufWriter.Sign(TufWriter.Timestamp(9, Now.AddDays(7), 1), [stranger]);

        await Should.ThrowAsync<RefusedException>(() => FetchAsync());
    }

    private Task<TufUpdate> FetchAsync(DateTimeOffset? now = null, long last = 0) => TufUpdate.FetchAsync(_first, last, "a.json", name => Task.FromResult(_files.GetValueOrDefault(name)), now ?? Now);

    private JsonObject Root(long version, PrivateKey root) => TufWriter.Root(version, Now.AddYears(1), new Dictionary<string, IReadOnlyList<PublicKey>>
    {
        ["root"] = [root.PublicKey],
        ["targets"] = [_metadata.PublicKey],
        ["snapshot"] = [_metadata.PublicKey],
        ["timestamp"] = [_metadata.PublicKey],
    });

    private void Publish(long version, byte[] target)
    {
        var expires = Now.AddDays(7);
        _files[$"{version}.targets.json"] = TufWriter.Sign(TufWriter.Targets(version, expires, new Dictionary<string, byte[]> { ["a.json"] = target }), [_metadata]);
        _files[$"{version}.snapshot.json"] = TufWriter.Sign(TufWriter.Snapshot(version, expires, version), [_metadata]);
        _files["timestamp.json"] = TufWriter.Sign(TufWriter.Timestamp(version, expires, version), [_metadata]);
        _files[$"targets/{Convert.ToHexStringLower(SHA256.HashData(target))}.a.json"] = target;
    }
}
