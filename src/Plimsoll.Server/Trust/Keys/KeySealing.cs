using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Trust.Keys;

/// <summary>
/// Encrypts the private keys of the services (AES-256-GCM) with a key that is in a file, or that the servers of one database share (<see cref="SharedSealingKey"/>), so that neither a dump nor a backup of the database gives
/// them away. What is sealed is bound to its name.
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

    /// <summary>What to do where something cannot be opened, for people.</summary>
    public string Advice { get; set; } = "put the right file there, or name it with trust.keyFile";

    /// <summary>A new key.</summary>
    public static byte[] New() => RandomNumberGenerator.GetBytes(KeyLength);

    public byte[] Seal(string name, ReadOnlySpan<byte> content) => Seal(Key(true)!, name, content);

    /// <summary>The content; null when it was sealed with another key, or there is no key.</summary>
    public byte[]? Open(string name, ReadOnlySpan<byte> box) => Key(false) is { } key ? Open(key, name, box) : null;

    /// <summary>Encrypts with a key.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, string name, ReadOnlySpan<byte> content)
    {
        var box = new byte[NonceLength + content.Length + TagLength];
        var nonce = box.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, content, box.AsSpan(NonceLength, content.Length), box.AsSpan(NonceLength + content.Length), Encoding.UTF8.GetBytes(name));
        return box;
    }

    /// <summary>Opens what was encrypted with a key; null when it was another one.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> key, string name, ReadOnlySpan<byte> box)
    {
        if (box.Length < NonceLength + TagLength) return null;
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

    /// <summary>The key in the file; null when there is none, or it cannot be read.</summary>
    public byte[]? FindInFile()
    {
        try
        {
            return Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Uses a key that others have too. A copy is left in the file where there is none, for the day when the password of the database changes.</summary>
    public void Share(byte[] key)
    {
        lock (_lock) _key = key;
        try
        {
            if (!File.Exists(Path)) Write(key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The copy is a convenience.
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
        var key = New();
        try
        {
            Write(key);
            return key;
        }
        catch (IOException e) when (File.Exists(Path))
        {
            // Another server that shares the folder was faster.
            return Read() ?? throw new IOException($"{Path} was there and is gone", e);
        }
    }

    private void Write(byte[] key)
    {
        var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) creation.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(Path, creation);
        file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n"));
        file.Flush(flushToDisk: true);
    }
}
