using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Trees;

namespace Plimsoll.Inspection.Proof;

/// <summary>Finds out what vendors put into the packages of one package manager. A new one is a line in <see cref="ContentVerifier"/>.</summary>
internal interface IVendorSource
{
    /// <summary>The packages that something could be found out about; the others are unverifiable.</summary>
    /// <param name="image">The image.</param>
    /// <param name="files">Reads its files.</param>
    /// <param name="remark">Told what could not be read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<VendorPackage>> ReadAsync(ImageView image, FileReader files, Action<string> remark, CancellationToken cancellationToken);
}
