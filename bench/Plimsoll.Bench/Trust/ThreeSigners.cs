using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Bench.Trust;

/// <summary>A manifest and the blobs that it names, which are pushed before it.</summary>
/// <param name="Reference">Tag or digest under which it is pushed.</param>
/// <param name="Manifest">Its bytes.</param>
/// <param name="Blobs">The blobs.</param>
internal sealed record PushedArtifact(string Reference, byte[] Manifest, IReadOnlyList<byte[]> Blobs);

/// <summary>Makes images and signs each in the three shapes.</summary>
internal sealed class ThreeSigners : IDisposable
{
    /// <summary>Signatures of each image.</summary>
    public const int Count = 3;

    private const string ImageConfig = "application/vnd.oci.image.config.v1+json";

    private readonly PrivateKey _key = PrivateKey.Generate();
    private readonly byte[] _certificate;

    public ThreeSigners() => _certificate = SigningCertificate.SelfSigned(_key, "bench", DateTimeOffset.UtcNow.AddDays(-1));

    /// <summary>Who they are, as named identities.</summary>
    public IReadOnlyList<(string Name, object Identity)> Identities =>
    [
        ("bench-key", new { key = PemEncoding.WriteString("PUBLIC KEY", _key.PublicKey.Spki.Span) }),
        ("bench-certificate", new { certificates = new[] { PemEncoding.WriteString("CERTIFICATE", _certificate) } }),
    ];

    public void Dispose() => _key.Dispose();

    /// <summary>An image of one layer, and its signatures behind it.</summary>
    public IReadOnlyList<PushedArtifact> Sign(byte[] layer)
    {
        var config = JsonSerializer.SerializeToUtf8Bytes(new { architecture = "amd64", os = "linux", rootfs = new { type = "layers", diff_ids = new[] { Digest.Of(layer).Value } } });
        var image = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{{Described(ImageConfig, config)}},"layers":[{{Described("application/vnd.oci.image.layer.v1.tar", layer)}}]}
            """);
        var subject = new Descriptor { MediaType = MediaTypes.OciManifest, Digest = Digest.Of(image), Size = image.Length };
        var now = DateTimeOffset.UtcNow;
        var bundle = new KeySigner(_key).SignStatementAsync(StatementWriter.OfSignature(subject.Digest), CancellationToken.None).GetAwaiter().GetResult();
        var payload = ClassicSignature.Payload("bench/signed", subject.Digest);
        var (classic, classicConfig) = ClassicSignature.Append(null, payload, _key.Sign(payload));
        var envelope = NotationEnvelope.Sign(_key, [_certificate], subject, now);
        var (bundled, notation) = (BundleArtifact.Manifest(subject, bundle, StatementWriter.SignatureType, now), NotationEnvelope.Manifest(subject, envelope, [_certificate], now));
        var empty = BundleArtifact.EmptyConfig.ToArray();
        return
        [
            new(subject.Digest.Value, image, [layer, config]),
            new(Digest.Of(bundled).Value, bundled, [empty, bundle]),
            new(ClassicSignature.TagOf(subject.Digest).Value, classic, [payload, classicConfig]),
            new(Digest.Of(notation).Value, notation, [empty, envelope]),
        ];
    }

    private static string Described(string mediaType, byte[] content) => JsonSerializer.Serialize(new { mediaType, digest = Digest.Of(content).Value, size = content.Length });
}
