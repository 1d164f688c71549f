using Plimsoll.Core;
using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>What the registry has promised to its clients so far. It learns of every effect at the moment of the effect, also when the client does not.</summary>
internal sealed class RegistryModel(World world, TimeSpan grace, Func<DateTimeOffset> clock)
{
    private readonly Dictionary<string, RepositoryModel> _repositories = world.Repositories.ToDictionary(r => r, _ => new RepositoryModel());

    public IReadOnlyDictionary<string, RepositoryModel> Repositories => _repositories;

    public DateTimeOffset Now => clock();

    /// <summary>How often what happened, so that a test can tell that it tests something.</summary>
    public Dictionary<string, int> Coverage { get; } = [];

    public void Count(string what) => Coverage[what] = Coverage.GetValueOrDefault(what) + 1;

    public bool IsYoung(DateTimeOffset lastUse) => Now < lastUse + grace;

    /// <summary>All of it as it is now.</summary>
    public IReadOnlyDictionary<string, RepositoryModel> Copy() => _repositories.ToDictionary(r => r.Key, r => r.Value.Copy());

    /// <summary>Goes back to what was there, but for what clients were told since: that is a promise, whatever was lost.</summary>
    public void Restore(IReadOnlyDictionary<string, RepositoryModel> before)
    {
        foreach (var (name, saved) in before)
        {
            var restored = saved.Copy();
            foreach (var (digest, at) in _repositories[name].Seen) restored.Seen[digest] = at;
            _repositories[name] = restored;
        }
    }

    public void Published(string repository, Digest blob, DateTimeOffset pinnedUntil)
    {
        var blobs = _repositories[repository].Blobs;
        blobs[blob] = blobs.TryGetValue(blob, out var last) && last > pinnedUntil ? last : pinnedUntil;
        _repositories[repository].Seen[blob] = Now;
    }

    public void SawBlob(string repository, Digest blob, bool found)
    {
        var model = _repositories[repository];
        if (found != model.Blobs.ContainsKey(blob)) throw new ViolationException($"{world.NameOf(blob)} in {repository}: found is {found}");
        if (!found) return;
        model.Use(blob, Now);
        model.Seen[blob] = Now;
    }

    public void SawManifest(string repository, Digest manifest, bool found)
    {
        var model = _repositories[repository];
        if (found != model.Manifests.ContainsKey(manifest)) throw new ViolationException($"{world.NameOf(manifest)} in {repository}: found is {found}");
        if (found) model.Seen[manifest] = Now;
    }

    public void RemovedBlob(string repository, Digest blob, BlobRemoval removal)
    {
        if (removal != BlobRemoval.Removed) return;
        _repositories[repository].Blobs.Remove(blob);
        _repositories[repository].Seen.Remove(blob);
    }

    public void Put(string repository, BuiltManifest built, string? tag, bool sparse, ManifestPutResult result)
    {
        var model = _repositories[repository];
        if (result is ManifestPutResult.Missing(var digests))
        {
            foreach (var digest in digests.Where(d => model.Seen.TryGetValue(d, out var at) && IsYoung(at)))
                throw new ViolationException($"I4: {world.NameOf(digest)} in {repository} was there at {model.Seen[digest]:HH:mm:ss.fff}, and is missing at {Now:HH:mm:ss.fff} for {world.NameOf(built.Digest)}");
            return;
        }
        if (result is not ManifestPutResult.Stored) throw new ViolationException($"unexpected {result}");
        var manifest = model.Manifests.GetValueOrDefault(built.Digest) ?? model.Add(built, sparse);
        (manifest.LastUse, manifest.IsOrphan) = (Now, false);
        model.Seen[built.Digest] = Now;
        model.Gone.Remove(built.Digest);
        if (tag is not null) MoveTag(model, tag, built.Digest);
    }

    public void RemovedTag(string repository, string tag, bool removed)
    {
        var model = _repositories[repository];
        if (removed != model.Tags.ContainsKey(tag)) throw new ViolationException($"tag {tag} of {repository}: removed is {removed}");
        if (removed) MoveTag(model, tag, null);
    }

    public void RemovedManifest(string repository, Digest digest, ManifestRemoval removal)
    {
        var model = _repositories[repository];
        var expected = !model.Manifests.TryGetValue(digest, out _) ? ManifestRemoval.Unknown
            : model.Manifests.Values.Any(m => RepositoryModel.Listed(m.Built).Contains(digest)) ? ManifestRemoval.Referenced : ManifestRemoval.Removed;
        if (removal != expected) throw new ViolationException($"removal of {world.NameOf(digest)} from {repository} came to {removal}, not {expected}");
        if (removal != ManifestRemoval.Removed) return;
        foreach (var tag in model.Tags.Where(t => t.Value == digest).Select(t => t.Key).ToList()) model.Tags.Remove(tag);
        model.Remove(digest, Now, byRequest: true);
        foreach (var gone in Containing(digest)) model.Seen.Remove(gone);
    }

    public void Undeleted(string repository, DeletedReference reference, UndeleteResult result)
    {
        var model = _repositories[repository];
        if (result is UndeleteResult.Restored(var digest, var manifests, var tags))
        {
            foreach (var back in manifests) Return(repository, back);
            Count(manifests.Count == 0 ? "tag undeleted" : "manifest undeleted");
            if (!model.Manifests.ContainsKey(digest)) throw new ViolationException($"{world.NameOf(digest)} is said to be back in {repository}, but never was there");
            foreach (var tag in tags) model.Tags[tag.Value] = digest;
            return;
        }
        if (reference is DeletedReference.ByDigest(var wanted) && model.Gone.TryGetValue(wanted, out var gone) && IsYoung(gone.At))
            throw new ViolationException($"{world.NameOf(wanted)} went from {repository} at {gone.At:HH:mm:ss.fff} and cannot come back: {result}");
    }

    /// <summary>A manifest that was gone is there again.</summary>
    public void Return(string repository, Digest digest)
    {
        var model = _repositories[repository];
        if (!model.Gone.Remove(digest, out var gone)) throw new ViolationException($"{world.NameOf(digest)} came back to {repository} without having been there");
        model.Add(world.ByDigest[digest], gone.IsSparse).LastUse = Now;
    }

    private void MoveTag(RepositoryModel model, string tag, Digest? to)
    {
        if (model.Tags.TryGetValue(tag, out var old) && old != to && model.Manifests.TryGetValue(old, out var previous)) previous.LastUse = Now;
        if (to is { } digest) model.Tags[tag] = digest;
        else model.Tags.Remove(tag);
    }

    /// <summary>The manifest, and the indexes that cannot come back without it.</summary>
    private IEnumerable<Digest> Containing(Digest digest) =>
        world.Manifests.Where(m => RepositoryModel.Listed(m).Contains(digest)).SelectMany(m => Containing(m.Digest)).Append(digest);
}
