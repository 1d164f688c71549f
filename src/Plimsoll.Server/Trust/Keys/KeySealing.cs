using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Trust.Keys;

/// <summary>
/// Encrypts the private keys of the services (AES-256-GCM) with a key that is in a file and never in the database, so that neither a dump nor a backup of the database gives them away.
/// What is sealed is bound to its name.
/// </summary>
internal sealed class KeySealing(ServerOptions options)
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _lock = new();
    private byte[]? _key;

    /// <summary>The file of the key.</summary>
    public string Path => options.Trust.KeyFile ?? System.IO.Path.Combine(options.Data, "trust.key");

    public byte[] Seal(string name, ReadOnlySpan<byte> content)
    {
        var box = new byte[NonceLength + content.Length + TagLength];
        var nonce = box.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(Key(true)!, TagLength);
        cipher.Encrypt(nonce, content, box.AsSpan(NonceLength, content.Length), box.AsSpan(NonceLength + content.Length), Encoding.UTF8.GetBytes(name));
        return box;
    }

    /// <summary>The content; null when it was sealed with another key, or the file of the key is missing.</summary>
    public byte[]? Open(string name, ReadOnlySpan<byte> box)
    {
        if (box.Length < NonceLength + TagLength || Key(false) is not { } key) return null;
        var content = new byte[box.Length - NonceLength - TagLength];
        try
        {
            using var cipher = new AesGcm(key, TagLength);
            cipher.Decrypt(box[..NonceLength], box[NonceLength..^TagLength], box[^TagLength..], content, Encoding.UTF8.GetBytes(name));
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <exception cref="OciException">UNAVAILABLE: the file cannot be read or made, or holds no key.</exception>
    private byte[]? Key(bool makes)
    {
        try
        {
            lock (_lock) return _key ??= Read() ?? (makes ? Make() : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OciException(TrustError.Sealed, "the key file of the trust services cannot be used: " + e.Message);
        }
    }

    private byte[]? Read()
    {
        try
        {
            var key = Convert.FromBase64String(File.ReadAllText(Path).Trim());
            return key.Length == KeyLength ? key : throw new IOException($"{Path} holds {key.Length} bytes; 32 bytes in base64 were expected");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (FormatException e)
        {
            throw new IOException($"{Path} holds no base64", e);
        }
    }

    private byte[] Make()
    {
        var key = RandomNumberGenerator.GetBytes(KeyLength);
        try
        {
            var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) creation.UnixCreateMode = OwnerOnly;
            using var file = new FileStream(Path, creation);
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n"));
            file.Flush(flushToDisk: true);
            return key;
        }
        catch (IOException e) when (File.Exists(Path))
        {
            // Another server that shares the folder was faster.
            return Read() ?? throw new IOException($"{Path} was there and is gone", e);
        }
    }
}
