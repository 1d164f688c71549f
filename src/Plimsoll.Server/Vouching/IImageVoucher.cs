using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Server.Vouching;

/// <summary>Says something about an image that was opened, in the background: a fault has it asked again.</summary>
internal interface IImageVoucher
{
    /// <summary>An image was opened.</summary>
    Task VouchAsync(RepositoryName repository, Digest digest, InspectionDocument document, CancellationToken cancellationToken);
}
