using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Bench.Million;

/// <summary>
/// Images as a registry of a company has them: one repository with a tenth of all, the rest spread over a thousand; each image has a config of its own and shares its layers with the others of its repository. Every
/// tenth has lost its tag, and beside them lie as many blobs whose images were deleted a grace ago, half of them files. What is needed is small enough to lie in the database.
/// </summary>
internal sealed class SyntheticImages(int count, DateTimeOffset pushedAt)
{
    public const string Large = "million/large";
    private const int LargeShare = 10;
    private const int UntaggedShare = 10;
    private const int Others = 1000;

    /// <summary>More than is kept in the database.</summary>
    public const int FileBytes = 9 << 10;
    private const string Actor = "admin";

    public int Count => count;

    /// <summary>How many of them are garbage.</summary>
    public int Untagged => count / UntaggedShare;

    /// <summary>Images in the large repository.</summary>
    public int InLarge => count / LargeShare;

    /// <summary>The first of the large repository, which are read and whose tags nobody deletes.</summary>
    public int Read => InLarge - (InLarge / 10);

    public static string TagOf(int number) => $"v{number:0000000}";

    public static bool IsTagged(int number) => number % UntaggedShare != 0;

    public string RepositoryOf(int number) => number < InLarge ? Large : $"million/r{number % Others:000}";

    /// <summary>All repositories.</summary>
    public static IEnumerable<string> Repositories => Enumerable.Range(0, Others).Select(number => $"million/r{number:000}").Prepend(Large);

    public static BlobPublication Layer(string repository) => Publish(repository, LayerOf(repository), DateTimeOffset.UnixEpoch);

    /// <summary>Blobs that no manifest needs any more.</summary>
    public int Unneeded => count / UntaggedShare;

    /// <summary>The place of an unneeded blob in the blob store; null for one that lies in the database.</summary>
    public static StorageKey? FileOf(int unneeded) => unneeded % 2 == 0 ? null : StorageKey.Parse($"{unneeded % 256:x2}/{unneeded:x32}");

    /// <summary>A blob that was in a manifest until its grace began.</summary>
    public (BlobPublication Blob, AuditEvent Event) MakeUnneeded(int number)
    {
        byte[] content = Encoding.UTF8.GetBytes($"unneeded {number}");
        string repository = RepositoryOf(number * UntaggedShare);
        var blob = Publish(repository, content, pushedAt);
        if (FileOf(number) is { } key) blob = blob with { Size = FileBytes, Location = new BlobLocation.Stored(key) };
        return (blob, Event(repository, blob.Digest, "push-blob"));
    }

    /// <summary>One image: its config, then its manifest, as two transactions of a push would bring them.</summary>
    public (BlobPublication Config, ManifestPut Manifest) Make(int number)
    {
        string repository = RepositoryOf(number);
        byte[] config = Encoding.UTF8.GetBytes($$"""{"architecture":"amd64","os":"linux","created":"2026-01-01T00:00:00Z","rootfs":{"type":"layers","diff_ids":["{{Digest.Of(LayerOf(repository))}}"]},"comment":"image {{number}}"}""");
        byte[] manifest = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{{Describe(MediaTypes.OciConfig, config)}},"layers":[{{Describe("application/vnd.oci.image.layer.v1.tar", LayerOf(repository))}}]}""");
        var put = new ManifestPut(RepositoryName.Parse(repository), Digest.Of(manifest), manifest, ManifestReader.Read(manifest, MediaTypes.OciManifest), IsTagged(number) ? [Tag.Parse(TagOf(number))] : [], Actor);
        return (Publish(repository, config, DateTimeOffset.UnixEpoch), put);
    }

    public AuditEvent Event(string repository, Digest digest, string action) => new()
    {
        Id = Guid.CreateVersion7(pushedAt),
        At = pushedAt,
        Action = action,
        Outcome = "ok",
        Principal = Actor,
        AuthKind = "basic",
        Repository = repository,
        Digest = digest.Value,
    };

    private static byte[] LayerOf(string repository) => Encoding.UTF8.GetBytes("the layer of " + repository);

    /// <param name="pinnedUntil">The beginning of time is what a review leaves that has found a manifest which needs the blob.</param>
    private static BlobPublication Publish(string repository, byte[] content, DateTimeOffset pinnedUntil) =>
        new(RepositoryName.Parse(repository), Digest.Of(content), content.Length, new BlobLocation.Inline(content), null, pinnedUntil);

    private static string Describe(string mediaType, byte[] content) => $$"""{"mediaType":"{{mediaType}}","digest":"{{Digest.Of(content)}}","size":{{content.Length}}}""";
}
