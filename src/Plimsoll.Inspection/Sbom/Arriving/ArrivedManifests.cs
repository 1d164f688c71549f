using System.Runtime.CompilerServices;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Inspection.Sbom.Arriving;

/// <summary>
/// The manifests that came with an image: referrers of it and of the index that lists it, cosign's tags <c>sha256-HEX.sbom</c> and <c>.att</c>, and the attestation manifests that BuildKit lists beside it.
/// </summary>
internal static class ArrivedManifests
{
    private const int MaxReferrers = 200;
    private const int MaxDocuments = 50;

    /// <summary>Lists them, some more than once.</summary>
    /// <param name="referrers">Where they are.</param>
    /// <param name="image">The image.</param>
    /// <param name="mayHold">Whether a referrer is worth a look.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async IAsyncEnumerable<(string Source, Digest Digest, Manifest Manifest)> ListAsync(
        IReferrers referrers, ImageFacts image, Func<Descriptor, bool> mayHold, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (image.Digest is not { } subject) yield break;
        foreach (var (source, digest) in image.Index is { } index ? new[] { ("referrer", subject), ("index-referrer", index) } : [("referrer", subject)])
        {
            var count = 0;
            await foreach (var referrer in referrers.ListAsync(digest, cancellationToken))
            {
                if (++count > MaxReferrers) break;
                if (mayHold(referrer) && await FindAsync(referrers, referrer.Digest.Value, cancellationToken) is { } found) yield return (source, found.Digest, found.Manifest);
            }
        }
        foreach (var ending in (string[])["sbom", "att"])
        {
            if (await FindAsync(referrers, $"{subject.Value.Replace(':', '-')}.{ending}", cancellationToken) is { } tagged) yield return ("tag", tagged.Digest, tagged.Manifest);
        }
        if (image.Index is not { } list || await FindAsync(referrers, list.Value, cancellationToken) is not { } listed) yield break;
        foreach (var child in listed.Manifest.Manifests.Where(child => child.Annotations.GetValueOrDefault("vnd.docker.reference.digest") == subject.Value).Take(MaxDocuments))
        {
            if (await FindAsync(referrers, child.Digest.Value, cancellationToken) is { } attestation) yield return ("attestation-manifest", attestation.Digest, attestation.Manifest);
        }
    }

    private static async ValueTask<(Digest Digest, Manifest Manifest)?> FindAsync(IReferrers referrers, string reference, CancellationToken cancellationToken)
    {
        if (!Tag.TryParse(reference, out _) && !Digest.TryParse(reference, out _)) return null;
        if (await referrers.FindManifestAsync(reference, cancellationToken) is not { Digest: { } digest } content) return null;
        try
        {
            return (digest, ManifestReader.Read(content.Content, content.MediaType));
        }
        catch (ManifestException)
        {
            // What is no manifest carries no document; other registries keep all kinds of things.
            return null;
        }
    }
}
