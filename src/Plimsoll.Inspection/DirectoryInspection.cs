using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Findings;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Inspection;

/// <summary>One inspection of an unpacked root file system: the files are listed as if they were one layer, then stacked like an image of one.</summary>
internal static class DirectoryInspection
{
    public static OpenedImage Run(string directory, InspectOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(time, options.Timeout);
        var (facts, size) = Read(directory, options, deadline, cancellationToken);
        var stack = new LayerStack(KnownCataloguers.All, options.MaxEntries, deadline);
        stack.Add(0, facts);
        var image = stack.Finish(null, time.GetUtcNow());
        options.Files?.Invoke(ImageFiles.Of(image));
        var document = new InspectionDocument
        {
            Image = new ImageFacts { Size = size, UncompressedSize = size },
            Os = image.Os,
            Completeness = stack.IsComplete ? Completeness.Complete : Completeness.Partial,
            Layers = [new LayerSummary { Index = 0, Size = size, UncompressedSize = size, Files = facts.Files.Count }],
            Packages = PackageListing.Of(image.Packages, image),
            Declared = stack.Declared.Count == 0 ? null : PackageListing.Of(stack.Declared, image),
            Executables = UnownedExecutables.Of(image),
            ConfigurationFiles = ConfigurationFiles.Of(image),
            Statements = EmbeddedStatements.Of(image),
            Findings = [.. stack.Findings, .. ImageFindings.Of(image)],
            Notes = stack.Notes,
        };
        return new OpenedImage(document, image);
    }

    private static (LayerFacts Facts, long Size) Read(string directory, InspectOptions options, Deadline deadline, CancellationToken cancellationToken)
    {
        var scanners = KnownScanners.For(options);
        try
        {
            using var collector = new FactsCollector(options.Limits, KnownCataloguers.All, scanners);
            var size = new RootFileSystem(directory, collector, options.LeftOut, deadline, cancellationToken).Walk();
            return (collector.ToFacts(null, null, size), size);
        }
        finally
        {
            KnownScanners.Release(scanners);
        }
    }
}
