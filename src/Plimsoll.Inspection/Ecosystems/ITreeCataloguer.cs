using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Ecosystems;

/// <summary>A package manager that keeps no file about a package: what is installed is told by the names in the merged root.</summary>
internal interface ITreeCataloguer : ICataloguer
{
    /// <summary>The packages of a root, each with the directory or file that it is.</summary>
    IEnumerable<(MergedFile File, PackageRecord Package)> Find(MergedTree root);
}
