using System.Text.Json;
using Plimsoll.Cli;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Collection;

/// <summary>Collection and undelete over HTTP and by the command line, on a whole server.</summary>
public sealed class CollectionTests(CollectionFixture registry) : IClassFixture<CollectionFixture>
{
    [Fact]
    public async Task A_deleted_image_goes_with_its_bytes_and_every_deletion_is_an_event()
    {
        var (repository, image, layer) = await PushAsync("1");
        (await registry.Wire.DeleteAsync(repository.Manifest("1"))).Expect(202);
        await CollectionFixture.OutliveAsync();
        var dry = await RunAsync("?dryRun=true");
        dry.GetProperty("dryRun").GetBoolean().ShouldBeTrue();
        dry.GetProperty("manifests").GetInt32().ShouldBeGreaterThanOrEqualTo(1);
        (await registry.Wire.GetAsync(repository.Manifest(image.Digest))).Expect(200);

        (await RunAsync()).GetProperty("outcome").GetString().ShouldBe("completed");
        (await registry.Wire.GetAsync(repository.Manifest(image.Digest))).Expect(404);
        await CollectionFixture.OutliveAsync();
        await RunAsync();
        (await registry.Wire.GetAsync(repository.Blob(layer.Digest))).Expect(404);
        var runs = (await registry.Wire.GetAsync("/api/v1/jobs?kind=collection")).Expect(200).Json.GetProperty("items").EnumerateArray().ToList();
        runs.ShouldContain(r => r.GetProperty("state").GetString() == "done" && r.GetProperty("progress").GetString()!.Contains("1 manifests, "));
        var events = (await registry.Wire.GetAsync("/api/v1/events?action=collect&principal=system&n=1000")).Expect(200).Json.GetProperty("items").EnumerateArray().ToList();
        foreach (var digest in new[] { image.Digest, layer.Digest }) events.Count(e => e.GetProperty("digest").GetString() == digest).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_tag_leads_to_stays_and_so_does_a_blob_that_somebody_asks_for()
    {
        var (repository, image, layer) = await PushAsync("1");
        var asked = await repository.PushAsync(Content.Random(20_000));
        for (var i = 0; i < 8; i++)
        {
            await Task.Delay(CollectionFixture.Grace / 2);
            (await registry.Wire.HeadAsync(repository.Blob(asked.Digest))).Expect(200);
            await RunAsync();
        }
        (await registry.Wire.GetAsync(repository.Manifest("1"))).Expect(200);
        (await registry.Wire.GetAsync(repository.Blob(layer.Digest))).Expect(200);
        await CollectionFixture.OutliveAsync();
        await RunAsync();
        (await registry.Wire.HeadAsync(repository.Blob(asked.Digest))).Expect(404);
        (await registry.Wire.HeadAsync(repository.Manifest(image.Digest))).Expect(200);
    }

    [Fact]
    public async Task Brings_a_deleted_image_back_with_its_tag()
    {
        var (repository, image, _) = await PushAsync("1");
        (await registry.Wire.DeleteAsync(repository.Manifest(image.Digest))).Expect(202);
        (await registry.Wire.GetAsync(repository.Manifest("1"))).Expect(404);
        var restored = (await UndeleteAsync(registry.Wire, $"{repository.Name}@{image.Digest}")).Expect(200).Json;
        restored.GetProperty("tags")[0].GetString().ShouldBe("1");
        (await registry.Wire.GetAsync(repository.Manifest("1"))).Expect(200).Body.ShouldBe(image.Bytes);
        (await UndeleteAsync(registry.Wire, $"{repository.Name}:1")).Expect(409);
        (await UndeleteAsync(registry.Wire, $"{repository.Name}:never")).Expect(404);
    }

    [Fact]
    public async Task Only_who_may_delete_may_bring_back_and_only_administrators_collect()
    {
        var (repository, _, _) = await PushAsync("1");
        (await UndeleteAsync(registry.Anonymous, $"{repository.Name}:1")).Expect(401);
        (await registry.Anonymous.PostAsync("/api/v1/collection/runs")).Expect(401);
        (await registry.Anonymous.GetAsync("/api/v1/collection")).Expect(401);
    }

    [Fact]
    public async Task The_command_line_collects_and_brings_back()
    {
        var (repository, image, _) = await PushAsync("1");
        (await registry.Wire.DeleteAsync(repository.Manifest("1"))).Expect(202);
        var (code, output) = await CommandAsync("undelete", $"{repository.Name}:1");
        (code, output).ShouldBe((ExitCode.Ok, $"{repository.Name}@{image.Digest} is back as 1; 0 manifests were restored.\n"));
        (await CommandAsync("gc", "run", "--dry-run")).Output.ShouldContain("would be freed");
        (await CommandAsync("gc", "run")).Code.ShouldBe(ExitCode.Ok);
        (await CommandAsync("gc", "status")).Output.ShouldContain("Untagged manifests: collect.");
        (await CommandAsync("undelete", $"{repository.Name}:never")).Code.ShouldBe(ExitCode.NotFound);
    }

    private async Task<(RepositoryOnWire Repository, Content Image, Content Layer)> PushAsync(string tag)
    {
        var repository = RepositoryOnWire.New(registry.Wire, "collection");
        var layer = await repository.PushAsync(Content.Random(20_000) with { MediaType = ImageBuilder.LayerTar });
        var config = await repository.PushAsync(ImageBuilder.Config(more: $",\"comment\":\"{ImageBuilder.Unique()}\""));
        var image = ImageBuilder.Image(config.Descriptor, [layer.Descriptor]);
        (await repository.PutAsync(image, tag)).Expect(201);
        return (repository, image, layer);
    }

    private async Task<JsonElement> RunAsync(string query = "") => (await registry.Wire.PostAsync("/api/v1/collection/runs" + query)).Expect(200).Json;

    private static Task<Answer> UndeleteAsync(Wire wire, string reference) =>
        wire.PostAsync("/api/v1/undelete", JsonSerializer.SerializeToUtf8Bytes(new { reference }), ("Content-Type", "application/json"));

    private async Task<(int Code, string Output)> CommandAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync([.. args, "--server", registry.Address, "--user", "admin", "--password", registry.Password], output, error);
        return (code, output.ToString());
    }
}
