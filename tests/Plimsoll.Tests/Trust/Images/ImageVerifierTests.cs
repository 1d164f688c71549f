using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Images;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Sigstore;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Tests.Trust.Images;

/// <summary>What counts as a signature of an image, and what takes it back, however much else lies beside it.</summary>
public sealed class ImageVerifierTests : IDisposable
{
    private readonly PrivateKey _key = PrivateKey.Generate();
    private readonly PrivateKey _other = PrivateKey.Generate();
    private readonly FakeRepository _repository = new();

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_signature_of_the_expected_key_verifies()
    {
        await SignAsync(_key);

        (await VerifyAsync()).ShouldBeOfType<Verdict.Verified>();
    }

    [Theory]
    [InlineData(PredicateTypes.TagBinding)]
    [InlineData(PredicateTypes.ContentProof)]
    [InlineData(PredicateTypes.LayerChain)]
    [InlineData(PredicateTypes.Rootfs)]
    [InlineData("https://plimsoll.dev/attestation/signer-rotation/v1")]
    public async Task What_is_only_said_about_an_image_is_no_signature_of_it(string type)
    {
        await SayAsync(_key, type, """{"verdict":"refused"}""");

        (await VerifyAsync()).ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("no signature");
    }

    [Fact]
    public async Task Hundreds_of_signatures_do_not_hide_that_they_were_withdrawn()
    {
        for (var i = 0; i < 250; i++) await SignAsync(_key);
        await SayAsync(_key, PredicateTypes.Withdrawal, """{"reason":"stolen","before":"2100-01-01T00:00:00Z"}""");

        // The rest was not looked at, which is another answer than that none of them counts.
        (await VerifyAsync()).ShouldBeOfType<Verdict.Unknown>().Reason.ShouldContain("more than 200");
    }

    [Fact]
    public async Task Where_not_everything_was_looked_at_nothing_is_verified()
    {
        await SignAsync(_key);
        for (var i = 0; i < 1000; i++) _repository.Attach("application/example", Encoding.UTF8.GetBytes($"{i}"));

        (await VerifyAsync()).ShouldBeOfType<Verdict.Unknown>().Reason.ShouldContain("more than 1000");
    }

    [Fact]
    public async Task A_withdrawal_in_an_envelope_of_cosign_counts_as_well()
    {
        await SignAsync(_key);
        var bundle = System.Text.Json.Nodes.JsonNode.Parse(await new KeySigner(_key).SignStatementAsync(Statement(PredicateTypes.Withdrawal, """{"reason":"stolen","before":"2100-01-01T00:00:00Z"}"""), TestContext.Current.CancellationToken))!;
        _repository.Tag(".att", "application/vnd.dsse.envelope.v1+json", Encoding.UTF8.GetBytes(bundle["dsseEnvelope"]!.ToJsonString()));

        (await VerifyAsync()).ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("stolen");
    }

    [Fact]
    public async Task Nobody_takes_back_what_others_signed()
    {
        await SignAsync(_key);
        await SayAsync(_other, PredicateTypes.Withdrawal, """{"reason":"envy","before":"2100-01-01T00:00:00Z"}""");

        (await VerifyAsync()).ShouldBeOfType<Verdict.Verified>();
    }

    /// <summary>Who watches the signers of a repository goes by the type of the artifact; what is found otherwise would be a signature that nobody watches.</summary>
    [Fact]
    public async Task A_bundle_in_an_artifact_of_another_type_is_no_signature()
    {
        _repository.Attach("application/example", await new KeySigner(_key).SignStatementAsync(StatementWriter.OfSignature(FakeRepository.Image), TestContext.Current.CancellationToken), BundleArtifact.MediaType);

        (await VerifyAsync()).ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("no signature");
    }

    private async Task SignAsync(PrivateKey key) => _repository.Attach(BundleArtifact.MediaType, await new KeySigner(key).SignStatementAsync(StatementWriter.OfSignature(FakeRepository.Image), TestContext.Current.CancellationToken));

    private async Task SayAsync(PrivateKey key, string type, string predicate) => _repository.Attach(BundleArtifact.MediaType, await new KeySigner(key).SignStatementAsync(Statement(type, predicate), TestContext.Current.CancellationToken));

    private static byte[] Statement(string type, string predicate) => StatementWriter.Of(null, FakeRepository.Image, type, Encoding.UTF8.GetBytes(predicate));

    private async Task<Verdict> VerifyAsync()
    {
        var verifier = new ImageVerifier(new SigstoreVerifier(TrustedRoot.PublicGood, new Expectation.Key(_key.PublicKey)));
        return (await verifier.VerifyAsync(_repository, null, TestContext.Current.CancellationToken))!.Verdict;
    }

    /// <summary>A repository with one image, in memory.</summary>
    private sealed class FakeRepository : ISignatureSource
    {
        public static readonly Digest Image = Digest.Of("image"u8);

        private readonly List<Digest> _referrers = [];
        private readonly Dictionary<string, byte[]> _manifests = [];
        private readonly Dictionary<Digest, byte[]> _blobs = [];

        public ValueTask<Descriptor?> ResolveAsync(CancellationToken cancellationToken) => ValueTask.FromResult<Descriptor?>(new Descriptor { MediaType = MediaTypes.OciManifest, Digest = Image, Size = 5 });

        public IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, CancellationToken cancellationToken) =>
            _referrers.Select(digest => new Descriptor { MediaType = MediaTypes.OciManifest, Digest = digest, Size = _manifests[digest.Value].Length }).ToAsyncEnumerable();

        public ValueTask<ReadOnlyMemory<byte>?> FindManifestAsync(string reference, CancellationToken cancellationToken) =>
            ValueTask.FromResult(_manifests.TryGetValue(reference, out var content) ? content : default(ReadOnlyMemory<byte>?));

        public ValueTask<byte[]?> ReadBlobAsync(Descriptor blob, CancellationToken cancellationToken) => ValueTask.FromResult(_blobs.GetValueOrDefault(blob.Digest));

        public void Attach(string artifactType, byte[] content, string? layerType = null)
        {
            var manifest = Manifest(layerType ?? artifactType, content, $$"""
                "artifactType":"{{artifactType}}","subject":{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{Image}}","size":5},
                """);
            var digest = Digest.Of(manifest);
            _manifests[digest.Value] = manifest;
            _referrers.Add(digest);
        }

        public void Tag(string suffix, string layerType, byte[] content) => _manifests[$"{Plimsoll.Core.Tag.ReferrersFallbackOf(Image)}{suffix}"] = Manifest(layerType, content, "");

        private byte[] Manifest(string layerType, byte[] content, string more)
        {
            var digest = Digest.Of(content);
            _blobs[digest] = content;
            return Encoding.UTF8.GetBytes($$"""
                {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}",{{more}}"config":{"mediaType":"{{MediaTypes.OciEmpty}}","digest":"{{Digest.Of("{}"u8)}}","size":2},
                "layers":[{"mediaType":"{{layerType}}","digest":"{{digest}}","size":{{content.Length}}}]}
                """);
        }
    }
}
