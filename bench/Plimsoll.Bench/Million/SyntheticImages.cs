using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Bench.Million;

/// <summary>
/// Images as a registry of a company has them: one repository with a tenth of all, the rest spread over a thousand; each image has a config of its own and shares its layers with the others of its repository. Every
/// tenth has lost its tag. All bytes are small enough to lie in the database.
/// </summary>
internal sealed class SyntheticImages(int count, DateTimeOffset pushedAt)
{
    public const string Large = "million/large";
    private const int LargeShare = 10;
    private const int UntaggedShare = 10;
    private const int Others = 1000;
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

    public BlobPublication Layer(string repository) => Publish(repository, LayerOf(repository));

    /// <summary>One image: its config, then its manifest, as two transactions of a push would bring them.</summary>
    public (BlobPublication Config, ManifestPut Manifest) Make(int number)
    {
        string repository = RepositoryOf(number);
        byte[] config = Encoding.UTF8.GetBytes($$"""{"architecture":"amd64","os":"linux","created":"2026-01-01T00:00:00Z","rootfs":{"type":"layers","diff_ids":["{{Digest.Of(LayerOf(repository))}}"]},"comment":"image {{number}}"}""");
        byte[] manifest = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{{Describe(MediaTypes.OciConfig, config)}},"layers":[{{Describe("application/vnd.oci.image.layer.v1.tar", LayerOf(repository))}}]}""");
        var put = new ManifestPut(RepositoryName.Parse(repository), Digest.Of(manifest), manifest, ManifestReader.Read(manifest, MediaTypes.OciManifest), IsTagged(number) ? [Tag.Parse(TagOf(number))] : [], Actor);
        return (Publish(repository, config), put);
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

    private BlobPublication Publish(string repository, byte[] content) =>
        new(RepositoryName.Parse(repository), Digest.Of(content), content.Length, new BlobLocation.Inline(content), null, pushedAt + TimeSpan.FromHours(1));

    private static string Describe(string mediaType, byte[] content) => $$"""{"mediaType":"{{mediaType}}","digest":"{{Digest.Of(content)}}","size":{{content.Length}}}""";
}
