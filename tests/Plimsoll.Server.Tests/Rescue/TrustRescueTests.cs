using System.Text.Json;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Rescue;

/// <summary>What a backup brings back of the trust services, and what nothing brings back without one.</summary>
public sealed class TrustRescueTests : IAsyncDisposable
{
    private const string Repository = "shop/api";

    private readonly TemporaryFolder _folder = new();
    private readonly RegistryFixture _registry = new();

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_backup_brings_back_keys_log_names_signers_and_statements_about_tags()
    {
        await _registry.InitializeAsync();
        await PushAsync();
        (await _registry.Wire.PutAsync("/api/v1/identities/release-team", JsonSerializer.SerializeToUtf8Bytes(new { subject = "jane@example.org", issuer = "https://accounts.example.org" }), ("Content-Type", "application/json"))).Expect(200);
        (await _registry.Wire.PutAsync("/api/v1/signers", JsonSerializer.SerializeToUtf8Bytes(new { repository = Repository, identity = "jane@example.org", issuer = "https://accounts.example.org" }), ("Content-Type", "application/json"))).Expect(204);
        string[] pages = ["/trust/tuf/root.json", "/trust/signatures.pub", "/trust/fulcio/api/v1/rootCert", $"/api/v1/tag-bindings?repository={Repository}&tag=1", $"/api/v1/signers?repository={Repository}", "/api/v1/identities", "/trust/log/tile/entries/000.p/1"];
        var before = await ReadAsync(_registry.Wire, pages);

        (await Commands.RunAsync(_folder.Path, null, "backup", "--data", _registry.Data, "--to", _folder["backup"])).Code.ShouldBe(0);
        await using var restored = new RegistryFixture();
        var done = await Commands.RunAsync(_folder.Path, null, "restore", "--from", _folder["backup"], "--data", restored.Data);
        done.Code.ShouldBe(0);
        done.Standard.ShouldContain("copy trust.key of the server that was backed up to " + Path.Combine(restored.Data, "trust.key"));
        await restored.InitializeAsync();
        using var admin = restored.Login("admin", _registry.Password);

        // The key that opens the others is in no backup, and a start without it says what to do.
        (await restored.Anonymous.GetAsync("/trust/tuf/root.json")).Expect(503).Text.ShouldContain("trust.key");
        (await admin.GetAsync($"/v2/{Repository}/manifests/1")).Expect(200);
        (await restored.Anonymous.GetAsync("/health/ready")).Expect(200).Json.GetProperty("warnings")[0].GetString().ShouldStartWith("nothing can be signed: ");
        File.Copy(Path.Combine(_registry.Data, "trust.key"), Path.Combine(restored.Data, "trust.key"), overwrite: true);
        await restored.RestartAsync();
        using var again = restored.Login("admin", _registry.Password);
        (await ReadAsync(again, pages)).ShouldBe(before);
        (await again.GetAsync("/health/ready")).Expect(200).Json.TryGetProperty("warnings", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_that_cannot_open_its_keys_says_so_once_and_in_one_line()
    {
        await using var server = new ServerProcess();
        await server.StartAsync();
        (await server.Wire.GetAsync("/trust/tuf/root.json")).Expect(200);
        await server.KillAsync();
        File.Delete(Path.Combine(server.Data, "trust.key"));

        await server.StartAsync();
        await new Cargo(Repository).PushAsync(server.Wire, 1, 10_000);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!server.Log.Contains("binding moves of tags waits: ")) await Task.Delay(50, patience.Token);
        (await server.Wire.GetAsync("/trust/tuf/root.json")).Expect(503);

        server.Log.Split("nothing can be signed: ").Length.ShouldBe(2, server.Log);
        server.Log.ShouldNotContain("   at Plimsoll.");
    }

    [Fact]
    public async Task A_rebuild_says_what_is_gone_with_the_database()
    {
        await _registry.InitializeAsync();
        await PushAsync();
        var data = _folder["data"];
        await _registry.RestartAsync();
        Copy(Path.Combine(_registry.Data, "blobs"), Path.Combine(data, "blobs"));
        Copy(Path.Combine(_registry.Data, "beside"), Path.Combine(data, "beside"));

        var rebuilt = await Commands.RunAsync(_folder.Path, null, "rebuild", "--data", data);

        rebuilt.Standard.ShouldContain("the keys and the log of the trust services");
        rebuilt.Standard.ShouldContain("names of identities");
        rebuilt.Standard.ShouldContain("signatures.roots");
    }

    private async Task PushAsync()
    {
        var wire = new RepositoryOnWire(_registry.Wire, Repository);
        var image = await wire.PutAsync(ImageBuilder.Image((await wire.PushAsync(ImageBuilder.Config())).Descriptor, [(await wire.PushAsync(ImageBuilder.Layer())).Descriptor]));
        (await wire.PutAsync(image, "1")).Expect(201);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!(await _registry.Wire.GetAsync($"/api/v1/tag-bindings?repository={Repository}&tag=1")).Json.GetProperty("isBound").GetBoolean()) await Task.Delay(50, patience.Token);
    }

    private static async Task<List<string>> ReadAsync(Wire wire, string[] pages)
    {
        var found = new List<string>();
        foreach (var page in pages) found.Add((await wire.GetAsync(page)).Expect(200).Text);
        return found;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
