using Plimsoll.Core;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>Compares what is stored with what was promised. Whatever went must have been allowed to go; whatever is there must be whole.</summary>
internal sealed class ModelCheck(World world, RegistryModel model, SimulatedObjects objects, bool keepUntagged)
{
    private Dictionary<Digest, int> _states = [];

    /// <summary>Checks everything after one call.</summary>
    /// <param name="stored">What is stored.</param>
    /// <param name="call">The call: only a review may take something away, only a push or an undelete may bring something back.</param>
    public void Run(MetadataSnapshot stored, string call)
    {
        foreach (var (name, repository) in model.Repositories)
        {
            CheckManifests(name, repository, stored, call);
            CheckTags(name, repository, stored);
            CheckMemberships(name, repository, stored, call);
            CheckReferences(name, repository, stored);
        }
        CheckBlobs(stored);
        CheckObjects(stored);
    }

    private void CheckManifests(string name, RepositoryModel repository, MetadataSnapshot stored, string call)
    {
        var gone = repository.Manifests.Values.Where(m => !stored.Manifests.Contains((name, m.Built.Digest))).ToList();
        if (gone.Count > 0 && call != "review") throw new ViolationException($"I3: {world.NameOf(gone[0].Built.Digest)} went from {name} by '{call}'");
        foreach (var manifest in gone)
        {
            if (WhyNot(repository, manifest, gone) is { } reason) throw new ViolationException($"I3: {world.NameOf(manifest.Built.Digest)} went from {name} although {reason}");
        }
        foreach (var manifest in gone)
        {
            repository.Remove(manifest.Built.Digest, model.Now, byRequest: false);
            model.Count("manifest collected");
        }
        foreach (var (_, digest) in stored.Manifests.Where(m => m.Repository == name && !repository.Manifests.ContainsKey(m.Manifest)).ToList())
        {
            if (call != "put" || repository.Gone.GetValueOrDefault(digest).ByRequest) throw new ViolationException($"{world.NameOf(digest)} came back to {name} by '{call}'");
            model.Return(name, digest);
            model.Count("manifest came back by a push");
        }
    }

    /// <summary>Why collection may not delete a manifest.</summary>
    private string? WhyNot(RepositoryModel repository, ManifestModel manifest, List<ManifestModel> gone)
    {
        var visited = new HashSet<ManifestModel>();
        var work = new Stack<ManifestModel>([manifest]);
        while (work.TryPop(out var next))
        {
            if (!visited.Add(next)) continue;
            if (repository.IsTagged(next.Built.Digest)) return $"{world.NameOf(next.Built.Digest)} is tagged";
            if (model.IsYoung(next.LastUse)) return $"{world.NameOf(next.Built.Digest)} was used at {next.LastUse:HH:mm:ss.fff}";
            foreach (var above in repository.Above(next)) work.Push(above);
        }
        if (!keepUntagged) return null;
        var above2 = repository.Above(manifest).ToList();
        if (above2.Any(a => !gone.Contains(a))) return "an index or a subject of it stays";
        return manifest.IsOrphan || above2.Count > 0 ? null : "untagged manifests stay";
    }

    private static void CheckTags(string name, RepositoryModel repository, MetadataSnapshot stored)
    {
        var tags = stored.Tags.Where(t => t.Key.Repository == name).ToList();
        if (tags.Count != repository.Tags.Count || tags.Any(t => !repository.Tags.TryGetValue(t.Key.Tag, out var digest) || digest != t.Value))
            throw new ViolationException($"I3: tags of {name} are {string.Join(", ", tags.Select(t => t.Key.Tag))}, not {string.Join(", ", repository.Tags.Keys)}");
    }

    private void CheckMemberships(string name, RepositoryModel repository, MetadataSnapshot stored, string call)
    {
        foreach (var (blob, lastUse) in repository.Blobs.Where(b => !stored.Memberships.Contains((name, b.Key))).ToList())
        {
            if (call != "review") throw new ViolationException($"I3: {world.NameOf(blob)} left {name} by '{call}'");
            if (repository.IsNeeded(blob)) throw new ViolationException($"I2: {world.NameOf(blob)} left {name} although a manifest needs it");
            if (model.IsYoung(lastUse)) throw new ViolationException($"I4: {world.NameOf(blob)} left {name} although it was used at {lastUse:HH:mm:ss.fff}, now {model.Now:HH:mm:ss.fff}");
            repository.Blobs.Remove(blob);
            model.Count("blob left");
        }
        foreach (var (_, blob) in stored.Memberships.Where(m => m.Repository == name))
        {
            if (repository.Blobs.ContainsKey(blob)) continue;
            if (call is not ("put" or "undelete")) throw new ViolationException($"{world.NameOf(blob)} came into {name} by '{call}'");
            repository.Blobs[blob] = model.Now;
        }
        // What a manifest brings back with it is in use from now on.
        if (call is "put" or "undelete")
        {
            foreach (var manifest in repository.Manifests.Values.Where(m => m.LastUse == model.Now))
                foreach (var blob in RepositoryModel.BlobsOf(manifest.Built).Concat(RepositoryModel.Listed(manifest.Built))) repository.Use(blob, model.Now);
        }
    }

    private void CheckReferences(string name, RepositoryModel repository, MetadataSnapshot stored)
    {
        foreach (var manifest in repository.Manifests.Values)
        {
            foreach (var blob in RepositoryModel.BlobsOf(manifest.Built))
            {
                if (!stored.Memberships.Contains((name, blob)) || stored.Blobs[blob].State == 2)
                    throw new ViolationException($"I2: {world.NameOf(manifest.Built.Digest)} in {name} needs {world.NameOf(blob)}");
            }
            foreach (var entry in RepositoryModel.Listed(manifest.Built))
            {
                var isThere = stored.Manifests.Contains((name, entry)) || stored.Memberships.Contains((name, entry));
                // What was absent when a sparse index was pushed stays so until it comes; from then on it is held.
                if (isThere) manifest.Absent.Remove(entry);
                else if (!manifest.Absent.Contains(entry)) throw new ViolationException($"I2: {world.NameOf(manifest.Built.Digest)} in {name} lists {world.NameOf(entry)}");
            }
        }
    }

    private void CheckBlobs(MetadataSnapshot stored)
    {
        foreach (var (digest, state) in _states)
        {
            if (!stored.Blobs.TryGetValue(digest, out var now)) model.Count("blob deleted");
            else if (state > 0 && now.State == 0) model.Count(state == 1 ? "condemned blob revived" : "doomed blob replaced");
        }
        _states = stored.Blobs.ToDictionary(b => b.Key, b => b.Value.State);
        foreach (var blob in stored.Blobs.Values)
        {
            if (blob.State > 0 && stored.Memberships.Any(m => m.Blob == blob.Digest)) throw new ViolationException($"{world.NameOf(blob.Digest)} is condemned, but a repository has it");
            if (blob.State == 2) continue;
            if (blob.Size != world.ContentOf(blob.Digest).Length) throw new ViolationException($"I1: {world.NameOf(blob.Digest)} has size {blob.Size}");
            if (blob.Key is { } key && objects.ContentOf(key)?.AsSpan().SequenceEqual(world.ContentOf(blob.Digest)) != true)
                throw new ViolationException($"I1: {world.NameOf(blob.Digest)} has lost its bytes");
        }
    }

    private void CheckObjects(MetadataSnapshot stored)
    {
        var known = stored.Blobs.Values.Where(b => b.Key is not null).Select(b => b.Key!.Value).ToHashSet();
        foreach (var key in objects.Keys)
        {
            if (!known.Contains(key) && !stored.Keys.Contains(key)) throw new ViolationException($"I5: object {key} has neither row nor intent");
        }
    }
}
