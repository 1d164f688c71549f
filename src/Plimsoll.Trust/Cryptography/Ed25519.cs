namespace Plimsoll.Trust.Cryptography;

/// <summary>Ed25519 signatures (RFC 8032), by libcrypto: the framework has none.</summary>
internal static unsafe class Ed25519
{
    private const int KeyType = 1087;

    public static bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (key.Length != 32 || signature.Length != 64) return false;
        nint pkey = 0, context = 0;
        // Nothing to point at would be a null pointer.
        Span<byte> one = stackalloc byte[1];
        try
        {
            fixed (byte* point = key)
            fixed (byte* message = data.IsEmpty ? one : data)
            fixed (byte* proof = signature)
            {
                pkey = LibCrypto.NewRawPublicKey(KeyType, 0, point, 32);
                context = LibCrypto.NewContext();
                if (pkey == 0 || context == 0 || LibCrypto.DigestVerifyInit(context, null, 0, 0, pkey) != 1) return false;
                return LibCrypto.DigestVerify(context, proof, 64, message, (nuint)data.Length) == 1;
            }
        }
        finally
        {
            LibCrypto.FreeContext(context);
            LibCrypto.FreeKey(pkey);
            LibCrypto.ClearErrors();
        }
    }
}
