namespace Plimsoll.Trust.Statements;

/// <summary>What Plimsoll's own statements say. Whoever reads in-toto statements can check them without Plimsoll.</summary>
public static class PredicateTypes
{
    /// <summary>These layers, in this order, were built or accepted. The subject is the chain id of the top one (OCI image-spec, config.md, "Layer ChainID").</summary>
    public const string LayerChain = "https://plimsoll.dev/attestation/layer-chain/v1";

    /// <summary>This file system with this configuration was built or accepted. The subjects are the digest of the configuration and the chain id of all layers.</summary>
    public const string Rootfs = "https://plimsoll.dev/attestation/rootfs/v1";

    /// <summary>A tag leads to an image since a time, until another statement with a higher number or the time of expiry.</summary>
    public const string TagBinding = "https://plimsoll.dev/attestation/tag-binding/v1";

    /// <summary>What was said about an image does not count any more.</summary>
    public const string Withdrawal = "https://plimsoll.dev/attestation/withdrawal/v1";

    /// <summary>Somebody else signs in a repository from now on: said by who did until then. The subject is any image of it.</summary>
    public const string SignerRotation = "https://plimsoll.dev/attestation/signer-rotation/v1";

    /// <summary>How much of an image is what vendors of packages signed.</summary>
    public const string ContentProof = "https://plimsoll.dev/attestation/content-proof/v1";

    private const string Own = "https://plimsoll.dev/attestation/";

    /// <summary>
    /// Whether a statement about an image is one for or against it. Those of these kinds about its layers, about where tags led, about what is in it or about who signs next are made of every image, of bad ones too.
    /// </summary>
    internal static bool Judges(string type) => type == Withdrawal || !type.StartsWith(Own, StringComparison.Ordinal);
}
