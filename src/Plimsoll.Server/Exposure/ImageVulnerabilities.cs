using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Exposure.Vex;
using Plimsoll.Server.Sbom;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Exposure;

/// <summary>What is known against an image of this registry, with the time since when.</summary>
internal sealed class ImageVulnerabilities(IMetadataStore metadata, IBlobStore store, IComponentMatcher matcher, IStatementSigners signers, ServerOptions options, TimeProvider time)
{
    private readonly ImageEvaluation _evaluation = new(metadata.Advisories, matcher, time, TimeSpan.FromDays(options.Advisories.StaleDays));

    /// <summary>Evaluates an image.</summary>
    /// <param name="host">The host by which the registry was asked.</param>
    /// <param name="named">What was asked for: the image, or an index that lists it.</param>
    /// <param name="image">The image.</param>
    /// <param name="document">What is inside.</param>
    /// <param name="all">Whether what is fixed, does not affect it or is a trifle is listed too; otherwise it is counted.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<ImageFindings> FindAsync(string host, StoredImage named, StoredImage image, InspectionDocument document, bool all, CancellationToken stop)
    {
        // The document knows of no index: the server opens each image by itself.
        var placed = document with { Image = document.Image with { Digest = image.Digest, Index = named.Digest == image.Digest ? null : named.Digest } };
        var known = (await metadata.Exposure.ListOfImageAsync(image.Digest, stop)).GroupBy(match => (PackageSet.Identity(match.Component.Component), match.Advisory))
            .ToDictionary(group => group.Key, group => group.Min(match => match.Since));
        var brought = await new ImageStatements($"{host}/{image.Repository}", [], []).WithEmbedded(document.Statements, options.Advisories.TrustAttachedVex)
            .WithArrivedAsync(new StoredReferrers(metadata, store, image.Repository), placed.Image, signers, options.Advisories.TrustAttachedVex, stop);
        var findings = await _evaluation.RunAsync(image.Digest.Value, placed, (component, advisory) => known.TryGetValue((PackageSet.Identity(component), advisory), out var since) ? since : null, brought, stop);
        return all ? findings : findings.Where(finding => finding.IsListed);
    }
}
