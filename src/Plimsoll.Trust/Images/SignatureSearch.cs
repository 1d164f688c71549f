using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Trust.Images;

/// <summary>Finds the signatures of an image: what refers to it, and cosign's tags beside it. Whatever stands there is a claim.</summary>
internal sealed class SignatureSearch(ISignatureSource source, List<FoundSignature> found, List<string> unreadable)
{
    private const int MaxSignatures = 200;
    private const int MaxReferrers = 1000;
    private const int MaxLayers = 2000;
    private const int MaxLayer = 16 * 1024 * 1024;
    private const string BundleType = "application/vnd.dev.sigstore.bundle";
    private const string NotationType = "application/vnd.cncf.notary.signature";

    private readonly HashSet<Digest> _seen = [];
    private int _layers;
    private bool _isFull;

    /// <summary>Why not everything was looked at that is there; null when it was. What was not may be a withdrawal.</summary>
    public string? CutOff { get; private set; }

    /// <summary>Finds all signatures of the families that are asked for.</summary>
    public async Task FindAsync(Digest image, IReadOnlySet<string> families, CancellationToken cancellationToken)
    {
        if (families.Contains(SignatureFamily.Sigstore) || families.Contains(SignatureFamily.Notation))
        {
            await foreach (var referrer in source.ListReferrersAsync(image, cancellationToken)) await AddReferrerAsync(referrer.Digest, image, families, cancellationToken);
            // A registry with a list of its own may still hold what older clients wrote under the tag that stands for it.
            if (await ReadAsync(Tag.ReferrersFallbackOf(image).Value, cancellationToken) is (_, { IsIndex: true } index))
            {
                foreach (var referrer in index.Manifests) await AddReferrerAsync(referrer.Digest, image, families, cancellationToken);
            }
        }
        if (families.Contains(SignatureFamily.Cosign))
        {
            foreach (var suffix in (string[])[".sig", ".att"])
            {
                if (await ReadAsync($"{Tag.ReferrersFallbackOf(image)}{suffix}", cancellationToken) is (var artifact, { IsIndex: false } manifest)) await AddLayersAsync(SignatureFamily.Cosign, artifact, manifest.Layers, cancellationToken);
            }
        }
    }

    /// <summary>What a list says of the type of a referrer may be wrong: the manifest itself is looked at, and its subject.</summary>
    private async Task AddReferrerAsync(Digest referrer, Digest image, IReadOnlySet<string> families, CancellationToken cancellationToken)
    {
        if (!_seen.Add(referrer)) return;
        if (_seen.Count > MaxReferrers)
        {
            Stop($"more than {MaxReferrers} manifests refer to the image; the rest was not looked at");
            return;
        }
        if (await ReadAsync(referrer.Value, cancellationToken) is not { Manifest: var manifest })
        {
            unreadable.Add($"the referrer {referrer} is listed and could not be read");
            return;
        }
        if (manifest.IsIndex || manifest.Subject?.Digest != image || FamilyOf(manifest) is not { } family || !families.Contains(family)) return;
        await AddLayersAsync(family, referrer, manifest.Layers, cancellationToken);
    }

    /// <summary>As their clients write them, and as who watches the signers of a repository finds them: by the type of the artifact.</summary>
    private static string? FamilyOf(Manifest manifest)
    {
        if (manifest.ArtifactType == NotationType || manifest.Config?.MediaType == NotationType) return SignatureFamily.Notation;
        return (manifest.ReferrerArtifactType ?? "").StartsWith(BundleType, StringComparison.Ordinal) ? SignatureFamily.Sigstore : null;
    }

    private async Task AddLayersAsync(string family, Digest artifact, IReadOnlyList<Descriptor> layers, CancellationToken cancellationToken)
    {
        foreach (var layer in layers.Where(layer => family != SignatureFamily.Sigstore || layer.MediaType.StartsWith(BundleType, StringComparison.Ordinal)))
        {
            if (++_layers > MaxLayers)
            {
                Stop($"there are more than {MaxLayers} signatures and statements; the rest was not looked at");
                return;
            }
            var content = layer.Size <= MaxLayer ? await source.ReadBlobAsync(layer, cancellationToken) : null;
            if (content is null) unreadable.Add($"the signature {layer.Digest} could not be read");
            else Add(new FoundSignature(family, artifact, layer, content));
        }
    }

    private void Add(FoundSignature signature)
    {
        if (signature.Statement is { } statement && !PredicateTypes.Judges(statement.PredicateType)) return;
        // However many signatures there are, none of them hides that they were withdrawn.
        if (found.Count < MaxSignatures || signature.Statement is { PredicateType: PredicateTypes.Withdrawal }) found.Add(signature);
        else if (!_isFull)
        {
            _isFull = true;
            unreadable.Add($"there are more than {MaxSignatures} signatures; the rest was not looked at");
        }
    }

    private void Stop(string reason)
    {
        if (CutOff is null) unreadable.Add(reason);
        CutOff ??= reason;
    }

    private async Task<(Digest Digest, Manifest Manifest)?> ReadAsync(string reference, CancellationToken cancellationToken)
    {
        if (await source.FindManifestAsync(reference, cancellationToken) is not { } bytes) return null;
        try
        {
            return (Digest.Of(bytes.Span), ManifestReader.Read(bytes, null));
        }
        catch (ManifestException e)
        {
            unreadable.Add($"{reference}: {e.Message}");
            return null;
        }
    }
}
