using System.Runtime.CompilerServices;
using Plimsoll.Client;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sources;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Cli.Trust;

/// <summary>Signs images of a repository and pushes the bundles so that they refer to them, in the shape of cosign 3.</summary>
internal sealed class BundlePush(RemoteRepository repository, IBundleSigner signer, TimeProvider time)
{
    /// <summary>Signs what a reference names and, where asked, the images of an index.</summary>
    /// <exception cref="ImageNotFoundException">It names nothing.</exception>
    public async IAsyncEnumerable<(Digest Subject, Digest Artifact)> RunAsync(
        string reference, bool recursive, Func<Digest, (string PredicateType, byte[] Statement)> statement, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var subject = await repository.ResolveAsync(reference, cancellationToken) ?? throw new ImageNotFoundException($"{repository.Name} has no image {reference}");
        yield return (subject.Digest, await SignAsync(subject, statement(subject.Digest), cancellationToken));
        if (!recursive || (await repository.FetchManifestAsync(subject.Digest.Value, cancellationToken)).Read() is not { IsIndex: true } index) yield break;
        foreach (var child in index.Manifests)
        {
            // As the registry has it: what an index says of the size and type of a child is only said.
            var found = await repository.ResolveAsync(child.Digest.Value, cancellationToken);
            if (found is not null) yield return (found.Digest, await SignAsync(found, statement(found.Digest), cancellationToken));
        }
    }

    private async Task<Digest> SignAsync(Descriptor subject, (string PredicateType, byte[] Bytes) statement, CancellationToken cancellationToken)
    {
        var bundle = await signer.SignStatementAsync(statement.Bytes, cancellationToken);
        var manifest = FetchedManifest.Of(MediaTypes.OciManifest, BundleArtifact.Manifest(subject, bundle, statement.PredicateType, time.GetUtcNow()));
        var push = new ArtifactPush(repository);
        await push.PushBlobAsync(MediaTypes.OciEmpty, BundleArtifact.EmptyConfig, cancellationToken);
        await push.PushBlobAsync(BundleArtifact.MediaType, bundle, cancellationToken);
        await push.PushManifestAsync(manifest, null, cancellationToken);
        return manifest.Descriptor.Digest;
    }
}
