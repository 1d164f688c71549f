using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Exposure;

/// <summary>What is known against an image of this registry, with the time since when.</summary>
internal sealed class ImageVulnerabilities(IMetadataStore metadata, IComponentMatcher matcher, ServerOptions options, TimeProvider time)
{
    private readonly ImageEvaluation _evaluation = new(metadata.Advisories, matcher, time, TimeSpan.FromDays(options.Advisories.StaleDays));

    /// <summary>Evaluates an image.</summary>
    /// <param name="image">Its digest.</param>
    /// <param name="document">What is inside.</param>
    /// <param name="all">Whether what is fixed or does not affect it is listed too; otherwise it is counted.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<ImageFindings> FindAsync(Digest image, InspectionDocument document, bool all, CancellationToken stop)
    {
        var known = (await metadata.Exposure.ListOfImageAsync(image, stop)).GroupBy(match => (PackageSet.Identity(match.Component.Component), match.Advisory))
            .ToDictionary(group => group.Key, group => group.Min(match => match.Since));
        var findings = await _evaluation.RunAsync(image.Value, document, (component, advisory) => known.TryGetValue((PackageSet.Identity(component), advisory), out var since) ? since : null, stop);
        return all ? findings : findings.Where(finding => !finding.IsSettled);
    }
}
