using System.Text.Json;
using Plimsoll.Core;
using static Plimsoll.Client.Conformance.SpecificationText;

namespace Plimsoll.Client.Conformance.Checks;

/// <summary>What refers to an image: how signatures and bills of materials are found.</summary>
internal static class ReferrerChecks
{
    private const string Area = "Content discovery: referrers";

    private static readonly SpecificationText Api = Distribution("Listing Referrers", "If the registry supports the referrers API, the registry MUST NOT return a 404 Not Found to a referrers API requests. … Upon success, the response MUST be a JSON body with an image index containing a list of descriptors. The Content-Type header MUST be set to application/vnd.oci.image.index.v1+json. If a query results in no matching referrers, an empty manifest list MUST be returned.");
    private static readonly SpecificationText Listed = Distribution("Listing Referrers", "Each descriptor is of an image manifest or index in the same <name> namespace with a subject field that specifies the value of <digest>. The descriptors MUST include an artifactType field that is set to the value of the artifactType in the image manifest or index, if present. If the artifactType is empty or missing in the image manifest, the value of artifactType MUST be set to the config descriptor mediaType value. If the artifactType is empty or missing in an index, the artifactType MUST be omitted. The descriptors MUST include annotations from the image manifest or index.");
    private static readonly SpecificationText Filter = Distribution("Listing Referrers", "The registry SHOULD support filtering on artifactType. If filtering is requested and applied, the response MUST include a header OCI-Filters-Applied: artifactType denoting that an artifactType filter was applied.");
    private static readonly SpecificationText Subject = Distribution("Pushing Manifests with Subject", "When processing a request for an image manifest with the subject field, a registry implementation that supports the referrers API MUST respond with the response header OCI-Subject: <subject digest> to indicate to the client that the registry processed the request's subject.");

    public static IEnumerable<ConformanceCheck> All =>
    [
        new("referrers-api", Area, CheckLevel.Must, "The list of referrers of a digest that nobody pushed is an empty index", Api, async probe =>
        {
            await probe.HaveBlobAsync(Probe.Bytes(8));
            var reply = (await probe.GetAsync(probe.Path("referrers/" + Digest.Of("nobody"u8)))).Expect(200).With("Content-Type", MediaTypes.OciIndex);
            if (reply.Json.GetProperty("manifests").GetArrayLength() != 0 || reply.Json.GetProperty("schemaVersion").GetInt32() != 2) throw new CheckFailedException("The body is not an empty image index.");
        }),
        new("referrers-subject-header", Area, CheckLevel.Must, "A push that is about something is acknowledged with OCI-Subject", Subject, async probe =>
        {
            await RequireApiAsync(probe);
            var image = await probe.HaveImageAsync();
            (await probe.PutAsync(await ReferrerAsync(probe, image, "application/vnd.example.sbom"))).Expect(201).With("OCI-Subject", image.Digest);
        }),
        new("referrers-list", Area, CheckLevel.Must, "A referrer is listed with its type and its annotations", Listed, async probe =>
        {
            await RequireApiAsync(probe);
            var image = await probe.HaveImageAsync();
            var referrer = await probe.HaveManifestAsync(await ReferrerAsync(probe, image, "application/vnd.example.sbom", ("com.example.note", "kept")));
            var entry = Entry(await ListAsync(probe, image.Digest), referrer);
            Require(entry, "mediaType", referrer.MediaType);
            Require(entry, "artifactType", "application/vnd.example.sbom");
            if (entry.GetProperty("size").GetInt64() != referrer.Content.Length) throw new CheckFailedException("The size of the referrer is another one.");
            if (!entry.TryGetProperty("annotations", out var annotations) || annotations.GetProperty("com.example.note").GetString() != "kept") throw new CheckFailedException("The annotations of the referrer are not listed.");
        }),
        new("referrers-config-type", Area, CheckLevel.Must, "A referrer without a type is listed with that of its config", Listed, async probe =>
        {
            await RequireApiAsync(probe);
            var image = await probe.HaveImageAsync();
            var (config, layer) = (Probe.Bytes(30), Probe.Bytes(31));
            await probe.HaveBlobAsync(config);
            await probe.HaveBlobAsync(layer);
            var referrer = await probe.HaveManifestAsync(SampleManifest.Image(("application/vnd.example.signature", config), [("application/octet-stream", layer)], null, image));
            Require(Entry(await ListAsync(probe, image.Digest), referrer), "artifactType", "application/vnd.example.signature");
        }),
        new("referrers-index", Area, CheckLevel.Must, "An index that refers to an image is listed, without a type where it has none", Listed, async probe =>
        {
            await RequireApiAsync(probe);
            var image = await probe.HaveImageAsync();
            var referrer = await probe.HaveManifestAsync(SampleManifest.Index([], image, ("com.example.note", "index")));
            if (Entry(await ListAsync(probe, image.Digest), referrer).TryGetProperty("artifactType", out var type)) throw new CheckFailedException($"The index has no artifactType; {type} is listed.");
        }),
        new("referrers-filter", Area, CheckLevel.Should, "The list can be asked for one type", Filter, async probe =>
        {
            await RequireApiAsync(probe);
            var image = await probe.HaveImageAsync();
            var wanted = await probe.HaveManifestAsync(await ReferrerAsync(probe, image, "application/vnd.example.one"));
            await probe.HaveManifestAsync(await ReferrerAsync(probe, image, "application/vnd.example.two"));
            var reply = (await probe.GetAsync(probe.Path($"referrers/{image.Digest}?artifactType=application%2Fvnd.example.one"))).Expect(200).With("OCI-Filters-Applied", "artifactType");
            if (reply.Json.GetProperty("manifests").GetArrayLength() != 1) throw new CheckFailedException("Other types are listed as well.");
            Entry(reply, wanted);
        }),
        new("referrers-before-subject", Area, CheckLevel.Must, "What is about an image may come before it", Distribution("Push", "A registry MUST initially accept an otherwise valid manifest with a subject field that references a manifest that does not exist in the repository, allowing clients to push a manifest and referrers to that manifest in either order."), async probe =>
        {
            var image = await probe.ImageAsync();
            (await probe.PutAsync(await ReferrerAsync(probe, image, "application/vnd.example.early"))).Expect(201);
            await probe.HaveManifestAsync(image);
        }),
        new("referrers-deleted", Area, CheckLevel.Must, "A referrer that was deleted is not listed", Listed, async probe =>
        {
            await RequireApiAsync(probe);
            var image = await probe.HaveImageAsync();
            var referrer = await probe.HaveManifestAsync(await ReferrerAsync(probe, image, "application/vnd.example.gone"));
            if ((await probe.SendAsync("DELETE", probe.Path("manifests/" + referrer.Digest))).Expect(202, 400, 405).Status != 202) throw new CheckNotRunException("The registry deletes no manifests.");
            if ((await ListAsync(probe, image.Digest)).Json.GetProperty("manifests").GetArrayLength() != 0) throw new CheckFailedException("The deleted referrer is still listed.");
        }),
        new("referrers-invalid", Area, CheckLevel.Must, "A digest that is none is 400", Distribution("Listing Referrers", "If the request is invalid, such as a <digest> with an invalid syntax, a 400 Bad Request MUST be returned."), async probe =>
        {
            await RequireApiAsync(probe);
            (await probe.GetAsync(probe.Path("referrers/sha256:baddigeststring"))).Expect(400);
        }),
        new("referrers-tag", Area, CheckLevel.Must, "A list of referrers can be kept under a tag, as clients of older registries do", Distribution("Referrers Tag Schema", "The Referrers Tag associated with a Content Digest MUST match the Truncated Algorithm, a - character, and the Truncated Encoded section. … This tag should return an image index matching the expected response of the referrers API. Maintaining the content of this tag is the responsibility of clients."), async probe =>
        {
            var image = await probe.HaveImageAsync();
            var list = SampleManifest.Index([await probe.HaveManifestAsync(await ReferrerAsync(probe, image, "application/vnd.example.listed"))]);
            var tag = "sha256-" + image.Digest["sha256:".Length..];
            (await probe.PutAsync(list, tag)).Expect(201);
            (await probe.GetAsync(probe.Path("manifests/" + tag))).Expect(200).WithBody(list.Content);
        }),
    ];

    internal static async Task RequireApiAsync(Probe probe)
    {
        if ((await probe.GetAsync(probe.Path("referrers/" + Digest.Of("nobody"u8)))).Status == 404) throw new CheckNotRunException("The registry has no referrers API (see referrers-api).");
    }

    internal static async Task<Reply> ListAsync(Probe probe, string subject) => (await probe.GetAsync(probe.Path("referrers/" + subject))).Expect(200).With("Content-Type", MediaTypes.OciIndex);

    internal static JsonElement Entry(Reply list, SampleManifest referrer)
    {
        foreach (var entry in list.Json.GetProperty("manifests").EnumerateArray())
        {
            if (entry.GetProperty("digest").GetString() == referrer.Digest) return entry;
        }
        throw new CheckFailedException($"{referrer.Digest} refers to the image and is not listed.");
    }

    private static void Require(JsonElement entry, string name, string value)
    {
        if (!entry.TryGetProperty(name, out var found) || found.GetString() != value) throw new CheckFailedException($"{name} of the referrer must be {value}; the list says {(found.ValueKind == JsonValueKind.Undefined ? "nothing" : found.GetString())}.");
    }

    private static async Task<SampleManifest> ReferrerAsync(Probe probe, SampleManifest subject, string type, params (string Name, string Value)[] annotations)
    {
        var layer = Probe.Bytes(40);
        await probe.HaveBlobAsync("{}"u8.ToArray());
        await probe.HaveBlobAsync(layer);
        return SampleManifest.Artifact(type, ("application/octet-stream", layer), subject, annotations);
    }
}
