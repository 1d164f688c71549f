using System.Collections.Concurrent;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Copying;

/// <summary>Finds a closure: the children of an index, what refers to each manifest, what refers to that, and cosign's tags beside all of them.</summary>
/// <param name="source">Where it is.</param>
public sealed class ClosureWalk(IClosureSource source)
{
    /// <summary>Whoever may push can attach without end: more manifests than this are refused rather than copied in part.</summary>
    public const int MaxManifests = 10_000;

    private const int Parallel = 8;

    private readonly ConcurrentDictionary<Digest, ClosureManifest> _found = new();
    private readonly ConcurrentDictionary<Tag, Digest> _tags = new();
    private readonly ConcurrentBag<string> _remarks = [];

    /// <summary>True for the image alone, with its children, without what is about it.</summary>
    public bool ImageOnly { get; init; }

    /// <summary>Walks from a manifest.</summary>
    /// <param name="root">The manifest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RegistryException">A registry refused or could not be reached: a closure that cannot be seen is not an empty one.</exception>
    /// <exception cref="InvalidDataException">There are more manifests than <see cref="MaxManifests"/>.</exception>
    public async Task<Closure> RunAsync(Descriptor root, CancellationToken cancellationToken)
    {
        var wave = new List<ClosureManifest> { new(root, ClosurePart.Root) };
        while (wave.Count > 0)
        {
            var next = new ConcurrentBag<ClosureManifest>();
            await System.Threading.Tasks.Parallel.ForEachAsync(wave, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken }, async (seen, cancellation) => await VisitAsync(seen, next, cancellation));
            if (_found.Count + next.Count > MaxManifests) throw new InvalidDataException($"{source.Name}: more than {MaxManifests} manifests belong to {root.Digest}");
            // A manifest may be listed by several others; it is visited once.
            wave = [.. next.DistinctBy(manifest => manifest.Descriptor.Digest).Where(manifest => !_found.ContainsKey(manifest.Descriptor.Digest)).OrderBy(manifest => manifest.Descriptor.Digest)];
        }
        return new Closure(root, Ordered(root.Digest), _tags, [.. _remarks.Order(StringComparer.Ordinal)]);
    }

    private async Task VisitAsync(ClosureManifest seen, ConcurrentBag<ClosureManifest> next, CancellationToken cancellationToken)
    {
        if (await source.FindManifestAsync(seen.Descriptor.Digest.Value, cancellationToken) is not { } fetched)
        {
            _remarks.Add($"{Describe(seen)} is listed and not there");
            return;
        }
        var manifest = fetched.Read();
        if (seen.Part == ClosurePart.Referrer && manifest.Subject?.Digest != seen.About)
        {
            _remarks.Add($"{seen.Descriptor.Digest} is listed as a referrer of {seen.About} and is none");
            return;
        }
        var children = manifest.Manifests.Where(child => MediaTypes.IsManifest(child.MediaType)).ToList();
        var blobs = manifest.Layers.Prepend(manifest.Config).OfType<Descriptor>().Concat(manifest.Manifests.Except(children)).Where(blob => !MediaTypes.IsNonDistributable(blob.MediaType));
        var visited = seen with { Descriptor = fetched.Descriptor, ArtifactType = manifest.ReferrerArtifactType, Children = [.. children.Select(child => child.Digest)], Blobs = [.. blobs.DistinctBy(blob => blob.Digest)] };
        if (!_found.TryAdd(visited.Descriptor.Digest, visited)) return;
        foreach (var child in children) next.Add(new ClosureManifest(child, ClosurePart.Child));
        if (!ImageOnly) await AddWhatIsAboutAsync(visited.Descriptor.Digest, next, cancellationToken);
    }

    private async Task AddWhatIsAboutAsync(Digest digest, ConcurrentBag<ClosureManifest> next, CancellationToken cancellationToken)
    {
        await foreach (var referrer in source.ListReferrersAsync(digest, cancellationToken)) next.Add(new ClosureManifest(referrer, ClosurePart.Referrer) { About = digest });
        foreach (var tag in CosignTags.Of(digest))
        {
            if (await source.FindManifestAsync(tag.Value, cancellationToken) is not { } named) continue;
            _tags[tag] = named.Descriptor.Digest;
            next.Add(new ClosureManifest(named.Descriptor, ClosurePart.CosignTag) { About = digest });
        }
    }

    /// <summary>What something consists of before it, and what is about something after it.</summary>
    private List<ClosureManifest> Ordered(Digest root)
    {
        var about = _found.Values.Where(manifest => manifest.About is not null).OrderBy(manifest => manifest.Descriptor.Digest).ToLookup(manifest => manifest.About!.Value);
        var (ordered, entered) = (new List<ClosureManifest>(_found.Count), new HashSet<Digest>());
        var left = new Stack<(Digest Digest, bool Expanded)>([(root, false)]);
        while (left.TryPop(out var step))
        {
            if (!_found.TryGetValue(step.Digest, out var manifest)) continue;
            if (step.Expanded)
            {
                ordered.Add(manifest);
                foreach (var one in about[step.Digest]) left.Push((one.Descriptor.Digest, false));
                continue;
            }
            if (!entered.Add(step.Digest)) continue;
            left.Push((step.Digest, true));
            foreach (var child in manifest.Children) left.Push((child, false));
        }
        return ordered;
    }

    private static string Describe(ClosureManifest seen) => seen.Part switch
    {
        ClosurePart.Root => seen.Descriptor.Digest.Value,
        ClosurePart.Child => $"the child {seen.Descriptor.Digest}",
        _ => $"{seen.Descriptor.Digest}, which is about {seen.About},",
    };
}
