namespace Plimsoll.Core.Vendors;

/// <summary>Checks what vendors of distributions signed, with keys that are pinned outside of the image that is looked at.</summary>
public interface IVendorKeys
{
    /// <summary>The header of an rpm package as the database keeps it. <see cref="VendorSignature.Content"/> is the header as it was in the package, without what was added later.</summary>
    VendorSignature VerifyRpmHeader(ReadOnlyMemory<byte> header);

    /// <summary>A text that is signed within itself, such as <c>InRelease</c>. <see cref="VendorSignature.Content"/> is the text.</summary>
    VendorSignature VerifyText(ReadOnlyMemory<byte> message);

    /// <summary>A file whose OpenPGP signature lies beside it, such as <c>Release</c> and <c>Release.gpg</c>.</summary>
    VendorSignature VerifyDetached(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> signature);

    /// <summary>A file that an RSA key signed, as apk does it.</summary>
    /// <param name="key">The name of the key: that of its file.</param>
    /// <param name="content">What is signed.</param>
    /// <param name="signature">The signature (PKCS #1).</param>
    /// <param name="isSha256">True for SHA-256, false for SHA-1, which apk still uses.</param>
    VendorSignature VerifyApk(string key, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> signature, bool isSha256);
}
