using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Collection;
using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>
/// A registry in a box: clients, collectors, a clock and a power switch, moved step by step. The same steps give the same run. Everything that is stored is compared with the
/// model after every call.
/// </summary>
internal sealed class Simulation : IAsyncDisposable
{
    public static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    private const int MaxActors = 6;

    private readonly ManualClock _clock;
    private readonly IMetadataProbe _probe;
    private readonly Mutation _mutation;
    private readonly bool _keepUntagged;
    private readonly World _world;
    private readonly Gate _gate = new();
    private readonly SimulatedObjects _objects;
    private readonly RegistryModel _model;
    private readonly ModelCheck _check;
    private readonly Clients _clients;
    private readonly List<Actor> _actors = [];
    private readonly List<string> _log = [];
    private IReadOnlyDictionary<string, RepositoryModel> _flushed;
    private int _keys;

    public Simulation(World world, ManualClock clock, IMetadataProbe probe, bool keepUntagged, Mutation mutation)
    {
        (_world, _clock, _probe, _keepUntagged, _mutation) = (world, clock, probe, keepUntagged, mutation);
        _objects = new SimulatedObjects(_gate);
        _model = new RegistryModel(world, Grace, () => clock.Now);
        _check = new ModelCheck(world, _model, _objects, keepUntagged);
        _flushed = _model.Copy();
        _clients = new Clients(world, _model, _gate, _objects, () => probe.Store, Grace, NewKey, mutation);
    }

    /// <summary>What happened, for people.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>How often what happened.</summary>
    public Dictionary<string, int> Coverage => _model.Coverage;

    public void Run(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Start when _actors.Count < MaxActors:
                Start(step);
                break;
            case StepKind.Wait:
                Wait(step);
                break;
            case StepKind.Crash or StepKind.PowerCut when _actors.Count > 0:
                Crash(step);
                break;
            default:
                if (_actors.Count > 0) Move(_actors[step.A % _actors.Count], Fate.Done);
                break;
        }
    }

    /// <summary>Lets everybody finish, collects until nothing is left to do, and sees whether anything is left over.</summary>
    public void Settle()
    {
        while (_actors.Count > 0) Move(_actors[0], Fate.Done);
        for (var i = 0; i < 8; i++)
        {
            _clock.Advance(Grace);
            Begin("collect", () => CollectAsync(dryRun: false, batch: 100));
            while (_actors.Count > 0) Move(_actors[0], Fate.Done);
        }
        CheckLeftovers();
        var violations = _probe.ViolationsAsync().GetAwaiter().GetResult().Where(v => !v.StartsWith("I2: an index lists", StringComparison.Ordinal)).ToList();
        if (violations.Count > 0) throw new ViolationException(violations[0]);
    }

    private MetadataSnapshot Snapshot() => _probe.SnapshotAsync().GetAwaiter().GetResult();

    public ValueTask DisposeAsync() => _probe.DisposeAsync();

    private void CheckLeftovers()
    {
        var stored = Snapshot();
        foreach (var (name, repository) in _model.Repositories)
        {
            foreach (var idle in repository.Blobs.Keys.Where(b => !repository.MayBeNeeded(b))) throw new ViolationException($"leak: nobody needs {_world.NameOf(idle)} in {name}");
            if (_keepUntagged) continue;
            foreach (var manifest in repository.Manifests.Values.Where(m => !LeadsToTag(repository, m, [])))
                throw new ViolationException($"leak: nothing leads to {_world.NameOf(manifest.Built.Digest)} in {name}");
        }
        if (stored.Blobs.Values.FirstOrDefault(b => !stored.Memberships.Any(m => m.Blob == b.Digest)) is { } orphan) throw new ViolationException($"leak: no repository has {_world.NameOf(orphan.Digest)}");
        if (stored.Keys.Count > 0) throw new ViolationException($"leak: key {stored.Keys.First()}");
        var totals = _probe.Store.Collection.MeasureAsync(default).AsTask().GetAwaiter().GetResult();
        var expected = new StorageTotals(stored.Manifests.Count, stored.Blobs.Count, stored.Blobs.Values.Sum(b => b.Size), 0, 0);
        if (totals != expected) throw new ViolationException($"I6: measured {totals}, stored {expected}");
    }

    private static bool LeadsToTag(RepositoryModel repository, ManifestModel manifest, HashSet<ManifestModel> visited) =>
        visited.Add(manifest) && (repository.IsTagged(manifest.Built.Digest) || repository.Above(manifest).Any(a => LeadsToTag(repository, a, visited)));

    private void Start(Step step)
    {
        var repository = _world.Repositories[step.B % _world.Repositories.Count];
        var (blob, manifest, tag) = (step.C % World.BlobCount, step.C % _world.Manifests.Count, _world.Tags[step.D % _world.Tags.Count]);
        switch (step.A % 100)
        {
            case < 14: Begin($"upload blob {blob} to {repository} ({step.D % 6})", () => _clients.UploadAsync(repository, blob, step.D % 6)); break;
            case < 40: Begin($"push manifest {manifest} to {repository}:{(step.D % 3 > 0 ? tag : "")}", () => _clients.PushAsync(repository, manifest, step.D % 3 > 0 ? tag : null)); break;
            case < 44: Begin($"put manifest {manifest} to {repository}", () => _clients.PutAsync(repository, manifest, step.D % 3 > 0 ? tag : null)); break;
            case < 48: Begin($"head blob {blob} of {repository}", () => _clients.HeadBlobAsync(repository, blob)); break;
            case < 50: Begin($"head manifest {manifest} of {repository}", () => _clients.HeadManifestAsync(repository, manifest)); break;
            case < 55: Begin($"mount blob {blob} into {repository}", () => _clients.MountAsync(repository, blob)); break;
            case < 58: Begin($"remove blob {blob} from {repository}", () => _clients.RemoveBlobAsync(repository, blob)); break;
            case < 67:
                manifest = PresentOr(repository, step.C, manifest);
                Begin($"remove manifest {manifest} from {repository}", () => _clients.RemoveManifestAsync(repository, manifest));
                break;
            case < 76: Begin($"remove tag {tag} of {repository}", () => _clients.RemoveTagAsync(repository, tag)); break;
            case < 79: Begin("undelete", () => _clients.UndeleteAsync(repository, new DeletedReference.ByDigest(GoneOr(repository, step.C, manifest)))); break;
            case < 82: Begin($"undelete tag {tag} of {repository}", () => _clients.UndeleteAsync(repository, new DeletedReference.ByTag(Tag.Parse(tag)))); break;
            default: Begin(step.D % 5 == 0 ? "dry run" : "collect", () => CollectAsync(step.D % 5 == 0, 1 + (step.C % 8))); break;
        }
    }

    /// <summary>A manifest that is gone, where there is one: the others have nothing to come back from.</summary>
    private Digest GoneOr(string repository, int choice, int manifest)
    {
        var gone = _model.Repositories[repository].Gone.Keys;
        return gone.Count > 0 ? gone.ElementAt(choice % gone.Count) : _world.Manifests[manifest].Digest;
    }

    /// <summary>A manifest that is there, indexes before others, because nothing is refused to be deleted but what they list.</summary>
    private int PresentOr(string repository, int choice, int manifest)
    {
        var present = _model.Repositories[repository].Manifests.Values.OrderByDescending(m => m.Built.Manifest.IsIndex).Select(m => _world.Manifests.IndexOf(w => w.Digest == m.Built.Digest)).ToList();
        return present.Count > 0 ? present[choice % 2 == 0 ? 0 : choice % present.Count] : manifest;
    }

    private void Begin(string name, Func<Task> work)
    {
        var actor = new Actor(name, _clock.Now);
        _log.Add($"{_clock.Now:dd HH:mm:ss} {name}");
        _gate.Current = actor;
        actor.Work = work();
        Keep(actor);
    }

    /// <summary>An actor makes the call before which it stands, and goes on to the next.</summary>
    private void Move(Actor actor, Fate fate)
    {
        if (_log.Count == 0 || fate == Fate.Done) _log.Add($"{_clock.Now:dd HH:mm:ss}     {actor.Call}  [{actor.Name}]");
        var (call, turn) = (actor.Call, actor.Turn!);
        (_gate.Current, actor.Turn) = (actor, null);
        _actors.Remove(actor);
        turn.SetResult(fate);
        Keep(actor);
        _model.Count(call);
        _check.Run(Snapshot(), call);
        if (!_probe.HasUnflushedAsync().GetAwaiter().GetResult()) _flushed = _model.Copy();
    }

    private void Keep(Actor actor)
    {
        if (!actor.Work.IsCompleted)
        {
            if (actor.Turn is null) throw new InvalidOperationException($"{actor.Name} waits for something that is no call");
            _actors.Add(actor);
        }
        else if (actor.Work.Exception?.InnerException is { } e and not (CrashException or IOException))
        {
            throw e;
        }
    }

    /// <summary>A request that lasts as long as half a grace is not one any more; collectors may stand still for as long as they like.</summary>
    private void Wait(Step step)
    {
        var time = (step.A % 10) switch
        {
            < 4 => TimeSpan.FromMinutes(step.B % 60),
            < 8 => TimeSpan.FromHours(step.B % 12),
            8 => Grace,
            _ => Grace + TimeSpan.FromMilliseconds((step.B % 3) - 1),
        };
        _clock.Advance(time);
        _log.Add($"{_clock.Now:dd HH:mm:ss} wait {time}");
        _actors.RemoveAll(a => !a.Name.StartsWith("collect", StringComparison.Ordinal) && a.StartedAt + (Grace / 2) < _clock.Now);
    }

    private void Crash(Step step)
    {
        var victim = _actors[step.A % _actors.Count];
        var fate = step.B % 2 == 0 ? Fate.CrashBefore : Fate.CrashAfter;
        _log.Add($"{_clock.Now:dd HH:mm:ss} {step.Kind} {(fate == Fate.CrashBefore ? "before" : "after")} {victim.Call}  [{victim.Name}]");
        Move(victim, fate);
        _actors.Clear();
        if (step.Kind == StepKind.PowerCut) CutPower(step.C);
        else _probe.ReopenAsync().GetAwaiter().GetResult();
        _model.Count(step.Kind.ToString());
        _check.Run(Snapshot(), "crash");
        _flushed = _model.Copy();
    }

    private void CutPower(int luck)
    {
        _objects.CutPower(luck);
        if (!_probe.CutPowerAsync().GetAwaiter().GetResult()) return;
        _model.Restore(_flushed);
        _model.Count("commits taken back");
    }

    private async Task CollectAsync(bool dryRun, int batch)
    {
        var settings = new CollectionSettings { Grace = Grace, KeepUntagged = _keepUntagged, MaxBatch = batch, Slice = TimeSpan.MaxValue, Rest = 0 };
        await new Collector(_mutation.Wrap(_gate, _probe), _objects, settings, _clock).RunAsync(dryRun, confirmed: true, default);
    }

    private StorageKey NewKey() => StorageKey.Parse($"{_keys % 256:x2}/{++_keys:x32}");
}
