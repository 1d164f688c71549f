using System.Collections.Concurrent;
using Plimsoll.Core;
using Plimsoll.Server.Caching;

namespace Plimsoll.Server.Registry;

/// <summary>The resources of the registry API.</summary>
internal enum RegistryResource
{
    /// <summary>No path of the API.</summary>
    None,

    /// <summary><c>/v2/</c></summary>
    Ping,

    /// <summary><c>/v2/_catalog</c></summary>
    Catalog,

    /// <summary><c>/v2/_oci/ext/discover</c></summary>
    Extensions,

    /// <summary><c>/v2/NAME/blobs/DIGEST</c></summary>
    Blob,

    /// <summary><c>/v2/NAME/blobs/uploads/</c></summary>
    Uploads,

    /// <summary><c>/v2/NAME/blobs/uploads/ID</c></summary>
    Upload,

    /// <summary><c>/v2/NAME/manifests/REFERENCE</c></summary>
    Manifest,

    /// <summary><c>/v2/NAME/tags/list</c></summary>
    Tags,

    /// <summary><c>/v2/NAME/referrers/DIGEST</c></summary>
    Referrers,
}

/// <summary>
/// A path of the registry API, taken apart once. Names of repositories hold slashes, and <c>blobs</c>, <c>manifests</c>, <c>uploads</c> and
/// <c>tags</c> are legal parts of them, so paths are read from the right.
/// </summary>
internal sealed class RegistryPath
{
    private const int MaxCached = 20_000;
    private static readonly ConcurrentDictionary<string, RegistryPath> Cache = new();
    private static readonly Doorkeeper Doorkeeper = new();

    private RegistryPath(RegistryResource resource, string name = "", string last = "")
    {
        Resource = resource;
        Last = last;
        HasRepository = RepositoryName.TryParse(name, out var repository);
        Repository = repository;
        if (Core.Digest.TryParse(last, out var digest)) Digest = digest;
        if (resource == RegistryResource.Manifest && Digest is null && Core.Tag.TryParse(last, out var tag)) Tag = tag;
    }

    public RegistryResource Resource { get; }

    /// <summary>False when the name breaks the grammar.</summary>
    public bool HasRepository { get; }

    public RepositoryName Repository { get; }

    /// <summary>The last segment as it was sent: digest, tag or upload id.</summary>
    public string Last { get; }

    /// <summary>The last segment, when it is a digest.</summary>
    public Digest? Digest { get; }

    /// <summary>The last segment of a manifest path, when it is a tag.</summary>
    public Tag? Tag { get; }

    /// <summary>True when the resource belongs to a repository.</summary>
    public bool NeedsRepository => Resource >= RegistryResource.Blob;

    /// <summary>Takes a path apart. Paths that were seen twice lately are found again without a new object.</summary>
    public static RegistryPath Parse(string path)
    {
        if (Cache.TryGetValue(path, out var known)) return known;
        var parsed = Split(path);
        // Only what can be asked again is worth keeping; dropping everything is rare and costs less than an order of use.
        // Everything kept is well formed and so has a bounded length: strangers can fill this too.
        if (parsed.HasRepository && (parsed.Digest is not null || parsed.Tag is not null || parsed.Resource == RegistryResource.Tags) && Doorkeeper.Admits(path.GetHashCode(StringComparison.Ordinal)))
        {
            if (Cache.Count >= MaxCached) Cache.Clear();
            Cache.TryAdd(path, parsed);
        }
        return parsed;
    }

    private static RegistryPath Split(string path)
    {
        if (path is "/v2" or "/v2/") return new RegistryPath(RegistryResource.Ping);
        if (path is "/v2/_catalog") return new RegistryPath(RegistryResource.Catalog);
        if (path is "/v2/_oci/ext/discover") return new RegistryPath(RegistryResource.Extensions);
        var rest = path.AsSpan("/v2/".Length);
        if (EndsWith(rest, "/tags/list", out var name)) return new RegistryPath(RegistryResource.Tags, name);
        if (EndsWith(rest, "/blobs/uploads/", out name) || EndsWith(rest, "/blobs/uploads", out name)) return new RegistryPath(RegistryResource.Uploads, name);

        var slash = rest.LastIndexOf('/');
        if (slash < 0) return new RegistryPath(RegistryResource.None);
        var last = rest[(slash + 1)..].ToString();
        rest = rest[..slash];
        if (EndsWith(rest, "/blobs/uploads", out name)) return new RegistryPath(RegistryResource.Upload, name, last);
        if (EndsWith(rest, "/blobs", out name)) return new RegistryPath(RegistryResource.Blob, name, last);
        if (EndsWith(rest, "/manifests", out name)) return new RegistryPath(RegistryResource.Manifest, name, last);
        if (EndsWith(rest, "/referrers", out name)) return new RegistryPath(RegistryResource.Referrers, name, last);
        return new RegistryPath(RegistryResource.None);
    }

    private static bool EndsWith(ReadOnlySpan<char> text, string suffix, out string name)
    {
        var matches = text.EndsWith(suffix, StringComparison.Ordinal);
        name = matches ? text[..^suffix.Length].ToString() : "";
        return matches;
    }
}
