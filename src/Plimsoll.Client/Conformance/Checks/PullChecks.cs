using Plimsoll.Core;
using static Plimsoll.Client.Conformance.SpecificationText;

namespace Plimsoll.Client.Conformance.Checks;

/// <summary>Manifests and blobs come back as they were pushed.</summary>
internal static class PullChecks
{
    private const string Area = "Pull";
    private const string Lines = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, */*;q=0.1";

    private static readonly SpecificationText Manifests = Distribution("Pulling manifests", "A GET request to an existing manifest URL MUST provide the expected manifest, with a response code that MUST be 200 OK. If the manifest is not found in the repository, the response code MUST be 404 Not Found.");
    private static readonly SpecificationText Type = Distribution("Pulling manifests", "In a successful response, the Content-Type header will indicate the type of the returned manifest. The registry SHOULD NOT include parameters on the Content-Type header. The Content-Type header SHOULD match what the client pushed as the manifest's Content-Type.");
    private static readonly SpecificationText Header = Distribution("Pulling manifests", "A successful response MUST contain the digest of the uploaded blob in the header Docker-Content-Digest. (Since the text after 1.1; before, the header was optional.)");
    private static readonly SpecificationText Blobs = Distribution("Pulling blobs", "A GET request to an existing blob URL MUST provide the expected blob, with a response code that MUST be 200 OK. If the blob is not found in the repository, the response code MUST be 404 Not Found.");
    private static readonly SpecificationText Heads = Distribution("Checking if content exists in the registry", "A HEAD request to an existing blob or manifest URL MUST return 200 OK. A successful response MUST contain the size in bytes of the uploaded blob or manifest in the header Content-Length. If the blob or manifest is not found in the repository, the response code MUST be 404 Not Found.");

    private static readonly string Unknown = Digest.Of("nobody pushed this"u8).Value;

    public static IEnumerable<ConformanceCheck> All =>
    [
        new("pull-manifest-by-digest", Area, CheckLevel.Must, "A manifest is given by its digest, byte for byte", Manifests, async probe =>
        {
            var image = await probe.HaveImageAsync();
            (await probe.GetAsync(probe.Path("manifests/" + image.Digest))).Expect(200).WithBody(image.Content);
        }),
        new("pull-manifest-by-tag", Area, CheckLevel.Must, "A manifest is given by a tag", Manifests, async probe =>
        {
            var image = await probe.HaveImageAsync("pull");
            (await probe.GetAsync(probe.Path("manifests/pull"))).Expect(200).WithBody(image.Content);
        }),
        new("pull-manifest-type", Area, CheckLevel.Should, "The media type of a manifest is the one that it was pushed with, without parameters", Type, async probe =>
        {
            var image = await probe.HaveImageAsync();
            (await probe.GetAsync(probe.Path("manifests/" + image.Digest))).Expect(200).With("Content-Type", image.MediaType);
        }),
        new("pull-manifest-accept", Area, CheckLevel.Should, "A manifest is given to clients that accept many types", Type, async probe =>
        {
            var image = await probe.HaveImageAsync();
            (await probe.GetAsync(probe.Path("manifests/" + image.Digest), ("Accept", Lines))).Expect(200).WithBody(image.Content);
        }),
        new("pull-manifest-digest-header", Area, CheckLevel.Must, "A manifest comes with its digest in a header", Header, async probe =>
        {
            var image = await probe.HaveImageAsync("digest-header");
            (await probe.GetAsync(probe.Path("manifests/digest-header"))).Expect(200).With("Docker-Content-Digest", image.Digest);
        }),
        new("pull-manifest-head", Area, CheckLevel.Must, "HEAD tells the size of a manifest, by tag and by digest", Heads, async probe =>
        {
            var image = await probe.HaveImageAsync("head");
            foreach (var reference in new[] { "head", image.Digest })
                (await probe.HeadAsync(probe.Path("manifests/" + reference))).Expect(200).With("Content-Length", image.Content.Length.ToString()).WithBody([]);
        }),
        new("pull-manifest-unknown-tag", Area, CheckLevel.Must, "A tag that does not exist is 404, for GET and HEAD", Manifests, async probe =>
        {
            await probe.HaveImageAsync();
            (await probe.GetAsync(probe.Path("manifests/no-such-tag"))).Expect(404);
            (await probe.HeadAsync(probe.Path("manifests/no-such-tag"))).Expect(404);
        }),
        new("pull-manifest-unknown-digest", Area, CheckLevel.Must, "A digest that does not exist is 404, for GET and HEAD", Manifests, async probe =>
        {
            await probe.HaveImageAsync();
            (await probe.GetAsync(probe.Path("manifests/" + Unknown))).Expect(404);
            (await probe.HeadAsync(probe.Path("manifests/" + Unknown))).Expect(404);
        }),
        new("pull-repository-unknown", Area, CheckLevel.Must, "A repository that does not exist is 404", Distribution("Pushing Manifests", "An attempt to pull a nonexistent repository MUST return response code 404 Not Found."), async probe =>
            (await probe.GetAsync($"/v2/{probe.Repository}/never/manifests/latest")).Expect(404)),
        new("pull-blob", Area, CheckLevel.Must, "A blob is given by its digest, byte for byte", Blobs, async probe =>
        {
            var content = Probe.Bytes(20_000);
            var digest = await probe.HaveBlobAsync(content);
            (await probe.GetAsync(probe.Path("blobs/" + digest))).Expect(200).With("Content-Length", "20000").WithBody(content);
        }),
        new("pull-blob-digest-header", Area, CheckLevel.Must, "A blob comes with its digest in a header", Header with { Section = "distribution-spec, Pulling blobs" }, async probe =>
        {
            var digest = await probe.HaveBlobAsync(Probe.Bytes(300));
            (await probe.GetAsync(probe.Path("blobs/" + digest))).Expect(200).With("Docker-Content-Digest", digest);
        }),
        new("pull-blob-head", Area, CheckLevel.Must, "HEAD tells the size of a blob", Heads, async probe =>
        {
            var digest = await probe.HaveBlobAsync(Probe.Bytes(2048));
            (await probe.HeadAsync(probe.Path("blobs/" + digest))).Expect(200).With("Content-Length", "2048").WithBody([]);
        }),
        new("pull-blob-unknown", Area, CheckLevel.Must, "A blob that does not exist is 404, for GET and HEAD", Blobs, async probe =>
        {
            await probe.HaveBlobAsync(Probe.Bytes(10));
            (await probe.GetAsync(probe.Path("blobs/" + Unknown))).Expect(404);
            (await probe.HeadAsync(probe.Path("blobs/" + Unknown))).Expect(404);
        }),
    ];
}
