using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Trees;

namespace Plimsoll.Inspection;

/// <summary>An image that was opened: what is inside, and its files. Any number of threads may read it.</summary>
public sealed class OpenedImage
{
    internal OpenedImage(InspectionDocument document, ImageView view) => (Document, View, Tree) = (document, view, new ImageTree(document, view));

    /// <summary>What is inside.</summary>
    public InspectionDocument Document { get; }

    /// <summary>The files, layer by layer and merged.</summary>
    public ImageTree Tree { get; }

    internal ImageView View { get; }
}
