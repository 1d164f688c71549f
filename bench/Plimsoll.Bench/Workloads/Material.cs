using System.Security.Cryptography;
using Plimsoll.Bench.Content;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Workloads;

/// <summary>What the reads read: the same images and the same large blob, put once into each server.</summary>
internal sealed class Material(Scale scale, BlobFactory blobs, Workspace workspace)
{
    /// <summary>Repositories that the images are spread over.</summary>
    public const int Repositories = 4;

    public const long LayerBytes = 4 << 20;
    public const string LargeRepository = "bench/large";
    public const string LargeFile = "large.bin";
    private const int ImagesPerRepository = 2;

    /// <summary>Three layers give a manifest of about 700 bytes.</summary>
    private const int LayersPerImage = 3;

    private readonly HashSet<(Target, string)> _done = [];
    private Blob? _large;

    public Scale Scale => scale;

    public BlobFactory Blobs => blobs;

    /// <summary>Image <c>i</c> lies in repository <c>i mod 4</c> under the tag <c>v{i}</c>.</summary>
    public IReadOnlyList<Image> Images { get; } = [.. Enumerable.Range(0, Repositories * ImagesPerRepository).Select(_ => Image.Make(blobs, LayersPerImage, LayerBytes))];

    public Blob Large => _large ??= blobs.Make(scale.LargeBytes);

    public static string RepositoryOf(int image) => $"bench/seed{image % Repositories}";

    public IEnumerable<int> ImagesIn(int repository) => Enumerable.Range(0, Images.Count).Where(image => image % Repositories == repository);

    /// <summary>Pushes the images and pulls one layer back to see that it is what was pushed.</summary>
    public void PutImages(Target target)
    {
        if (target.Role == Role.Floor || !_done.Add((target, "images"))) return;
        for (int i = 0; i < Images.Count; i++)
        {
            using var client = new RegistryClient(target, RepositoryOf(i));
            client.PushImage($"v{i}", Images[i]);
        }

        using var reader = new RegistryClient(target, RepositoryOf(0));
        Verify(reader, Images[0].Layers[0]);
    }

    public void PutLarge(Target target)
    {
        if (target.Role is Role.Hash or Role.Files) WriteLargeFile();
        else if (target.Role != Role.Disk && _done.Add((target, "large"))) PushLarge(target);
    }

    /// <summary>The large blob as a file, for those who are no registry.</summary>
    public string WriteLargeFile()
    {
        string path = Path.Combine(NginxServer.FilesRoot(workspace), LargeFile);
        if (File.Exists(path)) return path;
        using var file = File.Create(path);
        Large.CopyTo(file);
        return path;
    }

    private void PushLarge(Target target)
    {
        using var client = new RegistryClient(target, LargeRepository);
        client.PushMonolithic(Large);
        Verify(client, Large);
    }

    private static void Verify(RegistryClient client, Blob blob)
    {
        using var sha = SHA256.Create();
        using (var sink = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write)) client.Ask(client.Prepare("GET", client.BlobPath(blob.Digest)), sink);
        if ("sha256:" + Convert.ToHexStringLower(sha.Hash!) != blob.Digest) throw new BenchException("A pulled blob differs from what was pushed.");
    }
}
