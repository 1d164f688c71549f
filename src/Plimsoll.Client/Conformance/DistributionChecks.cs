using Plimsoll.Client.Conformance.Checks;

namespace Plimsoll.Client.Conformance;

/// <summary>The checks of the OCI distribution specification. Another area is another list here.</summary>
public static class DistributionChecks
{
    /// <summary>All, in the order of the report.</summary>
    public static IReadOnlyList<ConformanceCheck> All { get; } =
        [.. BaseChecks.All, .. PullChecks.All, .. RangeChecks.All, .. ConditionalChecks.All, .. BlobPushChecks.All, .. ChunkChecks.All, .. MountChecks.All, .. ManifestPushChecks.All, .. TagListChecks.All, .. ReferrerChecks.All, .. DeletionChecks.All, .. ErrorChecks.All];
}
