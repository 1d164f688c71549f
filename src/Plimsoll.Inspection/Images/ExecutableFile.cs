using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Images;

/// <summary>A file that is an executable or a library. No pair of the language: what runs over lists of those is compiled when the program runs, for each kind of pair.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Facts">What it tells about itself.</param>
internal sealed record ExecutableFile(MergedFile File, ExecutableFacts Facts);
