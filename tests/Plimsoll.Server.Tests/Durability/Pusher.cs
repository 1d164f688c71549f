using System.Security.Cryptography;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Durability;

/// <summary>
/// One client that pushes blobs, images and tags as fast as it can, and keeps one upload running all the time. When the server dies, it goes on with that
/// upload where the server says that it stands.
/// </summary>
internal sealed class Pusher(Ledger ledger, int number)
{
    private const int ChunkSize = 40_000;
    private static readonly int[] Sizes = [10, 700, 9_000, 70_000, 400_000];

    private readonly string _repository = $"crash/{number % 3}";
    private Content? _long;
    private string? _location;
    private int _acknowledged;

    /// <summary>Pushes until the server is gone.</summary>
    public async Task RunAsync(Wire wire)
    {
        var repository = new RepositoryOnWire(wire, _repository);
        try
        {
            while (true)
            {
                await PushImageAsync(repository);
                await ContinueUploadAsync(repository);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The server was killed: this request has no answer, so nothing was promised.
        }
    }

    /// <summary>After a restart: the upload stands no earlier than what was acknowledged, and what comes of it has the right digest.</summary>
    public async Task ResumeAsync(Wire wire)
    {
        if (_location is null || _long is null) return;
        var repository = new RepositoryOnWire(wire, _repository);
        var status = await wire.GetAsync(_location);
        if (status.Status == 404)
        {
            // Only the closing request ends an upload: its answer was lost, the blob is there.
            _acknowledged.ShouldBe(_long.Bytes.Length, "an upload that was acknowledged is gone");
            (await wire.HeadAsync(repository.Blob(_long.Digest))).Expect(200);
        }
        else
        {
            var stands = status.Expect(204)["Range"] is { } range && range != "0-0" ? int.Parse(range[2..]) + 1 : 0;
            if (stands == 0 && _acknowledged == 0) status["Range"].ShouldBe("0-0");
            stands.ShouldBeGreaterThanOrEqualTo(_acknowledged);
            stands.ShouldBeLessThanOrEqualTo(_long.Bytes.Length);
            (await wire.PutAsync(RepositoryOnWire.Close(_location, _long.Digest), _long.Bytes[stands..])).Expect(201);
        }
        ledger.Acknowledge(repository.Blob(_long.Digest), _long.Digest);
        (_long, _location, _acknowledged) = (null, null, 0);
    }

    private async Task PushImageAsync(RepositoryOnWire repository)
    {
        var layers = new List<Content>();
        for (var i = 0; i < 2; i++)
        {
            var blob = Content.Random(Sizes[RandomNumberGenerator.GetInt32(Sizes.Length)]);
            if (i == 0) await repository.PushAsync(blob);
            else (await repository.Wire.PostAsync(RepositoryOnWire.Close(repository.Uploads, blob.Digest), blob.Bytes)).Expect(201);
            ledger.Acknowledge(repository.Blob(blob.Digest), blob.Digest);
            layers.Add(blob);
        }
        var image = ImageBuilder.Image(ImageBuilder.EmptyJson().Descriptor, layers.Select(l => l.Descriptor));
        var tag = repository.Manifest($"t{number}");
        ledger.Attempt(tag, image.Digest);
        (await repository.PutAsync(image, $"t{number}")).Expect(201);
        ledger.Move(tag, image.Digest);
        ledger.Acknowledge(repository.Manifest(image.Digest), image.Digest);
    }

    private async Task ContinueUploadAsync(RepositoryOnWire repository)
    {
        if (_location is null)
        {
            _long = Content.Random(5 * ChunkSize);
            _acknowledged = 0;
            _location = await repository.StartAsync();
        }
        if (_acknowledged < _long!.Bytes.Length)
        {
            var chunk = _long.Bytes[_acknowledged..(_acknowledged + ChunkSize)];
            (await repository.Wire.PatchAsync(_location, chunk, ("Content-Range", $"{_acknowledged}-{_acknowledged + ChunkSize - 1}"))).Expect(202);
            _acknowledged += ChunkSize;
            return;
        }
        (await repository.Wire.PutAsync(RepositoryOnWire.Close(_location, _long.Digest))).Expect(201);
        ledger.Acknowledge(repository.Blob(_long.Digest), _long.Digest);
        (_long, _location, _acknowledged) = (null, null, 0);
    }
}
