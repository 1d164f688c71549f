using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Hostile;

/// <summary>Requests that are good by themselves, in an order that is not.</summary>
public sealed class HostileOrderTests(HostileFixture registry) : IClassFixture<HostileFixture>
{
    private static readonly Content Known = Content.Of([.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 31 >> 3))]);
    private static readonly Content ImageOverKnown = ImageBuilder.Image(ImageBuilder.EmptyJson().Descriptor, [Known.Descriptor]);

    private static readonly Dictionary<string, Order> Table = new Order[]
    {
        new("write to an upload that was closed", 404, "BLOB_UPLOAD_UNKNOWN", ClosedAsync, (r, l) => r.Wire.PatchAsync(l, new byte[10])),
        new("close an upload twice", 404, "BLOB_UPLOAD_UNKNOWN", ClosedAsync, (r, l) => r.Wire.PutAsync(RepositoryOnWire.Close(l, Known.Digest), Known.Bytes)),
        new("ask for the status of an upload that was closed", 404, "BLOB_UPLOAD_UNKNOWN", ClosedAsync, (r, l) => r.Wire.GetAsync(l)),
        new("write to an upload that was cancelled", 404, "BLOB_UPLOAD_UNKNOWN", CancelledAsync, (r, l) => r.Wire.PatchAsync(l, new byte[10])),
        new("close an upload that was cancelled", 404, "BLOB_UPLOAD_UNKNOWN", CancelledAsync, (r, l) => r.Wire.PutAsync(RepositoryOnWire.Close(l, Known.Digest), Known.Bytes)),
        new("cancel an upload twice", 204, null, CancelledAsync, (r, l) => r.Wire.DeleteAsync(l)),
        new("cancel an upload that was closed", 204, null, ClosedAsync, (r, l) => r.Wire.DeleteAsync(l)),
        new("write to an upload of another repository", 404, "BLOB_UPLOAD_UNKNOWN", StartedAsync, (r, l) => r.Wire.PatchAsync(l.Replace(r.Name, "hostile/target", StringComparison.Ordinal), new byte[10])),
        new("close an upload into another repository", 404, "BLOB_UPLOAD_UNKNOWN", StartedAsync, (r, l) => r.Wire.PutAsync(RepositoryOnWire.Close(l.Replace(r.Name, "hostile/target", StringComparison.Ordinal), Known.Digest), Known.Bytes)),
        new("close an empty upload with a digest of something", 400, "DIGEST_INVALID", StartedAsync, (r, l) => r.Wire.PutAsync(RepositoryOnWire.Close(l, Known.Digest))),
        new("write the first chunk twice", 416, "BLOB_UPLOAD_INVALID", HalfAsync, (r, l) => r.Wire.PatchAsync(l, Known.Bytes[..100], ("Content-Range", "0-99"))),
        new("write an overlapping chunk", 416, "BLOB_UPLOAD_INVALID", HalfAsync, (r, l) => r.Wire.PatchAsync(l, Known.Bytes[50..150], ("Content-Range", "50-149"))),
        new("leave a hole between chunks", 416, "BLOB_UPLOAD_INVALID", HalfAsync, (r, l) => r.Wire.PatchAsync(l, Known.Bytes[150..200], ("Content-Range", "150-199"))),
        new("close half an upload", 400, "DIGEST_INVALID", HalfAsync, (r, l) => r.Wire.PutAsync(RepositoryOnWire.Close(l, Known.Digest))),
        new("close with the whole content after half of it", 400, "DIGEST_INVALID", HalfAsync, (r, l) => r.Wire.PutAsync(RepositoryOnWire.Close(l, Known.Digest), Known.Bytes)),
        new("write a chunk of nothing with a range", 400, "SIZE_INVALID", HalfAsync, (r, l) => r.Wire.PatchAsync(l, [], ("Content-Range", "100-100"))),
        new("write a chunk of nothing", 202, null, HalfAsync, (r, l) => r.Wire.PatchAsync(l, [])),
        new("mount a blob onto itself", 201, null, PushedAsync, (r, _) => r.Wire.PostAsync($"{r.Uploads}?mount={Known.Digest}&from={r.Name}")),
        new("delete a blob twice", 404, "BLOB_UNKNOWN", DeletedBlobAsync, (r, _) => r.Wire.DeleteAsync(r.Blob(Known.Digest))),
        new("mount a blob that was deleted from where it was", 202, null, DeletedBlobAsync, (r, _) => r.Wire.PostAsync($"/v2/hostile/other/blobs/uploads/?mount={Known.Digest}&from={r.Name}")),
        new("push an image over a blob that was deleted", 404, "MANIFEST_BLOB_UNKNOWN", DeletedBlobAsync, (r, _) => r.PutAsync(ImageOverKnown, "latest")),
        new("push an image over the blob of another repository", 404, "MANIFEST_BLOB_UNKNOWN", StartedAsync, (r, _) => r.PutAsync(ImageOverKnown, "latest")),
        new("push an image over an upload that is not closed", 404, "MANIFEST_BLOB_UNKNOWN", HalfAsync, (r, _) => r.PutAsync(ImageOverKnown, "latest")),
        new("delete a blob that an image needs", 405, "DENIED", ImageAsync, (r, _) => r.Wire.DeleteAsync(r.Blob(Known.Digest))),
        new("delete the virtual config that an image needs", 405, "DENIED", ImageAsync, (r, _) => r.Wire.DeleteAsync(r.Blob(ImageBuilder.EmptyJson().Digest))),
        new("delete a manifest twice", 404, "MANIFEST_UNKNOWN", DeletedImageAsync, (r, _) => r.Wire.DeleteAsync(r.Manifest(ImageOverKnown.Digest))),
        new("pull the tag of a manifest that was deleted", 404, "MANIFEST_UNKNOWN", DeletedImageAsync, (r, _) => r.Wire.GetAsync(r.Manifest("latest"))),
        new("delete the tag of a manifest that was deleted", 404, "MANIFEST_UNKNOWN", DeletedImageAsync, (r, _) => r.Wire.DeleteAsync(r.Manifest("latest"))),
        new("push an index over an image that was deleted", 404, "MANIFEST_BLOB_UNKNOWN", DeletedImageAsync, (r, _) => r.PutAsync(ImageBuilder.IndexOf([ImageOverKnown.Descriptor]), "index")),
        new("delete a tag twice", 404, "MANIFEST_UNKNOWN", DeletedTagAsync, (r, _) => r.Wire.DeleteAsync(r.Manifest("latest"))),
        new("delete a child of an index", 405, "DENIED", IndexAsync, (r, _) => r.Wire.DeleteAsync(r.Manifest(ImageOverKnown.Digest))),
        new("delete an index of an index", 405, "DENIED", NestedAsync, (r, l) => r.Wire.DeleteAsync(r.Manifest(l))),
        new("push the same image again", 201, null, ImageAsync, (r, _) => r.PutAsync(ImageOverKnown, ImageOverKnown.Digest)),
        new("push a referrer of what is there", 201, null, ImageAsync, (r, _) => r.PutAsync(ImageBuilder.Referrer(ImageOverKnown.Descriptor, "a/b"), "referrer")),
    }.ToDictionary(o => o.Name);

    /// <summary>Orders that end in success, and so may change what they say they change.</summary>
    private static readonly string[] Successes = ["mount a blob onto itself", "push the same image again", "push a referrer of what is there", "mount a blob that was deleted from where it was", "write a chunk of nothing"];

    public static TheoryData<string> Names => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_answered_as_the_specification_says(string name)
    {
        var order = Table[name];
        await registry.PrepareAsync();
        var repository = RepositoryOnWire.New(registry.Wire, "orders");
        var context = await order.Before(repository);
        var before = StoreSnapshot.Take(registry.Data, withIntents: true);

        var answer = await order.Last(repository, context);

        if (order.Code is null) answer.Expect(order.Status);
        else answer.ExpectError(order.Status, order.Code);
        if (!Successes.Contains(name)) StoreSnapshot.Take(registry.Data, withIntents: true).ShouldBe(before);
    }

    private static async Task<string> StartedAsync(RepositoryOnWire r) => await r.StartAsync();

    private static async Task<string> ClosedAsync(RepositoryOnWire r)
    {
        var location = await r.StartAsync();
        (await r.Wire.PutAsync(RepositoryOnWire.Close(location, Known.Digest), Known.Bytes)).Expect(201);
        return location;
    }

    private static async Task<string> CancelledAsync(RepositoryOnWire r)
    {
        var location = await HalfAsync(r);
        (await r.Wire.DeleteAsync(location)).Expect(204);
        return location;
    }

    private static async Task<string> HalfAsync(RepositoryOnWire r) => (await r.Wire.PatchAsync(await r.StartAsync(), Known.Bytes[..100])).Expect(202).Location;

    private static async Task<string> PushedAsync(RepositoryOnWire r) => (await r.PushAsync(Known)).Digest;

    private static async Task<string> DeletedBlobAsync(RepositoryOnWire r)
    {
        await r.PushAsync(Known);
        (await r.Wire.DeleteAsync(r.Blob(Known.Digest))).Expect(202);
        return "";
    }

    private static async Task<string> ImageAsync(RepositoryOnWire r)
    {
        await r.PushAsync(Known);
        (await r.PutAsync(ImageOverKnown, "latest")).Expect(201);
        return "";
    }

    private static async Task<string> DeletedImageAsync(RepositoryOnWire r)
    {
        await ImageAsync(r);
        (await r.Wire.DeleteAsync(r.Manifest(ImageOverKnown.Digest))).Expect(202);
        return "";
    }

    private static async Task<string> DeletedTagAsync(RepositoryOnWire r)
    {
        await ImageAsync(r);
        (await r.Wire.DeleteAsync(r.Manifest("latest"))).Expect(202);
        return "";
    }

    private static async Task<string> IndexAsync(RepositoryOnWire r)
    {
        await ImageAsync(r);
        var index = ImageBuilder.IndexOf([ImageOverKnown.Descriptor]);
        (await r.PutAsync(index, "index")).Expect(201);
        return index.Digest;
    }

    private static async Task<string> NestedAsync(RepositoryOnWire r)
    {
        await ImageAsync(r);
        var inner = await r.PutAsync(ImageBuilder.IndexOf([ImageOverKnown.Descriptor]));
        await r.PutAsync(ImageBuilder.IndexOf([inner.Descriptor]));
        return inner.Digest;
    }

    /// <summary>What comes before, and the last request, which is the one that counts.</summary>
    private sealed record Order(string Name, int Status, string? Code, Func<RepositoryOnWire, Task<string>> Before, Func<RepositoryOnWire, string, Task<Answer>> Last);
}
