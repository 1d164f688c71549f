using System.Collections.Concurrent;
using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Server.Api.Images;

/// <summary>What lists show of the inside of an image. Findings count from medium up: below that they are remarks, which nearly every image has.</summary>
internal sealed record ImageSummary(string? Platform, string? Created, string? OsName, int Packages, Completeness Completeness, int Findings)
{
    public static ImageSummary Of(InspectionDocument d) =>
        new(d.Image.Platform, d.Image.Created, d.Os?.PrettyName ?? d.Os?.Name ?? d.Os?.Id, d.Packages.Count, d.Completeness, d.Findings.Count(f => f.Severity >= Severity.Medium));
}

/// <summary>Summaries of inspected images, kept in memory: a document may have a megabyte, its summary has a line, and neither ever changes.</summary>
internal sealed class ImageSummaries(ImageInspections inspections)
{
    private const int MaxKept = 20_000;

    private readonly ConcurrentDictionary<Digest, ImageSummary> _kept = new();

    /// <summary>The summary, or where the inspection stands instead.</summary>
    public async ValueTask<(ImageSummary? Summary, Inspected? Instead)> FindAsync(StoredImage image, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue(image.Digest, out var known)) return (known, null);
        var inspected = await inspections.FindAsync(image, cancellationToken);
        if (inspected is not Inspected.Done(var document) done) return (null, inspected);
        var summary = ImageSummary.Of(InspectionDocument.FromJson(document.Span));
        if (done.OutdatedScanner is not null) return (summary, null);
        if (_kept.Count >= MaxKept) _kept.Clear();
        _kept[image.Digest] = summary;
        return (summary, null);
    }
}
