using System.Runtime.InteropServices;

namespace Plimsoll.Storage.Hashing;

/// <summary>
/// The low-level hash functions of OpenSSL 3 (man 3 SHA256_Init). They work on memory of the caller, which is what makes their state exportable; the newer
/// EVP interface and .NET's own classes keep it to themselves. They are deprecated, not gone: <see cref="IsUsable"/> is false where they are.
/// </summary>
internal static unsafe partial class LibCrypto
{
    private const string Library = "libcrypto.so.3";

    private static readonly Lazy<bool> Usable = new(Probe);

    /// <summary>True when the functions are there and keep their state where this program expects it.</summary>
    public static bool IsUsable => Usable.Value;

    [LibraryImport(Library, EntryPoint = "SHA256_Init")]
    public static partial int Sha256Init(ulong* context);

    [LibraryImport(Library, EntryPoint = "SHA256_Update")]
    public static partial int Sha256Update(ulong* context, byte* data, nuint length);

    [LibraryImport(Library, EntryPoint = "SHA256_Final")]
    public static partial int Sha256Final(byte* hash, ulong* context);

    [LibraryImport(Library, EntryPoint = "SHA512_Init")]
    public static partial int Sha512Init(ulong* context);

    [LibraryImport(Library, EntryPoint = "SHA512_Update")]
    public static partial int Sha512Update(ulong* context, byte* data, nuint length);

    [LibraryImport(Library, EntryPoint = "SHA512_Final")]
    public static partial int Sha512Final(byte* hash, ulong* context);

    private static bool Probe()
    {
        try
        {
            return Sha2SelfTest.Passes();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return false;
        }
    }
}
