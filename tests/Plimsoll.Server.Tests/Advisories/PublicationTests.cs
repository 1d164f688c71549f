using System.Text.Json.Nodes;
using Plimsoll.Cli;
using Plimsoll.Client;
using Plimsoll.Client.Auth;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Server.Advisories.Publication;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Tests.Advisories;

/// <summary>The whole set of advisories, published in a registry and fetched from it.</summary>
public sealed class PublicationTests(RegistryFixture registry) : IClassFixture<RegistryFixture>, IAsyncLifetime
{
    private static readonly DateTimeOffset Read = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly RepositoryName _name = RepositoryName.Parse("security/advisories-" + Guid.NewGuid().ToString("N")[..8]);
    private RegistryClient _client = null!;
    private SqliteMetadataStore _here = null!;
    private SqliteMetadataStore _there = null!;

    private string KeyPath => Path.Combine(_folder.Path, "publisher.key");

    private PublicKey Key => PublicKey.ReadPem(File.ReadAllText(KeyPath + ".pub"));

    public ValueTask InitializeAsync()
    {
        _client = new RegistryClient(new Uri(registry.Address).Authority, new RegistryClientOptions { PlainHttp = true, Credentials = [new GivenCredential(new Credential.Password("admin", registry.Password))] });
        _here = SqliteMetadataStore.Open(Path.Combine(_folder.Path, "here.db"), TimeProvider.System);
        _there = SqliteMetadataStore.Open(Path.Combine(_folder.Path, "there.db"), TimeProvider.System);
        PublicationKey.Create(KeyPath);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
        _client.Dispose();
        _folder.Dispose();
    }

    private static Advisory Says(int number, string mended) => new()
    {
        Source = "Debian",
        Id = $"CVE-2026-{number}",
        Aliases = [$"GHSA-{number}"],
        Summary = "Ein Fehler, ganz groß",
        Affected = [new AffectedPackage { Namespace = "deb:debian:12", Name = "openssl", Level = PackageLevel.Source, Ranges = [AffectedRange.From("0", mended)] }],
    };

    private async Task<Published> PublishAsync(string tag = "latest", string? keyPath = null)
    {
        using var key = PrivateKey.ReadPem(await File.ReadAllTextAsync(keyPath ?? KeyPath), null);
        return await new AdvisoryPublisher(_here.Advisories, _client.Repository(_name), _folder.Path, TimeProvider.System).PublishAsync(tag, key, default);
    }

    private Task<FetchedSet> FetchAsync(string reference = "latest", PublicKey? key = null) =>
        new AdvisoryFetch(_there.Advisories, _client.Repository(_name), _folder.Path, TimeProvider.System).FetchAsync("registry/" + _name, reference, key ?? Key, default);

    private static async Task<List<string>> AllAsync(IMetadataStore store)
    {
        var found = new List<string>();
        foreach (var feed in await store.Advisories.ListFeedsAsync(default))
        {
            found.Add($"{feed.Name} {feed.FetchedAt:O}");
            found.AddRange((await store.Advisories.ReadAsync(feed.Name, 0, 1000, default)).Select(record => $"{feed.Name} {System.Text.Encoding.UTF8.GetString(AdvisoryJson.Write(record.Advisory))}"));
        }
        found.AddRange((await store.Advisories.ListEnrichmentsAsync("", 1000, default)).Select(entry => $"{entry.Cve} {entry.Kev} {entry.Epss}"));
        foreach (var document in await store.Advisories.ListVexAsync(null, 1000, default)) found.Add($"{document.Digest} {Convert.ToHexString((await store.Advisories.FindVexAsync(document.Digest, default))!.Content.Span)}");
        return [.. found.Order(StringComparer.Ordinal)];
    }

    private async Task FillAsync()
    {
        await _here.Advisories.PutAsync("debian", [.. Enumerable.Range(1, 40).Select(number => Says(number, "3.0.5-1"))], default);
        await _here.Advisories.PutKevAsync("KEV", [new KevEntry { Cve = "CVE-2026-1", Added = new DateOnly(2026, 2, 1), Product = "OpenSSL" }], default);
        await _here.Advisories.PutEpssAsync("EPSS", [new EpssEntry("CVE-2026-1", 0.25, 0.5, new DateOnly(2026, 2, 1))], default);
        byte[] vex = [.. """{"@context":"https://openvex.dev/ns/v0.2.0"}"""u8];
        await _here.Advisories.PutVexAsync("VEX", [new VexDocument { Format = "openvex", Id = "https://example.com/1", Digest = Digest.Of(vex), Content = vex, Place = "a/b.json", Statements = 1 }], default);
        foreach (var feed in new[] { "debian", "KEV", "EPSS", "VEX" }) await _here.Advisories.EndRunAsync(new FeedRun { Feed = feed, At = Read }, default);
    }

    [Fact]
    public async Task What_is_fetched_is_what_was_published_first_whole_then_by_what_changed()
    {
        await FillAsync();
        var first = await PublishAsync();
        (first.Set.Sequence, first.Changed, first.Set.Deltas.Count).ShouldBe((1, null, 0));
        (await FetchAsync()).Layers.ShouldBe(1);
        (await AllAsync(_there)).ShouldBe(await AllAsync(_here));
        (await FetchAsync()).Set.ShouldBeNull();

        // Changed, new and gone.
        await _here.Advisories.PutAsync("debian", [Says(7, "3.0.7-1"), Says(99, "3.0.5-1")], default);
        await _here.Advisories.RemoveAsync([(await _here.Advisories.FindAsync("CVE-2026-3", 1, default))[0].Number], default);
        await _here.Advisories.EndRunAsync(new FeedRun { Feed = "debian", At = Read.AddDays(1) }, default);
        await PublishAsync();
        var third = await PublishAsync();
        third.Set.Deltas.Select(delta => (delta.From, delta.To)).ShouldBe([(1L, 2L), (2L, 3L)]);
        var fetched = await FetchAsync();
        (fetched.Layers, fetched.Imported, fetched.Removed).ShouldBe((2, 2, 1));
        (await AllAsync(_there)).ShouldBe(await AllAsync(_here));
    }

    [Fact]
    public async Task What_is_older_or_by_somebody_else_or_damaged_is_refused()
    {
        await FillAsync();
        await PublishAsync("old");
        var old = (await _client.Repository(_name).FetchManifestAsync("old", default)).Content;
        await _here.Advisories.PutAsync("debian", [Says(99, "3.0.5-1")], default);
        await PublishAsync("old");
        await FetchAsync("old");

        await _client.Repository(_name).PushManifestAsync("old", MediaTypes.OciManifest, old, default);
        (await Should.ThrowAsync<RefusedException>(() => FetchAsync("old"))).Message.ShouldContain("offers publication 1 of");
        (await _there.Advisories.FindAsync("CVE-2026-99", 1, default)).Count.ShouldBe(1);

        var other = Path.Combine(_folder.Path, "other.key");
        PublicationKey.Create(other);
        (await Should.ThrowAsync<RefusedException>(() => FetchAsync("old", PublicKey.ReadPem(File.ReadAllText(other + ".pub"))))).Message.ShouldBe("another key signed");
        await Should.ThrowAsync<RefusedException>(() => PublishAsync("old", other));
        // Its numbers begin anew under another tag: the same repository, another set of the same number.
        await PublishAsync("twin");
        await PublishAsync("twin");
        (await Should.ThrowAsync<RefusedException>(() => FetchAsync("twin"))).Message.ShouldContain("two were made with the same number");

        // A layer that the statement does not name, and one that it names and that is not there.
        var manifest = JsonNode.Parse((await _client.Repository(_name).FetchManifestAsync("twin", default)).Content.Span)!;
        var foreign = JsonNode.Parse(old.Span)!["layers"]![0]!.DeepClone();
        manifest["layers"]!.AsArray().Add(foreign);
        await _client.Repository(_name).PushManifestAsync("forged", MediaTypes.OciManifest, System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString()), default);
        (await Should.ThrowAsync<RefusedException>(() => FetchAsync("forged"))).Message.ShouldContain("something else");
        manifest["layers"]!.AsArray().RemoveAt(manifest["layers"]!.AsArray().Count - 1);
        manifest["layers"]!.AsArray().RemoveAt(manifest["layers"]!.AsArray().Count - 1);
        await _client.Repository(_name).PushManifestAsync("short", MediaTypes.OciManifest, System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString()), default);
        (await Should.ThrowAsync<RefusedException>(() => FetchAsync("short"))).Message.ShouldBe("the statement does not say what is in the publication");
    }

    [Fact]
    public async Task The_program_says_what_it_published_and_what_it_refuses()
    {
        await FillAsync();
        var (here, there) = (Path.Combine(_folder.Path, "one"), Path.Combine(_folder.Path, "two"));
        Directory.CreateDirectory(here);
        await _here.DisposeAsync();
        File.Move(Path.Combine(_folder.Path, "here.db"), Path.Combine(here, "advisories.db"));
        _here = SqliteMetadataStore.Open(Path.Combine(_folder.Path, "here.db"), TimeProvider.System);
        var reference = $"{new Uri(registry.Address).Authority}/{_name}:cli";

        (await RunAsync("advisories", "publish", reference, "--data", here, "--plain-http")).ShouldBe((0, $"Published 43 records as number 1\n"));
        File.Exists(Path.Combine(here, "publication.key.pub")).ShouldBeTrue();
        (await RunAsync("advisories", "fetch", reference, "--data", there, "--plain-http")).Code.ShouldBe(2);
        (await RunAsync("advisories", "fetch", reference, "--data", there, "--plain-http", "--key", KeyPath + ".pub")).Code.ShouldBe(6);
        var fetched = await RunAsync("advisories", "fetch", reference, "--data", there, "--plain-http", "--key", Path.Combine(here, "publication.key.pub"));
        fetched.Code.ShouldBe(0);
        fetched.First.ShouldContain("43 records from 1 layer");

        async Task<(int Code, string First)> RunAsync(params string[] arguments)
        {
            var (output, error) = (new StringWriter(), new StringWriter());
            var code = await CommandLine.RunAsync([.. arguments, "--user", "admin", "--password", registry.Password], output, error);
            return (code, output.ToString().Split('\n')[0] + "\n");
        }
    }
}
