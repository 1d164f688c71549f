using System.Text.Json;
using Plimsoll.Bench.Content;

namespace Plimsoll.Bench.Soak;

/// <summary>
/// One client: pushes images of shared layers under its own tags, moves and deletes them, attests some, and pulls them again. What it was told is there, and did not delete, is in <see cref="Images"/>.
/// </summary>
internal sealed class SoakPusher(int number, SoakClient client, LayerPool layers, SoakTally tally, TimeSpan grace)
{
    private const int Repositories = 4;
    private const int TagsPerRepository = 4;
    private const int LayersPerImage = 3;
    private const string EmptyJson = "{}";

    private readonly BlobPush _push = new(client, tally);
    private readonly Dictionary<(string Repository, string Tag), StoredImage> _images = [];
    private readonly Random _random = new();
    private int _serial;

    /// <summary>What must be there, by tag.</summary>
    public IReadOnlyDictionary<(string Repository, string Tag), StoredImage> Images => _images;

    /// <summary>Goes on until it is stopped; what was begun is ended.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await StepAsync();
            }
            catch (UnexpectedAnswerException)
            {
                // Counted already.
            }
        }
    }

    private Task StepAsync() => _random.Next(20) switch
    {
        < 9 => PushAsync(),
        < 11 => RetagAsync(),
        < 13 => AttestAsync(),
        < 15 => DeleteTagAsync(),
        < 16 => DeleteManifestAsync(),
        _ => PullAsync(),
    };

    private async Task PushAsync()
    {
        var (repository, tag) = Place();
        if (_random.Next(2) == 0) layers.WearOut();
        var picked = layers.Pick(LayersPerImage);
        byte[] config = JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = "amd64",
            os = "linux",
            author = $"pusher {number}, image {++_serial}",
            rootfs = new { type = "layers", diff_ids = picked.Select(layer => layer.Digest) },
        });
        List<(string Digest, Func<byte[]> Content)> contents = [.. picked.Select(layer => (layer.Digest, (Func<byte[]>)layer.Bytes)), (BlobFactory.DigestOf(config), () => config)];
        byte[] manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = StoredImage.ImageType,
            config = Describe("application/vnd.oci.image.config.v1+json", contents[^1].Digest, config.Length),
            layers = picked.Select(layer => Describe("application/vnd.oci.image.layer.v1.tar", layer.Digest, layer.Size)),
        });
        var image = new StoredImage(repository, BlobFactory.DigestOf(manifest), manifest, [.. contents.Select(content => content.Digest)]);
        if (await PutAsync(image, tag, contents))
        {
            _images[(repository, tag)] = image;
            tally.Count(Counted.Images);
        }
    }

    /// <summary>The same manifest under another tag: whatever that one led to becomes garbage.</summary>
    private async Task RetagAsync()
    {
        if (Any() is not { } from) return;
        string tag = TagName();
        var put = await client.InsistAsync(HttpMethod.Put, from.Value.Path(tag), from.Value.Manifest, StoredImage.ImageType);
        if (put.Status == 201) _images[(from.Value.Repository, tag)] = from.Value;
        else tally.Fault(Counted.Lost, $"the manifest of {from.Key} cannot be tagged again: {put}");
    }

    private async Task AttestAsync()
    {
        if (Any() is not { } about) return;
        var subject = about.Value;
        string empty = BlobFactory.DigestOf("{}"u8);
        byte[] statement = JsonSerializer.SerializeToUtf8Bytes(new { by = number, serial = ++_serial });
        string digest = BlobFactory.DigestOf(statement);
        byte[] manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = StoredImage.ImageType,
            artifactType = "application/vnd.plimsoll.soak",
            config = Describe("application/vnd.oci.empty.v1+json", empty, EmptyJson.Length),
            layers = new[] { Describe("application/json", digest, statement.Length) },
            subject = Describe(StoredImage.ImageType, subject.Digest, subject.Manifest.Length),
        });
        var attestation = new StoredImage(subject.Repository, BlobFactory.DigestOf(manifest), manifest, [digest]);
        if (!await PutAsync(attestation, attestation.Digest, [(digest, () => statement)])) return;
        foreach (var key in _images.Where(pair => pair.Value.Digest == subject.Digest && pair.Value.Repository == subject.Repository).Select(pair => pair.Key).ToList())
            _images[key] = _images[key] with { Referrers = [.. _images[key].Referrers, attestation] };
    }

    private async Task DeleteTagAsync()
    {
        if (Any() is not { } image) return;
        await DeleteAsync(image.Value.Path(image.Key.Tag));
        _images.Remove(image.Key);
    }

    private async Task DeleteManifestAsync()
    {
        if (Any() is not { } image) return;
        await DeleteAsync(image.Value.Path(image.Value.Digest));
        foreach (var key in _images.Where(pair => pair.Value.Digest == image.Value.Digest && pair.Key.Repository == image.Key.Repository).Select(pair => pair.Key).ToList()) _images.Remove(key);
    }

    private async Task PullAsync()
    {
        if (Any() is not { } image) return;
        await ImageCheck.RunAsync(client, image.Key.Tag, image.Value, tally);
        tally.Count(Counted.Pulls);
    }

    /// <summary>404 is the answer to the second of two requests of which the first one's answer was lost.</summary>
    private async Task DeleteAsync(string path)
    {
        var deleted = await client.InsistAsync(HttpMethod.Delete, path);
        if (deleted.Status is not (202 or 404)) tally.Fault(Counted.Unexpected, $"DELETE {path}: {deleted}");
        tally.Count(Counted.Deletes);
    }

    /// <summary>Pushes the blobs, then the manifest. Being told that a blob is unknown is a fault only while the grace of every one of them lasts; otherwise the client was too slow, and begins again.</summary>
    private async Task<bool> PutAsync(StoredImage image, string reference, IReadOnlyList<(string Digest, Func<byte[]> Content)> contents)
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            var earliest = DateTime.MaxValue;
            foreach (var (digest, content) in contents)
            {
                var there = await _push.PushAsync(image.Repository, digest, content, RepositoryName());
                if (there < earliest) earliest = there;
            }

            var put = await client.InsistAsync(HttpMethod.Put, image.Path(reference), image.Manifest, StoredImage.ImageType);
            if (put.Status == 201) return true;
            if (!put.Says("MANIFEST_BLOB_UNKNOWN"))
            {
                tally.Fault(Counted.Unexpected, $"PUT {image.Path(reference)}: {put}");
                return false;
            }

            var took = DateTime.UtcNow - earliest;
            if (took < grace) tally.Fault(Counted.BlobUnknown, $"{image.Path(reference)}, {took.TotalMilliseconds:0} ms after the first of its blobs was there: {put}");
            else tally.Count(Counted.Late);
        }

        return false;
    }

    private static object Describe(string mediaType, string digest, long size) => new { mediaType, digest, size };

    private KeyValuePair<(string Repository, string Tag), StoredImage>? Any() => _images.Count == 0 ? null : _images.ElementAt(_random.Next(_images.Count));

    private (string Repository, string Tag) Place() => (RepositoryName(), TagName());

    private string RepositoryName() => $"soak/r{_random.Next(Repositories)}";

    /// <summary>Nobody else touches these.</summary>
    private string TagName() => $"p{number}-{_random.Next(TagsPerRepository)}";
}
