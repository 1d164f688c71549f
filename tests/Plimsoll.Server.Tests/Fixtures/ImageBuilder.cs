using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core;

namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>Makes the documents of images, indexes and artifacts, each unlike any other.</summary>
public static class ImageBuilder
{
    public const string Manifest = MediaTypes.OciManifest;
    public const string Index = MediaTypes.OciIndex;
    public const string LayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string LayerTar = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>The two bytes that artifacts have for a config.</summary>
    public static Content EmptyJson(DigestAlgorithm algorithm = DigestAlgorithm.Sha256) => Content.Of("{}"u8.ToArray(), algorithm, MediaTypes.OciEmpty);

    /// <summary>A layer with one small file.</summary>
    public static Content Layer(bool gzip = true, DigestAlgorithm algorithm = DigestAlgorithm.Sha256)
    {
        using var bytes = new MemoryStream();
        using (Stream compressed = gzip ? new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true) : new BufferedStream(bytes))
        {
            using var tar = new TarWriter(compressed, leaveOpen: true);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/motd") { DataStream = new MemoryStream(Encoding.ASCII.GetBytes(Unique())) });
            tar.Dispose();
            compressed.Flush();
            return gzip ? Closed(compressed, bytes, algorithm) : Content.Of(bytes.ToArray(), algorithm, LayerTar);
        }
    }

    /// <summary>The configuration of an image.</summary>
    public static Content Config(string architecture = "amd64", DigestAlgorithm algorithm = DigestAlgorithm.Sha256, string more = "") =>
        Json($$"""{"author":"{{Unique()}}","architecture":"{{architecture}}","os":"linux","rootfs":{"type":"layers","diff_ids":[]}{{more}}}""", MediaTypes.OciConfig, algorithm);

    /// <summary>An image manifest over descriptors.</summary>
    public static Content Image(string config, IEnumerable<string> layers, string more = "", DigestAlgorithm algorithm = DigestAlgorithm.Sha256, string mediaType = Manifest) =>
        Json($$"""{"schemaVersion":2,"mediaType":"{{mediaType}}","config":{{config}},"layers":[{{string.Join(',', layers)}}]{{more}}}""", mediaType, algorithm);

    /// <summary>An index over descriptors.</summary>
    public static Content IndexOf(IEnumerable<string> manifests, string more = "", DigestAlgorithm algorithm = DigestAlgorithm.Sha256, string mediaType = Index) =>
        Json($$"""{"schemaVersion":2,"mediaType":"{{mediaType}}","manifests":[{{string.Join(',', manifests)}}]{{more}}}""", mediaType, algorithm);

    /// <summary>An artifact that refers to a subject: no blobs but the virtual one.</summary>
    public static Content Referrer(string subject, string artifactType, string more = "", DigestAlgorithm algorithm = DigestAlgorithm.Sha256) =>
        Image(EmptyJson().Descriptor, [EmptyJson().Descriptor], $$""","artifactType":"{{artifactType}}","subject":{{subject}},"annotations":{"org.example.unique":"{{Unique()}}"}{{more}}""", algorithm);

    /// <summary>A JSON document as content.</summary>
    public static Content Json(string text, string mediaType, DigestAlgorithm algorithm = DigestAlgorithm.Sha256) => Content.Of(Encoding.UTF8.GetBytes(text), algorithm, mediaType);

    /// <summary>Text that was never used before.</summary>
    public static string Unique() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    private static Content Closed(Stream compressed, MemoryStream bytes, DigestAlgorithm algorithm)
    {
        compressed.Dispose();
        return Content.Of(bytes.ToArray(), algorithm, LayerGzip);
    }
}
