using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Configuration;

/// <summary>What an image configuration says.</summary>
internal sealed record ConfigurationFacts
{
    public string? Platform { get; init; }
    public string? Created { get; init; }
    public string? Author { get; init; }

    /// <summary>Version of Docker that made the image, where it was a Docker of old.</summary>
    public string? DockerVersion { get; init; }

    /// <summary>Name of the container in which the last step ran, where the builder kept it.</summary>
    public string? BuildHost { get; init; }

    /// <summary>Annotations of the manifest.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new SortedList<string, string>(StringComparer.Ordinal);
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new SortedList<string, string>(StringComparer.Ordinal);
    public ImageConfiguration Config { get; init; } = new();
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>The secrets that were in it.</summary>
    public IReadOnlyList<Finding> Secrets { get; init; } = [];

    /// <summary>Digests of the unpacked layers, lowest first; null in the place of one that is none.</summary>
    public IReadOnlyList<Digest?> DiffIds { get; init; } = [];

    /// <summary>The instruction that brought a layer, as far as the history tells.</summary>
    public string? CreatedBy(int layer) => History.FirstOrDefault(entry => entry.Layer == layer)?.CreatedBy;
}
