using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What a metadata store should answer, in the simplest words: sets and dictionaries, no identifiers, no queue.</summary>
internal sealed class MetadataModel
{
    private readonly Dictionary<RepositoryName, Content> _repositories = [];
    private readonly Dictionary<Digest, int> _states = [];

    public HashSet<Digest> Universe { get; } = [];

    public List<Digest> Condemned => [.. _states.Where(s => s.Value == 1).Select(s => s.Key)];

    public Content Of(RepositoryName name) => _repositories.TryGetValue(name, out var content) ? content : _repositories[name] = new Content();

    public int? StateOf(Digest digest) => _states.TryGetValue(digest, out var state) ? state : null;

    public void Publish(RepositoryName name, Digest digest)
    {
        _states[digest] = 0;
        Of(name).Blobs.Add(digest);
    }

    public bool Mount(RepositoryName name, Digest digest)
    {
        if (StateOf(digest) is not (0 or 1) || !_repositories.Values.Any(r => r.Blobs.Contains(digest))) return false;
        Publish(name, digest);
        return true;
    }

    public bool Find(RepositoryName name, Digest digest)
    {
        if (!Of(name).Blobs.Contains(digest) || StateOf(digest) is not (0 or 1)) return false;
        _states[digest] = 0;
        return true;
    }

    public BlobRemoval RemoveBlob(RepositoryName name, Digest digest)
    {
        if (!Of(name).Blobs.Contains(digest) || StateOf(digest) is not (0 or 1)) return BlobRemoval.Unknown;
        if (IsNeeded(Of(name), digest)) return BlobRemoval.Referenced;
        Of(name).Blobs.Remove(digest);
        return BlobRemoval.Removed;
    }

    public (List<Digest> Missing, bool IsNew) Put(RepositoryName name, BuiltManifest manifest, Tag[] tags)
    {
        var content = Of(name);
        var isNew = !content.Manifests.ContainsKey(manifest.Digest);
        if (isNew)
        {
            var blobs = BlobsOf(manifest.Manifest).ToList();
            var missing = blobs.Where(b => !content.Blobs.Contains(b) || StateOf(b) is not (0 or 1)).Concat(ChildrenOf(manifest.Manifest).Where(c => !content.Manifests.ContainsKey(c))).Distinct().ToList();
            if (missing.Count > 0) return (missing, false);
            foreach (var blob in blobs) _states[blob] = 0;
            content.Manifests[manifest.Digest] = manifest;
        }
        foreach (var tag in tags) content.Tags[tag] = manifest.Digest;
        return ([], isNew);
    }

    public ManifestRemoval RemoveManifest(RepositoryName name, Digest digest)
    {
        var content = Of(name);
        if (!content.Manifests.ContainsKey(digest)) return ManifestRemoval.Unknown;
        if (content.Manifests.Values.Any(m => ChildrenOf(m.Manifest).Contains(digest))) return ManifestRemoval.Referenced;
        content.Manifests.Remove(digest);
        foreach (var tag in content.Tags.Where(t => t.Value == digest).Select(t => t.Key).ToList()) content.Tags.Remove(tag);
        return ManifestRemoval.Removed;
    }

    public bool RemoveTag(RepositoryName name, Tag tag) => Of(name).Tags.Remove(tag);

    /// <summary>Condemns every live blob that no manifest anywhere needs, but leaves it in the repositories that have it.</summary>
    public List<Digest> Condemn()
    {
        var condemned = _states.Where(s => s.Value == 0 && !_repositories.Values.Any(r => IsNeeded(r, s.Key))).Select(s => s.Key).ToList();
        foreach (var digest in condemned) _states[digest] = 1;
        return condemned;
    }

    public void Delete(Digest digest, bool finish)
    {
        _states[digest] = 2;
        if (!finish) return;
        _states.Remove(digest);
        foreach (var repository in _repositories.Values) repository.Blobs.Remove(digest);
    }

    private static bool IsNeeded(Content repository, Digest blob) => repository.Manifests.Values.Any(m => BlobsOf(m.Manifest).Contains(blob));

    private static IEnumerable<Digest> BlobsOf(Manifest manifest) =>
        manifest.Layers.Append(manifest.Config).Concat(manifest.Manifests.Where(m => !MediaTypes.IsManifest(m.MediaType)))
            .OfType<Descriptor>().Select(d => d.Digest).Where(d => d != Digest.EmptyJson);

    private static IEnumerable<Digest> ChildrenOf(Manifest manifest) => manifest.Manifests.Where(m => MediaTypes.IsManifest(m.MediaType)).Select(m => m.Digest);

    /// <summary>What a repository holds.</summary>
    public sealed class Content
    {
        public HashSet<Digest> Blobs { get; } = [];

        public Dictionary<Digest, BuiltManifest> Manifests { get; } = [];

        public Dictionary<Tag, Digest> Tags { get; } = [];
    }
}
