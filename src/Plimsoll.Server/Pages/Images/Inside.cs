using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Exposure;

namespace Plimsoll.Server.Pages.Images;

/// <summary>What one line of a list says of the inside of an image.</summary>
/// <param name="Kind">What it is: <c>image</c>, <c>index</c> or the type of an artifact.</param>
/// <param name="Platforms">What it runs on; empty where that is not known.</param>
/// <param name="Size">Bytes to transfer; null for an index.</param>
/// <param name="Packages">How many packages were found; null where that is not known.</param>
/// <param name="State">Where it stands in one word.</param>
/// <param name="StateKind">How that word is to be taken: <c>good</c>, <c>warn</c>, <c>bad</c> or <c>plain</c>.</param>
internal sealed record Inside(string Kind, IReadOnlyList<string> Platforms, long? Size, string? Packages, string State, string StateKind)
{
    /// <summary>What is known against it; null where it is not opened, and for what does not run.</summary>
    public VulnerabilitySummary? Known { get; init; }

    public static readonly Inside Gone = new("", [], null, null, "deleted since", "plain");

    /// <summary>A number of packages. What was not read may hold more, so a partial count is never a plain number.</summary>
    public static string CountOf(int packages, Completeness completeness) => completeness == Completeness.Complete ? $"{packages:N0}" : $"≥ {packages:N0}";

    public static Inside OfIndex(StoredImage index) =>
        new("index", [.. index.Children.Select(c => c.Platform?.ToString() ?? "any")], null, null, $"{index.Children.Count()} images", "plain");

    public static Inside OfImage(StoredImage image, ImageSummary? summary, Inspected? instead)
    {
        var isContainer = image.Manifest.Config?.MediaType is Core.MediaTypes.OciConfig or Core.MediaTypes.DockerConfig;
        var kind = isContainer ? "image" : image.Manifest.ReferrerArtifactType ?? "artifact";
        var (state, stateKind) = (summary, instead) switch
        {
            (not null, _) when !isContainer => ("stored", "plain"),
            ({ Findings: > 0 }, _) => ($"{summary.Findings:N0} {(summary.Findings == 1 ? "finding" : "findings")}", "bad"),
            ({ Completeness: Completeness.Partial }, _) => ("partial", "warn"),
            (not null, _) => ("opened", "good"),
            (_, Inspected.Pending) => ("opening", "plain"),
            (_, Inspected.Failed) => ("not opened", "bad"),
            _ => ("not opened", "plain"),
        };
        return new Inside(kind, summary?.Platform is { } platform ? [platform] : [], image.Size, isContainer && summary is not null ? CountOf(summary.Packages, summary.Completeness) : null, state, stateKind);
    }
}

/// <summary>Looks into images for lists.</summary>
internal sealed class InsideOfImages(ImageFinder images, ImageSummaries summaries, VulnerabilitySummaries vulnerabilities)
{
    public async ValueTask<Inside> FindAsync(HttpContext http, RepositoryName repository, Digest digest)
    {
        try
        {
            var image = await images.FindAsync(http, repository, null, digest);
            if (image.Manifest.IsIndex) return Inside.OfIndex(image);
            var (summary, instead) = await summaries.FindAsync(image, http.RequestAborted);
            var inside = Inside.OfImage(image, summary, instead);
            return inside.Kind == "image" && summary is not null ? inside with { Known = await vulnerabilities.FindAsync(images.HostOf(http), image, http.RequestAborted) } : inside;
        }
        catch (Exception e) when (e is OciException or ManifestException)
        {
            return Inside.Gone;
        }
    }
}
