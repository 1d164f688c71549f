using System.Text;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Cryptography;

/// <summary>A private key as cosign writes it: PKCS #8 in a NaCl secretbox whose key is made of the password by scrypt (RFC 7914).</summary>
internal static class CosignKey
{
    // cosign writes 65536, 8, 1: 64 MiB. What asks for much more wants to exhaust us.
    private const long MaxMemory = 512L * 1024 * 1024;

    public static byte[] Decrypt(byte[] file, string password) => StrictJson.Read(file, "the private key", root =>
    {
        var (kdf, cipher) = (root.Object("kdf"), root.Object("cipher"));
        if (kdf.Text("name") != "scrypt" || cipher.Text("name") != "nacl/secretbox") throw new RefusedException("the private key is encrypted in a way that is not understood");
        var parameters = kdf.Object("params");
        var key = Scrypt(Encoding.UTF8.GetBytes(password), kdf.Bytes("salt"), parameters.Number("N"), parameters.Number("r"), parameters.Number("p"));
        return SecretBox.Open(root.Bytes("ciphertext"), cipher.Bytes("nonce"), key) ?? throw new RefusedException("the password of the private key is wrong");
    });

    private static unsafe byte[] Scrypt(byte[] password, byte[] salt, long n, long r, long p)
    {
        if (n < 2 || r is < 1 or > 64 || p is < 1 or > 16 || n > MaxMemory / (128 * r)) throw new RefusedException("the private key asks for too much memory");
        var key = new byte[32];
        fixed (byte* secret = password.Length == 0 ? new byte[1] : password)
        fixed (byte* grain = salt)
        fixed (byte* made = key)
        {
            if (LibCrypto.Scrypt(secret, (nuint)password.Length, grain, (nuint)salt.Length, (ulong)n, (ulong)r, (ulong)p, (ulong)MaxMemory * 2, made, 32) != 1)
            {
                LibCrypto.ClearErrors();
                throw new RefusedException("the parameters of the private key's encryption are not accepted");
            }
        }
        return key;
    }
}
