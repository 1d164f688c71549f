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
        var manifest = BundleArtifact.Manifest(subject, bundle, statement.PredicateType, time.GetUtcNow());
        var artifact = Digest.Of(manifest);
        await PushBlobAsync(MediaTypes.OciEmpty, BundleArtifact.EmptyConfig, cancellationToken);
        await PushBlobAsync(BundleArtifact.MediaType, bundle, cancellationToken);
        var pushed = await repository.PushManifestAsync(artifact.Value, MediaTypes.OciManifest, manifest, cancellationToken);
        if (!pushed.SubjectIndexed) await ListAsync(subject.Digest, artifact, manifest.Length, cancellationToken);
        return artifact;
    }

    private async Task PushBlobAsync(string mediaType, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var blob = new Descriptor { MediaType = mediaType, Digest = Digest.Of(content.Span), Size = content.Length };
        if (await repository.HasBlobAsync(blob.Digest, cancellationToken)) return;
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        await repository.PushBlobAsync(blob, stream, cancellationToken);
    }

    /// <summary>Registries that know nothing of referrers have them listed under a tag by whoever pushes.</summary>
    private async Task ListAsync(Digest subject, Digest artifact, long size, CancellationToken cancellationToken)
    {
        var tag = Tag.ReferrersFallbackOf(subject).Value;
        var known = new List<Descriptor>();
        try
        {
            known.AddRange((await repository.FetchManifestAsync(tag, cancellationToken)).Read().Manifests);
        }
        catch (RegistryException e) when (e.IsNotFound)
        {
            // Nothing refers to the image yet.
        }
        if (known.Exists(descriptor => descriptor.Digest == artifact)) return;
        var entry = new Descriptor { MediaType = MediaTypes.OciManifest, Digest = artifact, Size = size, ArtifactType = BundleArtifact.MediaType };
        await repository.PushManifestAsync(tag, MediaTypes.OciIndex, ReferrersIndex.Write([.. known, entry]), cancellationToken);
    }
}
