using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Collection;

/// <summary>How much one run may delete without being asked whether it is meant. How much there is is only measured where a run deletes much: in a large store that takes its time.</summary>
internal sealed class CollectionBrakes(CollectionSettings settings, bool confirmed, Func<Task<StorageTotals>> measure)
{
    private StorageTotals? _totals;

    /// <summary>So many manifests a run deletes without a look at how many there are.</summary>
    public int FreeManifests => Math.Min(settings.FreeManifests, settings.MaxManifests);

    /// <summary>Why so many manifests are too many, or null.</summary>
    public async Task<string?> WhyNotManifestsAsync(long count)
    {
        if (confirmed || count <= FreeManifests) return null;
        _totals ??= await measure();
        var limit = Math.Min(settings.MaxManifests, Math.Max(settings.FreeManifests, _totals.Manifests * settings.MaxPercent / 100));
        return count <= limit ? null : $"the run would delete more than {limit} of {_totals.Manifests} manifests; look at a dry run, then run with confirmation if this is meant";
    }

    /// <summary>Why so many bytes are too many, or null.</summary>
    public async Task<string?> WhyNotBytesAsync(long bytes)
    {
        if (confirmed || bytes <= settings.FreeBytes) return null;
        _totals ??= await measure();
        var limit = Math.Max(settings.FreeBytes, (long)(_totals.Bytes * (settings.MaxPercent / 100.0)));
        return bytes <= limit ? null : $"the run would delete {bytes} of {_totals.Bytes} bytes, more than {limit}; look at a dry run, then run with confirmation if this is meant";
    }
}
