using Plimsoll.Server.Tests.Durability;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Faults;

/// <summary>A disk that is full, and one that the system has made read-only, below the program as it is shipped: what was acknowledged can be read all the time and afterwards, and clients are told what to do.</summary>
public sealed class DiskTests : IAsyncLifetime
{
    private readonly Ledger _ledger = new();
    private SmallDisk _disk = null!;
    private ServerProcess _server = null!;

    private RepositoryOnWire Repository => new(_server.Wire, "faults/disk");

    public async ValueTask InitializeAsync()
    {
        _disk = await SmallDisk.MountAsync(megabytes: 64);
        _server = new ServerProcess { Data = Path.Combine(_disk.Path, "data") };
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _disk.DisposeAsync();
    }

    [Fact]
    public async Task A_full_disk_is_told_and_nothing_acknowledged_is_lost()
    {
        await PushImageAsync("before");
        var content = Content.Random(300_000);
        var location = (await _server.Wire.PatchAsync(await Repository.StartAsync(), content.Bytes[..100_000])).Expect(202).Location;

        // Layers, until one does not fit.
        while (await TryPushAsync(Content.Random(6_000_000))) _ledger.Count.ShouldBeLessThan(20, "the disk never gets full");
        await RefusesEverythingAsync(location, content);

        // Everything, down to the last block: now the database has no room either.
        _disk.Fill();
        await RefusesEverythingAsync(location, content);
        while (await TryPushAsync(Content.Random(1000))) _ledger.Count.ShouldBeLessThan(20_000, "the log of the database never ends");
        await _ledger.VerifyAsync(_server.Wire, int.MaxValue);
        (await _server.Wire.GetAsync("/health/live")).Expect(200);

        // A crash on top, and a start that cannot succeed and says why.
        await _server.KillAsync();
        _disk.MakeRoom();
        await _server.StartAsync();
        await GoesOnAsync(location, content, "after");
    }

    [Fact]
    public async Task Room_that_is_made_is_used_without_a_restart()
    {
        await PushImageAsync("before");
        var content = Content.Random(200_000);
        var location = (await _server.Wire.PatchAsync(await Repository.StartAsync(), content.Bytes[..100_000])).Expect(202).Location;
        _disk.Fill();
        await RefusesEverythingAsync(location, content);
        _disk.MakeRoom();
        await GoesOnAsync(location, content, "after");
    }

    [Fact]
    public async Task A_layer_that_cannot_fit_is_refused_before_it_takes_what_others_need()
    {
        var free = _disk.FreeBytes;
        using var body = new Load.GeneratedBytes(200L << 20, seed: 1);
        IsRefusal(await _server.Wire.SendAsync("PUT", RepositoryOnWire.Close(await Repository.StartAsync(), Content.Random(1).Digest), body));
        _disk.FreeBytes.ShouldBeGreaterThan(free - 10_000_000);
        await PushImageAsync("after");
        await _ledger.VerifyAsync(_server.Wire, int.MaxValue);
    }

    [Fact]
    public async Task A_disk_that_turns_read_only_serves_on_and_refuses_to_write()
    {
        await PushImageAsync("before");
        var content = Content.Random(300_000);
        var location = (await _server.Wire.PatchAsync(await Repository.StartAsync(), content.Bytes[..100_000])).Expect(202).Location;
        await _disk.TurnReadOnlyAsync();

        await RefusesEverythingAsync(location, content);
        IsRefusal(await Repository.PutAsync(ImageBuilder.Image(ImageBuilder.EmptyJson().Descriptor, []), "late"));
        await _ledger.VerifyAsync(_server.Wire, int.MaxValue);
        (await _server.Wire.GetAsync("/health/ready")).Expect(503);
        (await _server.Wire.GetAsync("/health/live")).Expect(200);

        await _server.KillAsync();
        (await Should.ThrowAsync<InvalidOperationException>(() => _server.StartAsync())).Message.ShouldContain("data");
        await _disk.RepairAsync();
        await _server.StartAsync();
        await GoesOnAsync(location, content, "after");
    }

    /// <summary>Neither an upload that goes on nor a new one is taken, and where the first one stands does not change.</summary>
    private async Task RefusesEverythingAsync(string location, Content content)
    {
        IsRefusal(await _server.Wire.PatchAsync(location, new byte[20_000_000]));
        IsRefusal(await _server.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), new byte[20_000_000]));
        var other = await _server.Wire.PostAsync(Repository.Uploads);
        if (other.Status == 202) IsRefusal(await _server.Wire.PutAsync(RepositoryOnWire.Close(other.Location, content.Digest), new byte[20_000_000]));
        else IsRefusal(other);
        (await _server.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe("0-99999");
    }

    private async Task GoesOnAsync(string location, Content content, string tag)
    {
        (await _server.Wire.GetAsync(location)).Expect(204)["Range"].ShouldBe("0-99999");
        (await _server.Wire.PutAsync(RepositoryOnWire.Close(location, content.Digest), content.Bytes[100_000..])).Expect(201);
        _ledger.Acknowledge(Repository.Blob(content.Digest), content.Digest);
        await PushImageAsync(tag);
        await _ledger.VerifyAsync(_server.Wire, int.MaxValue);
        await _server.KillAsync();
        StoreCheck.Verify(_server.Data);
        await _server.StartAsync();
        await _ledger.VerifyAsync(_server.Wire, int.MaxValue);
    }

    private async Task<bool> TryPushAsync(Content content)
    {
        var begun = await _server.Wire.PostAsync(Repository.Uploads);
        if (begun.Status != 202)
        {
            IsRefusal(begun);
            return false;
        }
        var closed = await _server.Wire.PutAsync(RepositoryOnWire.Close(begun.Location, content.Digest), content.Bytes);
        if (closed.Status != 201)
        {
            IsRefusal(closed);
            return false;
        }
        _ledger.Acknowledge(Repository.Blob(content.Digest), content.Digest);
        return true;
    }

    private async Task PushImageAsync(string tag)
    {
        var layer = await Repository.PushAsync(Content.Random(50_000));
        var small = await Repository.PushAsync(Content.Random(100));
        var image = ImageBuilder.Image(ImageBuilder.EmptyJson().Descriptor, [layer.Descriptor, small.Descriptor]);
        _ledger.Attempt(Repository.Manifest(tag), image.Digest);
        (await Repository.PutAsync(image, tag)).Expect(201);
        _ledger.Move(Repository.Manifest(tag), image.Digest);
        foreach (var blob in new[] { layer, small }) _ledger.Acknowledge(Repository.Blob(blob.Digest), blob.Digest);
        _ledger.Acknowledge(Repository.Manifest(image.Digest), image.Digest);
    }

    /// <summary>What a client can act on: come again, and tell somebody.</summary>
    private static void IsRefusal(Answer answer)
    {
        answer.ExpectError(503, "UNAVAILABLE").Text.ShouldContain("tell whoever runs this registry");
        int.Parse(answer["Retry-After"]!).ShouldBeGreaterThan(0);
    }
}
