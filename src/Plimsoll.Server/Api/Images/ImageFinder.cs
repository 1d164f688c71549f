using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Manifests;
using Plimsoll.Core.References;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Images;

/// <summary>Finds the manifest that a reference names, for callers who may read it.</summary>
internal sealed class ImageFinder(IMetadataStore metadata, ServerOptions options)
{
    private const int MaxDepth = 4;

    /// <summary>Finds <c>[host/]repository[:tag][@digest]</c>; the tag is <c>latest</c> when nothing is given.</summary>
    /// <exception cref="OciException">The text is no reference, the caller may not read the repository, or there is no such manifest.</exception>
    public async Task<StoredImage> FindAsync(HttpContext http, string reference)
    {
        var (repository, tag, digest) = await ParseAsync(http, reference);
        return await FindAsync(http, repository, digest is null ? tag ?? Tag.Parse("latest") : tag, digest);
    }

    /// <summary>Finds a manifest by digest, or by tag where there is no digest.</summary>
    public async Task<StoredImage> FindAsync(HttpContext http, RepositoryName repository, Tag? tag, Digest? digest)
    {
        http.Require(Permission.Pull, repository);
        var target = digest ?? await metadata.Manifests.ResolveAsync(repository, tag!.Value, http.RequestAborted);
        var record = target is { } known ? await metadata.Manifests.FindAsync(repository, known, http.RequestAborted) : null;
        if (record is null) throw new OciException(OciError.ManifestUnknown, digest is null ? $"{repository} has no tag {tag}" : $"{repository} has no manifest {digest}");
        return new StoredImage(repository, digest is null ? tag : null, record, ManifestReader.Read(record.Content, record.MediaType));
    }

    /// <summary>The image itself, or of an index the child for a platform: the one asked for, else linux/amd64, else the first.</summary>
    /// <exception cref="OciException">The index has no such child, or lists one that is not here.</exception>
    public async Task<StoredImage> ChooseAsync(HttpContext http, StoredImage image, string? platform)
    {
        for (var depth = 0; image.Manifest.IsIndex; depth++)
        {
            if (depth == MaxDepth) throw new OciException(OciError.ManifestUnknown, $"{image.Reference} lists indexes in indexes, more than {MaxDepth} deep");
            image = await FindAsync(http, image.Repository, null, Choose(image, platform).Digest);
        }
        return image;
    }

    private static Descriptor Choose(StoredImage index, string? platform)
    {
        var children = index.Children.ToList();
        var chosen = string.IsNullOrEmpty(platform)
            ? children.Find(c => c.Platform is { Os: "linux", Architecture: "amd64" }) ?? children.FirstOrDefault()
            : children.Find(c => c.Platform?.ToString() == platform) ?? children.Find(c => $"{c.Platform?.Os}/{c.Platform?.Architecture}" == platform);
        if (chosen is not null) return chosen;
        var known = children.Count == 0 ? "it lists no images" : "it has " + string.Join(", ", children.Select(c => c.Platform?.ToString() ?? c.Digest.Value));
        throw new OciException(OciError.ManifestUnknown, $"{index.Reference} has no image for {platform ?? "any platform"}; {known}");
    }

    /// <summary>Takes a reference apart, with or without the host of this registry.</summary>
    /// <exception cref="OciException">The text is no reference.</exception>
    public async ValueTask<(RepositoryName Repository, Tag? Tag, Digest? Digest)> ParseAsync(HttpContext http, string reference)
    {
        ImageReference.Registry parsed;
        try
        {
            parsed = ImageReference.ParseRegistry(reference);
        }
        catch (FormatException e)
        {
            throw new OciException(ParameterError.Image, e.Message);
        }
        // A first part with a dot is a host to every client, but may as well be the beginning of a repository's name.
        var isOurs = parsed.Host is null || parsed.Host == http.Request.Host.Value || parsed.Host == PublicHost;
        if (!isOurs && RepositoryName.TryParse($"{parsed.Host}/{parsed.Repository}", out var whole) && await metadata.Manifests.RepositoryExistsAsync(whole, http.RequestAborted))
            return (whole, parsed.Tag, parsed.Digest);
        return (parsed.Repository, parsed.Tag, parsed.Digest);
    }

    /// <summary>The host by which a client reaches this registry.</summary>
    public string HostOf(HttpContext http) => PublicHost ?? http.Request.Host.Value ?? "";

    private string? PublicHost => Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) ? url.Authority : null;
}
