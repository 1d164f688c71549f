using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Plimsoll.Server.Auth.Credentials;

/// <summary>
/// Name of a credential in memory: SHA-256 over a key of this process and the credential, so that neither credentials nor anything that can be tried out
/// offline is kept.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct CredentialKey(UInt128 High, UInt128 Low)
{
    private const int OnStack = 1024;
    private static readonly byte[] ProcessKey = RandomNumberGenerator.GetBytes(32);

    public static CredentialKey Of(CredentialScheme scheme, string credential)
    {
        var most = ProcessKey.Length + 1 + Encoding.UTF8.GetMaxByteCount(credential.Length);
        var rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        var buffer = rented ?? stackalloc byte[OnStack];
        ProcessKey.CopyTo(buffer);
        buffer[ProcessKey.Length] = (byte)scheme;
        var length = ProcessKey.Length + 1 + Encoding.UTF8.GetBytes(credential, buffer[(ProcessKey.Length + 1)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..length], hash);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return MemoryMarshal.Read<CredentialKey>(hash);
    }
}
