using System.Collections.Concurrent;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Load;

/// <summary>
/// Inspection keeps up with pushes. The bound is for a machine that is busy with other things; <c>make bench-inspect</c> holds the true one, two seconds.
/// </summary>
[Collection(Alone.Name)]
public sealed class InspectionKeepsUpTests
{
    private const int Pushers = 8;
    private const int Images = 3;
    private const int Packages = 40;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Facts_of_images_that_eight_clients_push_at_once_are_there_soon_after_each()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = new ServerProcess(new Dictionary<string, string> { ["PLIMSOLL__INSPECTION__ENABLED"] = "true" });
        await server.StartAsync();
        var times = new ConcurrentBag<TimeSpan>();
        await Task.WhenAll(Enumerable.Range(0, Pushers).Select(async pusher =>
        {
            var repository = RepositoryOnWire.New(server.Wire, "load");
            var facts = new List<Task>();
            for (var number = 0; number < Images; number++)
            {
                var layer = await repository.PushAsync(Layer(pusher, number));
                var config = await repository.PushAsync(ImageBuilder.Config());
                var image = await repository.PutAsync(ImageBuilder.Image(config.Descriptor, [layer.Descriptor]));
                facts.Add(AwaitFactsAsync(repository, image.Digest, pusher));
            }
            await Task.WhenAll(facts);
        }));

        times.Count.ShouldBe(Pushers * Images);
        var late = times.Order().ElementAt((int)(times.Count * 0.95));
        TestContext.Current.TestOutputHelper?.WriteLine($"p95 {late.TotalSeconds:0.00} s, at most {times.Max().TotalSeconds:0.00} s");
        late.ShouldBeLessThan(Bound);

        async Task AwaitFactsAsync(RepositoryOnWire repository, string digest, int pusher)
        {
            var accepted = Stopwatch.GetTimestamp();
            while (true)
            {
                var answer = (await server.Wire.GetAsync($"/api/v1/inspection?image={repository.Name}@{digest}")).Expect(200, 202);
                if (answer.Status == 200)
                {
                    times.Add(Stopwatch.GetElapsedTime(accepted));
                    answer.Json.GetProperty("packages").GetArrayLength().ShouldBe(Packages);
                    answer.Json.GetProperty("packages")[0].GetProperty("version").GetString().ShouldBe($"1.0-{pusher}");
                    return;
                }
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    /// <summary>A system with a database of packages and some files, about a megabyte packed, unlike any other.</summary>
    private static Content Layer(int pusher, int number)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            Add(tar, "etc/os-release", "ID=debian\nVERSION_ID=12\n"u8.ToArray());
            var random = new Random((pusher * 1000) + number);
            for (var file = 0; file < 24; file++)
            {
                var bytes = new byte[40 << 10];
                random.NextBytes(bytes);
                Add(tar, $"usr/lib/sample/file{file}.dat", bytes);
            }
            var status = new StringBuilder();
            for (var package = 0; package < Packages; package++) status.Append($"Package: sample{package:00}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-{pusher}\nDescription: sample\n\n");
            Add(tar, "var/lib/dpkg/status", Encoding.ASCII.GetBytes(status.ToString()));
        }
        return Content.Of(packed.ToArray(), mediaType: ImageBuilder.LayerGzip);
    }

    private static void Add(TarWriter tar, string path, byte[] bytes) => tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(bytes) });
}
