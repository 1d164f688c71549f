using System.Text;
using Plimsoll.Core;
using static Plimsoll.Client.Conformance.SpecificationText;

namespace Plimsoll.Client.Conformance.Checks;

/// <summary>Manifests and indexes in the shapes in which they are pushed.</summary>
internal static class ManifestPushChecks
{
    private const string Area = "Push: manifests";

    private static readonly SpecificationText Pushing = Distribution("Pushing Manifests", "The registry MUST store the manifest in the exact byte representation provided by the client. Upon a successful upload, the registry MUST return response code 201 Created, and MUST have the header Location. The <location> is a pullable manifest URL. The Docker-Content-Digest header returns the digest of the uploaded blob, and MUST be equal to the client provided digest.");
    private static readonly SpecificationText Missing = Distribution("Push", "A registry MAY reject a manifest uploaded to the manifest endpoint with descriptors in other fields that reference a manifest or blob that does not exist in the registry. When a manifest is rejected for this reason, it MUST result in one or more MANIFEST_BLOB_UNKNOWN errors.");
    private static readonly SpecificationText Size = Distribution("Pushing Manifests", "A registry SHOULD enforce some limit on the maximum manifest size that it can accept. A registry that enforces this limit SHOULD respond to a request to push a manifest over this limit with a response code 413 Payload Too Large. Client and registry implementations SHOULD expect to be able to support manifest pushes of at least 4 megabytes.");

    public static IEnumerable<ConformanceCheck> All =>
    [
        new("push-manifest-by-tag", Area, CheckLevel.Must, "An image is pushed by tag and can be pulled where the registry says", Pushing, async probe => await PushAsync(probe, await probe.ImageAsync(), "by-tag")),
        new("push-manifest-by-digest", Area, CheckLevel.Must, "An image is pushed by digest", Pushing, async probe => await PushAsync(probe, await probe.ImageAsync(), null)),
        new("push-manifest-moves-tag", Area, CheckLevel.Must, "A tag goes over to another image", Pushing, async probe =>
        {
            await PushAsync(probe, await probe.ImageAsync(), "moves");
            var second = await probe.ImageAsync();
            await PushAsync(probe, second, "moves");
            (await probe.GetAsync(probe.Path("manifests/moves"))).Expect(200).WithBody(second.Content);
        }),
        new("push-manifest-unknown-fields", Area, CheckLevel.Must, "Fields and spaces that nobody knows are kept", Pushing, async probe =>
        {
            var image = await probe.ImageAsync();
            var text = Encoding.UTF8.GetString(image.Content);
            await PushAsync(probe, new SampleManifest(image.MediaType, Encoding.UTF8.GetBytes("{\n  \"com.example.custom\": [1, {\"a\": null}],\n " + text[1..])), null);
        }),
        new("push-index", Area, CheckLevel.Must, "An index of images is pushed", Pushing, async probe => await PushAsync(probe, SampleManifest.Index([await probe.HaveImageAsync(), await probe.HaveImageAsync()]), "index")),
        new("push-index-nested", Area, CheckLevel.Should, "An index of indexes is pushed", Pushing, async probe =>
            await PushAsync(probe, SampleManifest.Index([await probe.HaveManifestAsync(SampleManifest.Index([await probe.HaveImageAsync()]))]), null)),
        new("push-artifact", Area, CheckLevel.Must, "An artifact with an empty config is pushed", new SpecificationText("image-spec, Guidelines for Artifact Usage", "https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage", "Content other than OCI container images MAY be packaged using the image manifest. When this is done, the config.mediaType value should not be a known OCI image config media type, and artifactType is set; an empty config is the descriptor of {}."), async probe =>
        {
            var layer = Probe.Bytes(99);
            await probe.HaveBlobAsync("{}"u8.ToArray());
            await probe.HaveBlobAsync(layer);
            await PushAsync(probe, SampleManifest.Artifact("application/vnd.example.thing", ("application/octet-stream", layer), null), null);
        }),
        new("push-manifest-nondistributable", Area, CheckLevel.Should, "A layer that must not be distributed need not be there", new SpecificationText("image-spec, Non-Distributable Layers", "https://github.com/opencontainers/image-spec/blob/main/layer.md#non-distributable-layers", "Due to legal requirements, certain layers may not be regularly distributable. Such \"non-distributable\" layers are typically downloaded directly from a distributor but never uploaded. (Deprecated, yet such images exist.)"), async probe =>
        {
            var config = "{\"architecture\":\"amd64\",\"os\":\"windows\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"u8.ToArray();
            await probe.HaveBlobAsync(config);
            await PushAsync(probe, SampleManifest.Image((MediaTypes.OciConfig, config), [("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", Probe.Bytes(64))]), null);
        }),
        new("push-manifest-4-megabytes", Area, CheckLevel.Should, "A manifest of nearly four megabytes is taken", Size, async probe => await PushAsync(probe, await LargeAsync(probe, 3_900_000), null)),
        new("push-manifest-limit", Area, CheckLevel.Should, "A manifest beyond the limit is 413", Size, async probe =>
        {
            if ((await probe.PutAsync(await LargeAsync(probe, 6_000_000))).Expect(413, 201).Status == 201) throw new CheckNotOfferedException("Six megabytes are taken: the limit is higher, or there is none.");
        }),
        new("push-manifest-wrong-digest", Area, CheckLevel.Must, "A manifest that does not have the digest is refused and not kept", Pushing, async probe =>
        {
            var image = await probe.ImageAsync();
            var promised = Digest.Of("another manifest"u8).Value;
            (await probe.SendAsync("PUT", probe.Path("manifests/" + promised), image.Content, ("Content-Type", image.MediaType))).Expect(400);
            (await probe.GetAsync(probe.Path("manifests/" + promised))).Expect(404);
        }),
        new("push-manifest-missing-blob", Area, CheckLevel.Must, "When a missing blob is a reason to refuse, the error is MANIFEST_BLOB_UNKNOWN", Missing, async probe =>
        {
            var reply = (await probe.PutAsync(SampleManifest.Image((MediaTypes.OciConfig, Probe.Bytes(77)), [("application/vnd.oci.image.layer.v1.tar", Probe.Bytes(78))]))).Expect(400, 404, 201);
            if (reply.Status != 201) reply.WithError("MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN");
        }),
        new("push-manifest-invalid", Area, CheckLevel.Should, "What is no manifest is refused with 400 and MANIFEST_INVALID", Distribution("Error Codes", "code-6 MANIFEST_INVALID: manifest invalid."), async probe =>
            (await probe.SendAsync("PUT", probe.Path("manifests/invalid"), "{\"schemaVersion\": 2, \"layers\": "u8.ToArray(), ("Content-Type", MediaTypes.OciManifest))).Expect(400).WithError("MANIFEST_INVALID")),
        new("push-manifest-tags", Area, CheckLevel.Optional, "A push by digest names ten tags at once", Distribution("Pushing Manifests", "When pushing a manifest by digest, the registry MAY support the pushing of tags specified by addition of tag query parameters. If a registry supports this, it SHOULD support pushing at least 10 tags per request and MUST include an OCI-Tag response header for each accepted tag."), async probe =>
        {
            var image = await probe.ImageAsync();
            var tags = Enumerable.Range(0, 10).Select(number => $"many-{number}").ToList();
            var pushed = (await probe.SendAsync("PUT", probe.Path($"manifests/{image.Digest}?{string.Join('&', tags.Select(tag => "tag=" + tag))}"), image.Content, ("Content-Type", image.MediaType))).Expect(201);
            var named = pushed.Headers.Where(header => header.Key.Equals("OCI-Tag", StringComparison.OrdinalIgnoreCase)).SelectMany(header => header.Value.Split(',', StringSplitOptions.TrimEntries)).ToList();
            if (named.Count == 0) throw new CheckNotOfferedException("No OCI-Tag came back: the registry takes no notice of the tags.");
            foreach (var tag in tags.Where(tag => !named.Contains(tag))) throw new CheckFailedException($"OCI-Tag does not name {tag}.");
            (await probe.GetAsync(probe.Path("manifests/many-9"))).Expect(200).WithBody(image.Content);
        }),
    ];

    private static async Task PushAsync(Probe probe, SampleManifest manifest, string? tag)
    {
        var pushed = (await probe.PutAsync(manifest, tag)).Expect(201);
        if (pushed["Docker-Content-Digest"] is { } stored && stored != manifest.Digest) throw new CheckFailedException($"{manifest.Digest} was pushed and Docker-Content-Digest says {stored}.");
        (await probe.GetAsync(pushed.Header("Location"))).Expect(200).WithBody(manifest.Content);
    }

    private static async Task<SampleManifest> LargeAsync(Probe probe, int size)
    {
        var config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"u8.ToArray();
        await probe.HaveBlobAsync(config);
        return SampleManifest.Image((MediaTypes.OciConfig, config), [], null, null, [.. Enumerable.Range(0, size / 10_000).Select(number => ($"com.example.note.{number}", new string('n', 9_960)))]);
    }
}
