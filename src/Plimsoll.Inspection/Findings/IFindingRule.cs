using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Findings;

/// <summary>Judges an image as a whole: files by who owns them, the configuration, the history. A new one is a file here and a line in <see cref="KnownRules"/>.</summary>
internal interface IFindingRule
{
    /// <summary>What is wrong, in any order; <see cref="Finding.Path"/> is absolute where it is a path.</summary>
    IEnumerable<Finding> Find(ImageView image);
}
