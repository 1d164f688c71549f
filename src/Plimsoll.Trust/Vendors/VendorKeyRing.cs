using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Vendors;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.OpenPgp;
using Plimsoll.Trust.Rpm;

namespace Plimsoll.Trust.Vendors;

/// <summary>Keys of vendors: OpenPGP keys for rpm and Debian, RSA keys for apk, which are known by the names of their files.</summary>
public sealed class VendorKeyRing : IVendorKeys
{
    private readonly KeyRing _pgp;
    private readonly Dictionary<string, PublicKey> _apk = new(StringComparer.Ordinal);
    private readonly RpmHeaderVerifier _rpm;
    private readonly TimeProvider _time;

    private VendorKeyRing(KeyRing pgp, TimeProvider time) => (_pgp, _time, _rpm) = (pgp, time, new RpmHeaderVerifier(pgp, time));

    /// <summary>Reads files of keys.</summary>
    /// <param name="files">Name and content of each: OpenPGP keys, armoured or not, or a public key in PEM.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RefusedException">A file has no key that can be used.</exception>
    public static VendorKeyRing Read(IEnumerable<(string Name, byte[] Content)> files, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(files);
        var ring = new VendorKeyRing(new KeyRing(), time);
        foreach (var (name, content) in files)
        {
            try
            {
                if (content.AsSpan().IndexOf("-----BEGIN PUBLIC KEY-----"u8) >= 0) ring._apk[name] = PublicKey.ReadPem(Encoding.ASCII.GetString(content));
                else ring._pgp.Add(content);
            }
            catch (RefusedException e)
            {
                throw new RefusedException($"{name}: {e.Message}", e);
            }
        }
        return ring;
    }

    /// <inheritdoc/>
    public VendorSignature VerifyRpmHeader(ReadOnlyMemory<byte> header)
    {
        ReadOnlyMemory<byte> content = default;
        return Answer(() => _rpm.Verify(header, out content), () => content);
    }

    /// <inheritdoc/>
    public VendorSignature VerifyText(ReadOnlyMemory<byte> message)
    {
        ReadOnlyMemory<byte> content = default;
        return Answer(() =>
        {
            var text = ClearText.Read(message);
            content = text.Text;
            return _pgp.VerifyAny(text.Signature, PgpSignature.OfText, text.Signed, _time.GetUtcNow());
        }, () => content);
    }

    /// <inheritdoc/>
    public VendorSignature VerifyDetached(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> signature) =>
        Answer(() => _pgp.VerifyAny(Armor.Decode(signature.ToArray()), PgpSignature.OfBinary, content, _time.GetUtcNow()), () => content);

    /// <inheritdoc/>
    public VendorSignature VerifyApk(string key, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> signature, bool isSha256)
    {
        if (!_apk.TryGetValue(key, out var known)) return new VendorSignature(null, $"it is signed with {key}, which is not trusted", false, content);
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(known.Spki.Span, out _);
            if (rsa.VerifyData(content.Span, signature.Span, isSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1)) return new VendorSignature($"apk:{key}", null, false, content);
        }
        catch (CryptographicException)
        {
            // A key of another kind, or a signature of another length: it does not hold.
        }
        return new VendorSignature(null, $"the signature is not one of {key}", true, content);
    }

    private static VendorSignature Answer(Func<Verdict> verify, Func<ReadOnlyMemory<byte>> content)
    {
        Verdict verdict;
        try
        {
            verdict = verify();
        }
        catch (RefusedException e)
        {
            verdict = Verdict.Refused.Of(e);
        }
        return verdict switch
        {
            Verdict.Verified verified => new VendorSignature(verified.Signer.ToString(), null, false, content()),
            Verdict.Refused refused => new VendorSignature(null, refused.Reason, true, content()),
            _ => new VendorSignature(null, ((Verdict.Unknown)verdict).Reason, false, content()),
        };
    }
}
