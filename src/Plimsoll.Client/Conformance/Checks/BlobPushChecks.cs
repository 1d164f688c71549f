using Plimsoll.Core;
using static Plimsoll.Client.Conformance.SpecificationText;

namespace Plimsoll.Client.Conformance.Checks;

/// <summary>Blobs, in the ways in which clients push them.</summary>
internal static class BlobPushChecks
{
    private const string Area = "Push: blobs";

    private static readonly SpecificationText PostPut = Distribution("POST then PUT", "To obtain a session ID, perform a POST request to /v2/<name>/blobs/uploads/. Upon success, the response MUST have a code of 202 Accepted, and MUST include the header Location. … Upon successful completion of the request, the response MUST have code 201 Created and MUST have the header Location, with <blob-location> being a pullable blob URL.");
    private static readonly SpecificationText Single = Distribution("Single POST", "Registries MAY support pushing blobs using a single POST request. … Registries that do not support single request monolithic uploads SHOULD return a 202 Accepted status code and Location header and clients SHOULD proceed with a subsequent PUT request.");
    private static readonly SpecificationText Wrong = Distribution("Pushing blobs", "In each implementation, if the client provided digest is invalid or uses an unsupported algorithm, the registry SHOULD respond with a response code 400 Bad Request.");

    public static IEnumerable<ConformanceCheck> All =>
    [
        new("push-blob", Area, CheckLevel.Must, "A blob is pushed with POST and PUT, and can be pulled where the registry says", PostPut, async probe =>
        {
            var content = Probe.Bytes(20_000);
            var pushed = (await probe.SendAsync("PUT", probe.Closing(await probe.StartAsync(), Digest.Of(content).Value), content, ("Content-Type", "application/octet-stream"))).Expect(201);
            (await probe.GetAsync(pushed.Header("Location"))).Expect(200).WithBody(content);
        }),
        new("push-blob-empty", Area, CheckLevel.Must, "A blob without a byte is a blob", PostPut, async probe =>
        {
            var digest = await PushAsync(probe, []);
            (await probe.GetAsync(probe.Path("blobs/" + digest))).Expect(200).WithBody([]);
        }),
        new("push-blob-again", Area, CheckLevel.Must, "A blob that is there already can be pushed again", PostPut, async probe =>
        {
            var content = Probe.Bytes(500);
            await PushAsync(probe, content);
            var digest = await PushAsync(probe, content);
            (await probe.GetAsync(probe.Path("blobs/" + digest))).Expect(200).WithBody(content);
        }),
        new("push-blob-single-post", Area, CheckLevel.Optional, "A blob is pushed with a single POST", Single, async probe =>
        {
            var content = Probe.Bytes(3000);
            var pushed = (await probe.SendAsync("POST", probe.Path("blobs/uploads/?digest=" + Digest.Of(content)), content, ("Content-Type", "application/octet-stream"))).Expect(201, 202);
            if (pushed.Status == 202) throw new CheckNotOfferedException("The registry begins an upload instead (202), as it may.");
            (await probe.GetAsync(pushed.Header("Location"))).Expect(200).WithBody(content);
        }),
        new("push-blob-sha512", Area, CheckLevel.Optional, "A blob has a SHA-512 digest", Distribution("Pushing a blob in chunks", "When pushing a blob with a digest algorithm other than sha256, the post request SHOULD include the digest-algorithm parameter."), async probe =>
        {
            var content = Probe.Bytes(900);
            var digest = Digest.Of(content, DigestAlgorithm.Sha512).Value;
            var location = (await probe.SendAsync("POST", probe.Path("blobs/uploads/?digest-algorithm=sha512"))).Expect(202).Header("Location");
            (await probe.SendAsync("PUT", probe.Closing(location, digest), content, ("Content-Type", "application/octet-stream"))).Expect(201);
            (await probe.GetAsync(probe.Path("blobs/" + digest))).Expect(200).WithBody(content).With("Docker-Content-Digest", digest);
        }),
        new("push-blob-wrong-digest", Area, CheckLevel.Should, "Content that does not have the digest is refused with 400", Wrong, async probe =>
            (await probe.SendAsync("PUT", probe.Closing(await probe.StartAsync(), Digest.Of("something else"u8).Value), Probe.Bytes(600))).Expect(400)),
        new("push-blob-wrong-digest-kept", Area, CheckLevel.Must, "Content that does not have the digest is not given to anybody under it", Distribution("Single POST", "Likewise, the <digest> MUST match the blob's digest."), async probe =>
        {
            var promised = Digest.Of(Probe.Bytes(32)).Value;
            await probe.SendAsync("PUT", probe.Closing(await probe.StartAsync(), promised), Probe.Bytes(600));
            (await probe.GetAsync(probe.Path("blobs/" + promised))).Expect(404);
        }),
        new("push-blob-malformed-digest", Area, CheckLevel.Should, "A digest that is none is refused with 400", Wrong, async probe =>
            (await probe.SendAsync("PUT", probe.Closing(await probe.StartAsync(), "sha256:baddigeststring"), Probe.Bytes(600))).Expect(400)),
    ];

    private static async Task<string> PushAsync(Probe probe, byte[] content)
    {
        var digest = Digest.Of(content).Value;
        (await probe.SendAsync("PUT", probe.Closing(await probe.StartAsync(), digest), content, ("Content-Type", "application/octet-stream"))).Expect(201).Header("Location");
        return digest;
    }
}
