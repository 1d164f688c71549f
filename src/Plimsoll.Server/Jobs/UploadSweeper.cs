using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>Ends uploads that stood still for too long; their bytes go the way of all garbage.</summary>
internal sealed class UploadSweeper(IMetadataStore metadata, TimeProvider time, ILogger<UploadSweeper> logger) : Sweeper(TimeSpan.FromMinutes(10), time, logger)
{
    private const int BatchSize = 200;

    /// <inheritdoc/>
    public override async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        while (await metadata.Uploads.ListExpiredAsync(Time.GetUtcNow(), BatchSize, cancellationToken) is { Count: > 0 } expired)
        {
            foreach (var upload in expired) await metadata.Uploads.CancelAsync(upload.Repository, upload.Id, cancellationToken);
            ended += expired.Count;
        }
        return ended;
    }
}
