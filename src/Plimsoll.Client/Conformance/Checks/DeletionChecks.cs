using static Plimsoll.Client.Conformance.SpecificationText;

namespace Plimsoll.Client.Conformance.Checks;

/// <summary>Content that goes away. A registry may have deletion switched off; then it must say so.</summary>
internal static class DeletionChecks
{
    private const string Area = "Content management";

    private static readonly SpecificationText Tags = Distribution("Deleting tags", "Upon success, the registry MUST respond with a 202 Accepted code. If tag deletion is disabled, the registry MUST respond with either a 400 Bad Request or a 405 Method Not Allowed. Once deleted, a GET to /v2/<name>/manifests/<tag> will return a 404.");
    private static readonly SpecificationText Manifests = Distribution("Deleting Manifests", "Upon success, the registry MUST respond with a 202 Accepted code. If manifest deletion is disabled, the registry MUST respond with either a 400 Bad Request or a 405 Method Not Allowed. Once deleted, a GET to /v2/<name>/manifests/<digest> and any tag pointing to that digest will return a 404.");
    private static readonly SpecificationText Blobs = Distribution("Deleting Blobs", "Upon success, the registry MUST respond with code 202 Accepted. If the blob is not found, a 404 Not Found code MUST be returned. If blob deletion is disabled, the registry MUST respond with either a 400 Bad Request or a 405 Method Not Allowed.");

    public static IEnumerable<ConformanceCheck> All =>
    [
        new("delete-tag", Area, CheckLevel.Must, "A tag can be deleted; its image stays", Tags, async probe =>
        {
            var image = await probe.HaveImageAsync("delete-me");
            await DeleteAsync(probe, "manifests/delete-me");
            (await probe.GetAsync(probe.Path("manifests/delete-me"))).Expect(404);
            (await probe.GetAsync(probe.Path("manifests/" + image.Digest))).Expect(200).WithBody(image.Content);
        }),
        new("delete-manifest", Area, CheckLevel.Must, "A manifest can be deleted; no tag names it then", Manifests, async probe =>
        {
            var image = await probe.HaveImageAsync("delete-both");
            await DeleteAsync(probe, "manifests/" + image.Digest);
            (await probe.GetAsync(probe.Path("manifests/" + image.Digest))).Expect(404);
            (await probe.GetAsync(probe.Path("manifests/delete-both"))).Expect(404);
        }),
        new("delete-blob", Area, CheckLevel.Must, "A blob can be deleted", Blobs, async probe =>
        {
            var digest = await probe.HaveBlobAsync(Probe.Bytes(123));
            await DeleteAsync(probe, "blobs/" + digest);
            (await probe.HeadAsync(probe.Path("blobs/" + digest))).Expect(404);
        }),
        new("delete-blob-unknown", Area, CheckLevel.Must, "Deleting a blob that does not exist is 404, or not possible at all", Blobs, async probe =>
        {
            await probe.HaveBlobAsync(Probe.Bytes(9));
            (await probe.SendAsync("DELETE", probe.Path("blobs/" + Core.Digest.Of("never pushed"u8)))).Expect(404, 400, 405);
        }),
    ];

    private static async Task DeleteAsync(Probe probe, string path)
    {
        if ((await probe.SendAsync("DELETE", probe.Path(path))).Expect(202, 400, 405).Status is not 202 and var status) throw new CheckNotOfferedException($"Deleting is switched off ({status}), as it may be.");
    }
}
