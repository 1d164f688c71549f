using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Many clients at once: on one tag, on one blob, on one upload session.</summary>
public class ConcurrencyTests(RegistryFixture registry)
{
    [Fact]
    public async Task Pushes_to_one_tag_leave_one_of_the_pushed_manifests_and_every_digest()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var manifests = Enumerable.Range(0, 32).Select(i => ImageBuilder.IndexOf([], $$""","annotations":{"n":"{{i}}"}""")).ToList();

        var answers = await Task.WhenAll(manifests.Select(m => repository.PutAsync(m, "latest")));

        answers.ShouldAllBe(a => a.Status == 201);
        var head = (await registry.Wire.GetAsync(repository.Manifest("latest"))).Expect(200);
        manifests.Single(m => m.Digest == head["Docker-Content-Digest"]).Bytes.ShouldBe(head.Body);
        foreach (var manifest in manifests) (await registry.Wire.GetAsync(repository.Manifest(manifest.Digest))).Expect(200).Body.ShouldBe(manifest.Bytes);
    }

    [Fact]
    public async Task A_tag_read_while_it_moves_is_always_one_of_its_targets()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var manifests = Enumerable.Range(0, 40).Select(i => ImageBuilder.IndexOf([], $$""","annotations":{"n":"{{i}}"}""")).ToList();
        (await repository.PutAsync(manifests[0], "latest")).Expect(201);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var got = (await registry.Wire.GetAsync(repository.Manifest("latest"))).Expect(200);
                Content.Of(got.Body).Digest.ShouldBe(got["Docker-Content-Digest"]);
            }
        })).ToList();

        foreach (var manifest in manifests)
        {
            (await repository.PutAsync(manifest, "latest")).Expect(201);
            (await registry.Wire.HeadAsync(repository.Manifest("latest"))).Expect(200)["Docker-Content-Digest"].ShouldBe(manifest.Digest, "a client sees its own push at once");
        }
        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public async Task One_blob_pushed_by_many_is_one_blob(int size)
    {
        var repositories = Enumerable.Range(0, 4).Select(_ => RepositoryOnWire.New(registry.Wire)).ToList();
        var content = Content.Random(size);

        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => repositories[i % 4].PushAsync(content)));

        foreach (var repository in repositories) (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task Of_many_writers_of_one_chunk_one_wins_and_the_others_are_told()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(60_000);
        var location = await repository.StartAsync();
        for (var start = 0; start < content.Bytes.Length; start += 20_000)
        {
            var chunk = content.Bytes[start..(start + 20_000)];
            var range = ("Content-Range", $"{start}-{start + 19_999}");

            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => registry.Wire.PatchAsync(location, chunk, range)));

            answers.Count(a => a.Status == 202).ShouldBe(1);
            foreach (var refused in answers.Where(a => a.Status != 202)) refused.ExpectError(416, "BLOB_UPLOAD_INVALID");
            (await registry.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe($"0-{start + 19_999}");
        }

        var closings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => registry.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest))));

        closings.Count(a => a.Status == 201).ShouldBe(1);
        closings.ShouldAllBe(a => a.Status == 201 || a.Status == 404 || a.Status == 416);
        (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task Deleting_and_pushing_one_blob_at_once_never_leaves_half_of_it()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        var content = Content.Random(20_000);
        for (var round = 0; round < 15; round++)
        {
            await Task.WhenAll(repository.PushAsync(content), registry.Wire.DeleteAsync(repository.Blob(content.Digest)), repository.PushAsync(content));
            var got = (await registry.Wire.GetAsync(repository.Blob(content.Digest))).Expect(200, 404);
            if (got.Status == 200) got.Body.ShouldBe(content.Bytes);
        }
    }
}
