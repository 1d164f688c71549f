using System.Runtime.CompilerServices;
using Plimsoll.Client;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Images;

namespace Plimsoll.Cli.Trust;

/// <summary>Signatures of an image in a registry. What the registry refuses is an <see cref="IOException"/>: it is not known, rather than not there.</summary>
internal sealed class RemoteSignatures(RemoteRepository repository, string reference) : ISignatureSource
{
    public async ValueTask<Descriptor?> ResolveAsync(CancellationToken cancellationToken) => await repository.ResolveAsync(reference, cancellationToken);

    public async IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var referrers = repository.ListReferrersAsync(subject, null, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(referrers)) yield return referrers.Current;
    }

    public async ValueTask<ReadOnlyMemory<byte>?> FindManifestAsync(string manifest, CancellationToken cancellationToken)
    {
        try
        {
            return (await repository.FetchManifestAsync(manifest, cancellationToken)).Content;
        }
        catch (RegistryException e)
        {
            return e.IsNotFound ? null : throw new IOException(e.Message, e);
        }
    }

    public async ValueTask<byte[]?> ReadBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await repository.OpenBlobAsync(blob, 0, cancellationToken);
            var content = new byte[blob.Size];
            await stream.ReadExactlyAsync(content, cancellationToken);
            // The stream proves the digest once its end is seen.
            return await stream.ReadAsync(new byte[1], cancellationToken) == 0 ? content : null;
        }
        catch (RegistryException e)
        {
            return e.IsNotFound ? null : throw new IOException(e.Message, e);
        }
    }

    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<Descriptor> referrers)
    {
        try
        {
            return await referrers.MoveNextAsync();
        }
        catch (RegistryException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
