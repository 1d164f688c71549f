using System.Text.Json;
using System.Text.Json.Serialization;
using Plimsoll.Core;

namespace Plimsoll.Server.Advisories.Publication;

/// <summary>What a publication of advisories signs: the predicate of an in-toto statement about its layers.</summary>
/// <param name="Sequence">Grows with every publication under one reference.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Records">Records, entries and documents in the whole set.</param>
/// <param name="Snapshot">The layer with the whole set.</param>
/// <param name="Deltas">Layers with what changed, the oldest first.</param>
public sealed record PublishedSet(long Sequence, DateTimeOffset CreatedAt, long Records, string Snapshot, IReadOnlyList<PublishedDelta> Deltas)
{
    /// <summary>Type of the artifact.</summary>
    public const string ArtifactType = "application/vnd.plimsoll.advisories.v1";

    /// <summary>Type of the layer with the whole set: lines of JSON, packed with gzip.</summary>
    public const string SnapshotType = "application/vnd.plimsoll.advisories.snapshot.v1.jsonl+gzip";

    /// <summary>Type of a layer with what changed.</summary>
    public const string DeltaType = "application/vnd.plimsoll.advisories.delta.v1.jsonl+gzip";

    /// <summary>Type of the layer with the signed statement.</summary>
    public const string BundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /// <summary>Type of the predicate.</summary>
    public const string PredicateType = "https://plimsoll.dev/advisories/v1";

    /// <summary>Deltas that are carried along.</summary>
    public const int MaxDeltas = 30;

    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The deltas that lead from a sequence to this one; null when some are not there.</summary>
    public IReadOnlyList<PublishedDelta>? Since(long sequence)
    {
        var path = new List<PublishedDelta>();
        for (var at = sequence; at != Sequence; at = path[^1].To)
        {
            if (Deltas.FirstOrDefault(delta => delta.From == at && delta.To > at) is not { } next) return null;
            path.Add(next);
        }
        return path;
    }
}

/// <summary>A layer with what changed from one publication to another.</summary>
/// <param name="From">Sequence of the one.</param>
/// <param name="To">Sequence of the other.</param>
/// <param name="Layer">Digest of the layer.</param>
public sealed record PublishedDelta(long From, long To, string Layer)
{
    /// <summary>The digest.</summary>
    [JsonIgnore]
    public Digest Digest => Digest.Parse(Layer);
}
