using System.Text;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Hostile;

/// <summary>A server with something to lose: an image, an index over it, a referrer, a blob of its own and a running upload.</summary>
public sealed class HostileFixture : RegistryFixture
{
    /// <summary>Largest blob here, so that too much is quickly said.</summary>
    public const int MaxBlobSize = 1 << 20;

    private readonly Dictionary<string, string> _names = [];

    /// <summary>The repository under attack.</summary>
    public RepositoryOnWire Repository => new(Wire, "hostile/target");

    /// <summary>Fills in what the table calls by name.</summary>
    public string Fill(string text) => _names.Aggregate(text, (t, n) => t.Replace(n.Key, n.Value, StringComparison.Ordinal));

    /// <summary>The login as a header.</summary>
    public string LoginHeader => "Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:" + Password));

    /// <summary>Starts the server and pushes the content.</summary>
    public async Task PrepareAsync()
    {
        if (_names.Count > 0) return;
        var config = await Repository.PushAsync(ImageBuilder.Config());
        var layer = await Repository.PushAsync(ImageBuilder.Layer());
        var loose = await Repository.PushAsync(Content.Random(20_000));
        var image = ImageBuilder.Image(config.Descriptor, [layer.Descriptor]);
        (await Repository.PutAsync(image, "latest")).Expect(201);
        var index = ImageBuilder.IndexOf([image.Descriptor]);
        (await Repository.PutAsync(index, "index")).Expect(201);
        await Repository.PutAsync(ImageBuilder.Referrer(image.Descriptor, "a/b"));
        var upload = (await Wire.PatchAsync(await Repository.StartAsync(), new byte[100])).Expect(202).Location;
        foreach (var (name, value) in new[]
        {
            ("{R}", Repository.Path), ("{BLOB}", loose.Digest), ("{LAYER}", layer.Digest), ("{IMAGE}", image.Digest), ("{INDEX}", index.Digest), ("{UPLOAD}", upload),
            ("{CONFIG}", config.Descriptor), ("{LAYERDESCRIPTOR}", layer.Descriptor), ("{IMAGEDESCRIPTOR}", image.Descriptor), ("{MISSING}", Content.Random(9).Digest),
        })
        {
            _names[name] = value;
        }
        await RestAsync();
    }

    /// <summary>Waits until what a server does by itself when it starts is done: it changes the store too.</summary>
    private async Task RestAsync()
    {
        string[] expected = ["collection", "trust"];
        for (var patience = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromMinutes(2); await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            var jobs = (await Wire.GetAsync("/api/v1/jobs")).Expect(200).Json.GetProperty("items").EnumerateArray().Select(job => (Kind: job.GetProperty("kind").GetString()!, State: job.GetProperty("state").GetString())).ToList();
            if (jobs.TrueForAll(job => job.State == "done") && Array.TrueForAll(expected, kind => jobs.Exists(job => job.Kind == kind))) return;
        }
        throw new TimeoutException("the jobs of the start did not end");
    }

    protected override void Configure(ServerOptions options)
    {
        options.Inspection.Enabled = false;
        options.Registry.MaxBlobSize = MaxBlobSize;
    }
}
