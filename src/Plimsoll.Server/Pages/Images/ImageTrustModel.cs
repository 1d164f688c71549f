using Plimsoll.Server.Auth;
using Plimsoll.Server.Signatures;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Images;

namespace Plimsoll.Server.Pages.Images;

/// <summary>Layers for which somebody vouches, or nobody, in the picture: from the lowest up.</summary>
/// <param name="Title">Which layers.</param>
/// <param name="What">What they are.</param>
/// <param name="Who">Who vouches for them.</param>
/// <param name="Verdict">verified, refused or unknown.</param>
/// <param name="Layers">How many.</param>
public sealed record TrustStep(string Title, string What, string Who, string Verdict, int Layers);

/// <summary>Who vouches for an image, and for what it stands on.</summary>
/// <param name="Image">The image.</param>
/// <param name="Trust">Who vouches.</param>
/// <param name="Host">This registry in image references.</param>
/// <param name="IsWaiting">True while an owner has to say whether another signer than the expected one is right.</param>
/// <param name="IsWithheld">True when tags do not lead to it for that reason.</param>
internal sealed record ImageTrustModel(ImageModel Image, TrustEntry Trust, string Host, bool IsWaiting, bool IsWithheld)
{
    private const int MaxHolds = 1000;

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

    /// <summary>How anybody checks the same for themselves.</summary>
    public string Command =>
        $"plimsoll verify {Host}/{Image.Named.Reference} "
        + (Trust.Signatures.FirstOrDefault(signature => signature is { Verdict: "verified", Identity: not null, Issuer: not null, Family: not SignatureFamily.Notation }) is { } by
            ? $"--certificate-identity {Quoted(by.Identity!)} --certificate-oidc-issuer {Quoted(by.Issuer!)}" : "--key FILE");

    /// <summary>The class of the badge of a verdict.</summary>
    public static string Kind(string verdict) => verdict switch { "verified" => "good", "refused" => "bad", _ => "warn" };

    /// <summary>The word that people read.</summary>
    public static string Word(string verdict) => verdict switch { "verified" => "Verified", "refused" => "Refused", _ => "Unknown" };

    /// <summary>Who a signature is of.</summary>
    public static string Signer(SignatureEntry signature) => signature.Name ?? signature.Identity ?? "nobody who is known";

    public static async Task<ImageTrustModel> LoadAsync(HttpContext http, string host, ImageModel image, ImageTrust trust, ISignerStore signers)
    {
        var (repository, digest) = (image.Named.Repository, image.Named.Digest);
        var isWaiting = (await signers.ListHoldsAsync(repository, "waiting", 0, MaxHolds, http.RequestAborted)).Any(hold => hold.Image == digest);
        return new(image, await trust.FindAsync(http.Caller(), image.Named, http.RequestAborted), host, isWaiting, await signers.IsWithheldAsync(repository, digest, http.RequestAborted));
    }

    /// <summary>As a shell takes it for one word: names in certificates are written by others.</summary>
    private static string Quoted(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or ':' or '.' or '-' or '_' or '@' or '%' or '+' or '=') ? text : $"'{text.Replace("'", "'\\''")}'";

    private static string Range(int first, int last) => first >= last ? $"Layer {last}" : $"Layers {first} to {last}";

    private static string Who(string verdict, IReadOnlyList<SignatureEntry> signatures) =>
        signatures.FirstOrDefault(signature => signature.Verdict == "verified") is { } verified ? Signer(verified)
        : signatures.Count == 0 ? "nobody signed"
        : verdict == "refused" ? "no signature holds" : "signer not known";
}
