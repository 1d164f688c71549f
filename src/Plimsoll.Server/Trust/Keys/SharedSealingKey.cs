using System.Security.Cryptography;
using System.Text;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Postgres;

namespace Plimsoll.Server.Trust.Keys;

/// <summary>
/// Servers on one PostgreSQL have one key without anybody copying a file: it lies in the database, encrypted with a key that is made of the password with which they log in there. That password is in no dump and in no backup, and
/// whoever has it may change everything anyway. A file that the settings name (<c>trust.keyFile</c>) keeps the key out of the database.
/// </summary>
internal sealed class SharedSealingKey(IMetadataStore metadata, KeySealing sealing, ServerOptions options)
{
    private const string Name = "sealing-key";
    private const int SaltLength = 16;
    private const int Iterations = 600_000;
    private const int KeyLength = 32;

    /// <summary>Finds the key or makes the first one, before anything is sealed.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (Database.IsEmbedded(options) || options.Trust.KeyFile is not null) return;
        if (PostgresMetadataStore.PasswordOf(options.Database) is not { Length: > 0 } password)
        {
            sealing.Advice = "copy it from the server that made it, or name a mounted secret with trust.keyFile; servers that log in to the database with a password share it by themselves";
            return;
        }
        sealing.Advice = "the servers share it through the database, encrypted with the password of the database: where that was changed, put the file of a server from before there, or name it with trust.keyFile";
        while (true)
        {
            var kept = await metadata.Trust.FindDocumentAsync(Name, null, cancellationToken);
            if (kept is not null && Open(kept.Content, password) is { } shared)
            {
                sealing.Share(shared);
                return;
            }
            var keys = await metadata.Trust.ListKeysAsync(cancellationToken);
            var key = sealing.FindInFile();
            if (keys.Count == 0 && kept is null) key ??= KeySealing.New();
            if (key is null || (keys.Count > 0 && KeySealing.Open(key, keys[^1].Id, keys[^1].Sealed) is null))
            {
                // Whoever asks for the keys is told.
                return;
            }
            if (!await metadata.Trust.AddDocumentsAsync([new TrustDocument(Name, (kept?.Version ?? 0) + 1, Seal(key, password), null)], cancellationToken)) continue;
            sealing.Share(key);
            return;
        }
    }

    /// <summary>The key in the database, where the settings hold the password that opens it; null otherwise.</summary>
    public static async ValueTask<byte[]?> FindAsync(ServerOptions options, IMetadataStore metadata, CancellationToken cancellationToken)
    {
        if (Database.IsEmbedded(options) || options.Trust.KeyFile is not null || PostgresMetadataStore.PasswordOf(options.Database) is not { Length: > 0 } password) return null;
        return await metadata.Trust.FindDocumentAsync(Name, null, cancellationToken) is { } kept ? Open(kept.Content, password) : null;
    }

    private static byte[] Seal(byte[] key, string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return [.. salt, .. KeySealing.Seal(Derive(password, salt), Name, key)];
    }

    private static byte[]? Open(byte[] content, string password) => content.Length > SaltLength ? KeySealing.Open(Derive(password, content[..SaltLength]), Name, content.AsSpan(SaltLength)) : null;

    /// <summary>Dear on purpose: whoever has a dump tries passwords.</summary>
    private static byte[] Derive(string password, byte[] salt) => Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, KeyLength);
}
