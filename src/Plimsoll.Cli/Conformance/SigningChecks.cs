using System.Text;
using Plimsoll.Client.Conformance;
using Plimsoll.Core;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Images;
using Plimsoll.Trust.Notation;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Cli.Conformance;

/// <summary>Signatures in the shapes in which cosign and notation push them: stored as they are, found again, and still verifying. With a registry that has no list of referrers, the way of older clients is taken.</summary>
internal sealed class SigningChecks(SampleSigner signer, TimeProvider time)
{
    private const string Area = "Signatures";
    private const string BundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private const string PayloadType = "application/vnd.dev.cosign.simplesigning.v1+json";

    private static readonly SpecificationText Bundles = new("cosign, BUNDLE_SPEC", "https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md", "A Sigstore bundle is stored as an OCI artifact that refers to the image by its subject, with artifactType application/vnd.dev.sigstore.bundle.v0.3+json. It is found through the referrers API, or under the referrers tag where a registry has none.");
    private static readonly SpecificationText Classic = new("cosign, SIGNATURE_SPEC", "https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md", "Signatures are kept under the tag sha256-<hex>.sig in the repository of the image: a manifest with one layer for each signature, whose annotations hold it. Another signature is appended, which moves the tag.");
    private static readonly SpecificationText Notary = new("Notary Project, signature specification", "https://github.com/notaryproject/specifications/blob/main/specs/signature-specification.md", "A signature is an OCI image manifest with config.mediaType or artifactType application/vnd.cncf.notary.signature, one layer with the envelope, and a subject: the manifest that is signed.");

    /// <summary>All of them.</summary>
    public IReadOnlyList<ConformanceCheck> All =>
    [
        new("sign-bundle", Area, CheckLevel.Must, "A Sigstore bundle that refers to an image is found and verifies", Bundles, async probe =>
        {
            var image = await probe.HaveImageAsync();
            await PushBundleAsync(probe, image);
            await VerifyAsync(probe, image, "sigstore", 1);
        }),
        new("sign-bundle-type", Area, CheckLevel.Should, "A Sigstore bundle can be found by its type alone", Bundles, async probe =>
        {
            var image = await probe.HaveImageAsync();
            await PushBundleAsync(probe, image);
            var list = await probe.GetAsync(probe.Path($"referrers/{image.Digest}?artifactType={Uri.EscapeDataString(BundleType)}"));
            if (list.Status == 404) throw new CheckNotRunException("The registry has no referrers API (see referrers-api).");
            if (list.Expect(200).Json.GetProperty("manifests").GetArrayLength() != 1) throw new CheckFailedException("The list by type does not hold just the bundle.");
        }),
        new("sign-bundle-retagged", Area, CheckLevel.Must, "A signature is found after the tag of its image has moved on", Bundles, async probe =>
        {
            var image = await probe.HaveImageAsync("signed");
            await PushBundleAsync(probe, image);
            await probe.HaveImageAsync("signed");
            await VerifyAsync(probe, image, "sigstore", 1);
        }),
        new("sign-index", Area, CheckLevel.Must, "The signatures of an index and of an image in it are told apart", Bundles, async probe =>
        {
            var image = await probe.HaveImageAsync();
            var index = await probe.HaveManifestAsync(SampleManifest.Index([image]));
            await PushBundleAsync(probe, index);
            await VerifyAsync(probe, index, "sigstore", 1);
            await VerifyAsync(probe, image, "sigstore", 0);
            await PushBundleAsync(probe, image);
            await VerifyAsync(probe, image, "sigstore", 1);
        }),
        new("sign-classic", Area, CheckLevel.Must, "A signature under cosign's tag is found and verifies", Classic, async probe =>
        {
            var image = await probe.HaveImageAsync();
            await PushClassicAsync(probe, image, 1);
            await VerifyAsync(probe, image, "cosign", 1);
        }),
        new("sign-classic-appended", Area, CheckLevel.Must, "A second signature under cosign's tag leaves the first", Classic, async probe =>
        {
            var image = await probe.HaveImageAsync();
            await PushClassicAsync(probe, image, 1);
            await PushClassicAsync(probe, image, 2);
            await VerifyAsync(probe, image, "cosign", 2);
        }),
        new("sign-classic-attestation", Area, CheckLevel.Must, "An attestation under cosign's tag is found and verifies", Classic, async probe =>
        {
            var image = await probe.HaveImageAsync();
            var envelope = signer.Envelope(image.Digest);
            await probe.HaveBlobAsync(envelope);
            await PushConfigAsync(probe);
            await probe.HaveManifestAsync(SampleManifest.Image((MediaTypes.OciConfig, Config), [("application/vnd.dsse.envelope.v1+json", envelope)]), TagOf(image) + ".att");
            await VerifyAsync(probe, image, "cosign", 1);
        }),
        new("sign-notation", Area, CheckLevel.Must, "A Notary Project signature is found and verifies", Notary, async probe =>
        {
            var image = await probe.HaveImageAsync();
            var envelope = signer.Jws(image.MediaType, image.Digest, image.Content.Length);
            await probe.HaveBlobAsync("{}"u8.ToArray());
            await probe.HaveBlobAsync(envelope);
            await PushReferrerAsync(probe, image, SampleManifest.Image(("application/vnd.cncf.notary.signature", "{}"u8.ToArray()), [("application/jose+json", envelope)], null, image), "application/vnd.cncf.notary.signature");
            await VerifyNotationAsync(probe, image);
        }),
    ];

    private static byte[] Config { get; } = "{\"architecture\":\"\",\"os\":\"\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"u8.ToArray();

    private static string TagOf(SampleManifest image) => Tag.ReferrersFallbackOf(Digest.Parse(image.Digest)).Value;

    private static Task<string> PushConfigAsync(Probe probe) => probe.HaveBlobAsync(Config);

    private async Task PushBundleAsync(Probe probe, SampleManifest image)
    {
        var bundle = signer.Bundle(image.Digest);
        await probe.HaveBlobAsync("{}"u8.ToArray());
        await probe.HaveBlobAsync(bundle);
        await PushReferrerAsync(probe, image, SampleManifest.Artifact(BundleType, (BundleType, bundle), image, ("dev.sigstore.bundle.content", "dsse-envelope"), ("dev.sigstore.bundle.predicateType", "https://sigstore.dev/cosign/sign/v1")), BundleType);
    }

    /// <summary>As clients must: who is not told that the registry keeps the list keeps it under a tag.</summary>
    private static async Task PushReferrerAsync(Probe probe, SampleManifest image, SampleManifest referrer, string type)
    {
        if ((await probe.PutAsync(referrer)).Expect(201)["OCI-Subject"] is not null) return;
        var list = new System.Text.Json.Nodes.JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciIndex, ["manifests"] = new System.Text.Json.Nodes.JsonArray(referrer.Describe(type)) };
        (await probe.PutAsync(new SampleManifest(MediaTypes.OciIndex, Encoding.UTF8.GetBytes(list.ToJsonString())), TagOf(image))).Expect(201);
    }

    private async Task PushClassicAsync(Probe probe, SampleManifest image, int signatures)
    {
        var layers = new System.Text.Json.Nodes.JsonArray();
        for (var round = 1; round <= signatures; round++)
        {
            var (payload, signature) = signer.Simple(image.Digest, probe.Repository, round.ToString());
            var digest = await probe.HaveBlobAsync(payload);
            layers.Add((System.Text.Json.Nodes.JsonNode)new System.Text.Json.Nodes.JsonObject { ["mediaType"] = PayloadType, ["digest"] = digest, ["size"] = payload.Length, ["annotations"] = new System.Text.Json.Nodes.JsonObject { ["dev.cosignproject.cosign/signature"] = signature } });
        }
        await PushConfigAsync(probe);
        var manifest = System.Text.Json.Nodes.JsonNode.Parse(SampleManifest.Image((MediaTypes.OciConfig, Config), []).Content)!;
        manifest["layers"] = layers;
        (await probe.PutAsync(new SampleManifest(MediaTypes.OciManifest, Encoding.UTF8.GetBytes(manifest.ToJsonString())), TagOf(image) + ".sig")).Expect(201);
    }

    private async Task VerifyAsync(Probe probe, SampleManifest image, string family, int expected)
    {
        var root = TrustedRoot.Read("{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}"u8.ToArray());
        var verifier = new ImageVerifier(new SigstoreVerifier(root, new Expectation.Key(PublicKey.ReadPem(signer.PublicKey))));
        Require(await verifier.VerifyAsync(new ProbeSignatures(probe, image.Digest), null, CancellationToken.None), family, expected);
    }

    private async Task VerifyNotationAsync(Probe probe, SampleManifest image)
    {
        var store = TrustStore.Of(new Dictionary<string, IReadOnlyList<byte[]>> { ["ca:conformance"] = [signer.Certificate] });
        var policy = TrustPolicyDocument.Read("{\"version\":\"1.0\",\"trustPolicies\":[{\"name\":\"conformance\",\"registryScopes\":[\"*\"],\"signatureVerification\":{\"level\":\"strict\"},\"trustStores\":[\"ca:conformance\"],\"trustedIdentities\":[\"*\"]}]}"u8.ToArray());
        Require(await new ImageVerifier(new NotationVerifier(policy, store, time)).VerifyAsync(new ProbeSignatures(probe, image.Digest), probe.Repository, CancellationToken.None), "notation", 1);
    }

    private static void Require(ImageReport? report, string family, int expected)
    {
        if (report is null) throw new CheckFailedException("The signed image is not there any more.");
        var found = report.Signatures.Where(signature => signature.Family == family).ToList();
        var verified = found.Count(signature => signature.Verdict is Verdict.Verified);
        if (found.Count == expected && verified == expected) return;
        var reason = report.Unreadable.Concat(found.Select(signature => signature.Verdict).OfType<Verdict.Refused>().Select(refused => refused.Reason)).FirstOrDefault();
        throw new CheckFailedException($"{expected} signatures must be found and verify; {found.Count} were found and {verified} verify{(reason is null ? "" : ": " + reason)}.");
    }
}
