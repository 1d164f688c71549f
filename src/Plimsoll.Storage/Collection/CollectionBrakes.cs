using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Collection;

/// <summary>How much one run may delete without being asked whether it is meant.</summary>
internal sealed class CollectionBrakes(CollectionSettings settings, StorageTotals totals, bool confirmed)
{
    private readonly long _manifests = confirmed ? long.MaxValue : Math.Max(settings.FreeManifests, Math.Min(settings.MaxManifests, totals.Manifests * settings.MaxPercent / 100));
    private readonly long _bytes = confirmed ? long.MaxValue : Math.Max(settings.FreeBytes, (long)(totals.Bytes * (settings.MaxPercent / 100.0)));

    /// <summary>Why so many manifests are too many, or null.</summary>
    public string? WhyNotManifests(long count) => count <= _manifests ? null
        : $"the run would delete more than {_manifests} of {totals.Manifests} manifests; look at a dry run, then run with confirmation if this is meant";

    /// <summary>Why so many bytes are too many, or null.</summary>
    public string? WhyNotBytes(long bytes) => bytes <= _bytes ? null
        : $"the run would delete {bytes} of {totals.Bytes} bytes, more than {_bytes}; look at a dry run, then run with confirmation if this is meant";
}
