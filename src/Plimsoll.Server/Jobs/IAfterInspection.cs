using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Server.Jobs;

/// <summary>Wants to know when an image was opened. What it does is its own affair: a failure is logged, and the image counts as opened all the same.</summary>
internal interface IAfterInspection
{
    /// <summary>An image was opened, and its document is stored.</summary>
    Task OpenedAsync(RepositoryName repository, Digest digest, InspectionDocument document, CancellationToken cancellationToken);
}
