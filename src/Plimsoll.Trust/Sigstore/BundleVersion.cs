namespace Plimsoll.Trust.Sigstore;

/// <summary>Versions of Sigstore's bundle.</summary>
internal enum BundleVersion
{
    /// <summary>0.1: entries have a promise of inclusion.</summary>
    V01,

    /// <summary>0.2: entries have a proof of inclusion with a checkpoint.</summary>
    V02,

    /// <summary>0.3: only the certificate of the signer, no chain.</summary>
    V03,
}
