using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>A manifest as the model knows it.</summary>
internal sealed class ManifestModel(BuiltManifest built)
{
    public BuiltManifest Built { get; } = built;

    /// <summary>When it was pushed, lost a tag, lost an index or a subject by request, or came back: nothing may happen to it until a grace later.</summary>
    public DateTimeOffset LastUse { get; set; }

    /// <summary>True when an index or a subject of it has gone.</summary>
    public bool IsOrphan { get; set; }

    /// <summary>True when content that it lists was not there when it was pushed.</summary>
    public bool IsSparse { get; init; }

    /// <summary>Content that it lists and that has not come yet.</summary>
    public HashSet<Digest> Absent { get; init; } = [];

    public ManifestModel Copy() => new(Built) { LastUse = LastUse, IsOrphan = IsOrphan, IsSparse = IsSparse, Absent = [.. Absent] };
}

/// <summary>What a repository should hold, in the simplest words.</summary>
internal sealed class RepositoryModel
{
    public Dictionary<Digest, ManifestModel> Manifests { get; } = [];

    public Dictionary<string, Digest> Tags { get; } = [];

    /// <summary>Blobs with the time of their last use: nothing may happen to them until a grace later.</summary>
    public Dictionary<Digest, DateTimeOffset> Blobs { get; } = [];

    /// <summary>Manifests that are gone: since when, whether a request deleted them, whether they were sparse.</summary>
    public Dictionary<Digest, (DateTimeOffset At, bool ByRequest, bool IsSparse)> Gone { get; } = [];

    /// <summary>When a client was last told that something is there, unless somebody deleted it since.</summary>
    public Dictionary<Digest, DateTimeOffset> Seen { get; } = [];

    public RepositoryModel Copy()
    {
        var copy = new RepositoryModel();
        foreach (var (digest, manifest) in Manifests) copy.Manifests[digest] = manifest.Copy();
        foreach (var (tag, digest) in Tags) copy.Tags[tag] = digest;
        foreach (var (digest, lastUse) in Blobs) copy.Blobs[digest] = lastUse;
        foreach (var (digest, gone) in Gone) copy.Gone[digest] = gone;
        foreach (var (digest, at) in Seen) copy.Seen[digest] = at;
        return copy;
    }

    public static IEnumerable<Digest> BlobsOf(BuiltManifest built) => built.Manifest.Layers.Where(l => !MediaTypes.IsNonDistributable(l.MediaType)).Append(built.Manifest.Config)
        .OfType<Descriptor>().Select(d => d.Digest).Where(d => d != Digest.EmptyJson);

    /// <summary>Everything that an index lists, manifests and blobs.</summary>
    public static IEnumerable<Digest> Listed(BuiltManifest built) => built.Manifest.Manifests.Select(d => d.Digest);

    /// <summary>The manifest as it comes, now or again.</summary>
    public ManifestModel Add(BuiltManifest built, bool sparse)
    {
        var absent = sparse ? Listed(built).Where(d => !Manifests.ContainsKey(d) && !Blobs.ContainsKey(d)).ToHashSet() : [];
        return Manifests[built.Digest] = new ManifestModel(built) { IsSparse = absent.Count > 0, Absent = absent };
    }

    public bool IsTagged(Digest manifest) => Tags.ContainsValue(manifest);

    public bool IsNeeded(Digest blob) => Manifests.Values.Any(m => m.Built.Manifest.Layers.Any(l => l.Digest == blob && !MediaTypes.IsNonDistributable(l.MediaType))
        || m.Built.Manifest.Config?.Digest == blob || Listed(m.Built).Contains(blob));

    /// <summary>The same, and layers whose bytes may live elsewhere: a registry that has them may keep them or not.</summary>
    public bool MayBeNeeded(Digest blob) => IsNeeded(blob) || Manifests.Values.Any(m => m.Built.Manifest.Layers.Any(l => l.Digest == blob));

    /// <summary>Indexes that list the manifest, and its subject: what it may owe its life to.</summary>
    public IEnumerable<ManifestModel> Above(ManifestModel manifest)
    {
        foreach (var index in Manifests.Values.Where(m => Listed(m.Built).Contains(manifest.Built.Digest))) yield return index;
        if (manifest.Built.Manifest.Subject is { } subject && Manifests.TryGetValue(subject.Digest, out var found)) yield return found;
    }

    public void Use(Digest blob, DateTimeOffset at)
    {
        if (Blobs.TryGetValue(blob, out var last) && last < at) Blobs[blob] = at;
    }

    /// <summary>Takes a manifest away. Its blobs were in use until now; what it led to is an orphan.</summary>
    public void Remove(Digest digest, DateTimeOffset now, bool byRequest)
    {
        Manifests.Remove(digest, out var manifest);
        var built = manifest!.Built;
        foreach (var blob in built.Manifest.Layers.Append(built.Manifest.Config).OfType<Descriptor>().Select(d => d.Digest).Concat(Listed(built))) Use(blob, now);
        foreach (var below in Manifests.Values.Where(m => Listed(built).Contains(m.Built.Digest) || m.Built.Manifest.Subject?.Digest == digest))
        {
            below.IsOrphan = true;
            if (byRequest) below.LastUse = now;
        }
        Gone[digest] = (now, byRequest, manifest.IsSparse);
    }
}
