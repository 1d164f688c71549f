using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Layers.Merging;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Inspection;

/// <summary>One inspection of an unpacked root file system: the files are listed as if they were one layer, then stacked like an image of one.</summary>
internal static class DirectoryInspection
{
    public static InspectionDocument Run(string directory, InspectOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(time, options.Timeout);
        var collector = new FactsCollector(options.Limits, KnownEcosystems.All);
        var size = new RootFileSystem(directory, collector, deadline, cancellationToken).Walk();
        var stack = new LayerStack(KnownEcosystems.All, options.MaxEntries, deadline);
        var facts = collector.ToFacts(null, null, size);
        stack.Add(0, facts);
        var packages = stack.Packages();
        return new InspectionDocument
        {
            Image = new ImageFacts { Size = size, UncompressedSize = size },
            Os = stack.Os(),
            Completeness = stack.IsComplete ? Completeness.Complete : Completeness.Partial,
            Layers = [new LayerSummary { Index = 0, Size = size, UncompressedSize = size, Files = facts.Files.Count }],
            Packages = packages,
            Findings = stack.Findings,
            Notes = stack.Notes,
        };
    }
}
