namespace Plimsoll.Trust.Images;

/// <summary>The shapes in which signatures of images lie in registries.</summary>
public static class SignatureFamily
{
    /// <summary>Sigstore bundles that refer to the image.</summary>
    public const string Sigstore = "sigstore";

    /// <summary>cosign's tags <c>.sig</c> and <c>.att</c>.</summary>
    public const string Cosign = "cosign";

    /// <summary>Notary Project signatures.</summary>
    public const string Notation = "notation";
}
