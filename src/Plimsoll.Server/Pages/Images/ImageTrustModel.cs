using Plimsoll.Server.Auth;
using Plimsoll.Server.Signatures;

namespace Plimsoll.Server.Pages.Images;

/// <summary>Layers for which somebody vouches, or nobody, in the picture: from the lowest up.</summary>
/// <param name="Title">Which layers.</param>
/// <param name="What">What they are.</param>
/// <param name="Who">Who vouches for them.</param>
/// <param name="Verdict">verified, refused or unknown.</param>
/// <param name="Layers">How many.</param>
public sealed record TrustStep(string Title, string What, string Who, string Verdict, int Layers);

/// <summary>Who vouches for an image, and for what it stands on.</summary>
internal sealed record ImageTrustModel(ImageModel Image, TrustEntry Trust)
{
    /// <summary>The same from the API.</summary>
    public string Json => Links.Api("trust", ("image", Image.Named.ByDigest));

    /// <summary>The chain from the base up.</summary>
    public IReadOnlyList<TrustStep> Steps
    {
        get
        {
            if (Trust.Layers is not { } layers) return [];
            var own = new TrustStep(Trust.Base is { Layers: var below } ? Range(below + 1, layers) : Range(1, layers), "this image", Who(Trust.Verdict, Trust.Signatures), Trust.Verdict, layers - (Trust.Base?.Layers ?? 0));
            return Trust.Base is { } b ? [new TrustStep(Range(1, b.Layers), b.Image, Who(b.Verdict, b.Signatures), b.Verdict, b.Layers), own] : [own];
        }
    }

    /// <summary>The class of the badge of a verdict.</summary>
    public static string Kind(string verdict) => verdict switch { "verified" => "good", "refused" => "bad", _ => "warn" };

    /// <summary>The word that people read.</summary>
    public static string Word(string verdict) => verdict switch { "verified" => "Verified", "refused" => "Refused", _ => "Unknown" };

    /// <summary>Who a signature is of.</summary>
    public static string Signer(SignatureEntry signature) => signature.Name ?? signature.Identity ?? "nobody who is known";

    public static async Task<ImageTrustModel> LoadAsync(HttpContext http, ImageModel image, ImageTrust trust) => new(image, await trust.FindAsync(http.Caller(), image.Named, http.RequestAborted));

    private static string Range(int first, int last) => first >= last ? $"Layer {last}" : $"Layers {first} to {last}";

    private static string Who(string verdict, IReadOnlyList<SignatureEntry> signatures) =>
        signatures.FirstOrDefault(signature => signature.Verdict == "verified") is { } verified ? Signer(verified)
        : signatures.Count == 0 ? "nobody signed"
        : verdict == "refused" ? "no signature holds" : "signer not known";
}
