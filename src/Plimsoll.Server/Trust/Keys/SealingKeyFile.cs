using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Trust.Keys;

/// <summary>For commands that bring a database to another place: what opens its signing keys is a file, which has to come along by itself.</summary>
public static class SealingKeyFile
{
    private const string Unopened = "what opens the signing keys does not come with the database, and without it nothing can be signed:";

    /// <summary>Copies the key to where the new settings have it, unless there is one already.</summary>
    /// <param name="source">Settings of the old place.</param>
    /// <param name="from">Its database.</param>
    /// <param name="target">Settings of the new place.</param>
    /// <param name="to">Its database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What people should know or do, a sentence; null when there is nothing.</returns>
    public static async Task<string?> CopyAsync(ServerOptions source, IMetadataStore from, ServerOptions target, IMetadataStore to, CancellationToken cancellationToken)
    {
        var (here, there) = (new KeySealing(source), new KeySealing(target));
        if (await NewestAsync(from, cancellationToken) is not { } sample || await FindAsync(there, target, to, sample, cancellationToken) is not null) return null;
        if (await FindAsync(here, source, from, sample, cancellationToken) is not { } key)
            return $"{Unopened} {here.Path} is not the file, or cannot be read; copy the right one to {there.Path}";
        // A file that the settings name is somebody's secret, which may be mounted from elsewhere.
        if (target.Trust.KeyFile is null) there.Share(key);
        return await FindAsync(there, target, to, sample, cancellationToken) is null
            ? $"{Unopened} copy {here.Path} to {there.Path}{(File.Exists(there.Path) ? ", which holds another key" : "")}"
            : $"What opens the signing keys was copied: {here.Path} to {there.Path}. Where the new server runs on another machine, copy it there.";
    }

    /// <summary>What to do where the signing keys of a database that was restored cannot be opened, a sentence; null when they can, or there are none.</summary>
    public static async Task<string?> AdviceAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        await using var metadata = await Database.OpenAsync(options, TimeProvider.System, null, cancellationToken);
        var sealing = new KeySealing(options);
        return await NewestAsync(metadata, cancellationToken) is { } sample && await FindAsync(sealing, options, metadata, sample, cancellationToken) is null
            ? $"{Unopened} copy trust.key of the server that was backed up to {sealing.Path}"
            : null;
    }

    private static async Task<TrustKeyRecord?> NewestAsync(IMetadataStore metadata, CancellationToken cancellationToken) => await metadata.Trust.ListKeysAsync(cancellationToken) is [.., var newest] ? newest : null;

    /// <summary>The key that a server of these settings would use, if it is the right one.</summary>
    private static async Task<byte[]?> FindAsync(KeySealing sealing, ServerOptions options, IMetadataStore metadata, TrustKeyRecord sample, CancellationToken cancellationToken)
    {
        if (sealing.FindInFile() is { } key && Opens(key, sample)) return key;
        return await SharedSealingKey.FindAsync(options, metadata, cancellationToken) is { } shared && Opens(shared, sample) ? shared : null;
    }

    private static bool Opens(byte[] key, TrustKeyRecord sample) => KeySealing.Open(key, sample.Id, sample.Sealed) is not null;
}
