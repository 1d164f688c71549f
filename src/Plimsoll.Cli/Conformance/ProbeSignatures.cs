using System.Runtime.CompilerServices;
using Plimsoll.Client.Conformance;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Images;

namespace Plimsoll.Cli.Conformance;

/// <summary>Looks for signatures in the repository of a check, so that every request stands in the report.</summary>
internal sealed class ProbeSignatures(Probe probe, string digest) : ISignatureSource
{
    public async ValueTask<Descriptor?> ResolveAsync(CancellationToken cancellationToken)
    {
        var reply = await probe.GetAsync(probe.Path("manifests/" + digest));
        return reply.Status == 404 ? null : new Descriptor { MediaType = reply.Expect(200).Header("Content-Type"), Digest = Digest.Parse(digest), Size = reply.Body.Length };
    }

    public async IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reply = await probe.GetAsync(probe.Path("referrers/" + subject));
        // Without the list, what clients wrote under the tag is looked at anyway.
        if (reply.Status == 404) yield break;
        foreach (var referrer in ManifestReader.Read(reply.Expect(200).Body, MediaTypes.OciIndex).Manifests) yield return referrer;
    }

    public async ValueTask<ReadOnlyMemory<byte>?> FindManifestAsync(string reference, CancellationToken cancellationToken)
    {
        var reply = await probe.GetAsync(probe.Path("manifests/" + reference), ("Accept", $"{MediaTypes.OciManifest}, {MediaTypes.OciIndex}"));
        return reply.Status == 404 ? null : reply.Expect(200).Body;
    }

    public async ValueTask<byte[]?> ReadBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        var reply = await probe.GetAsync(probe.Path("blobs/" + blob.Digest));
        return reply.Status == 404 ? null : Digest.Of(reply.Expect(200).Body) == blob.Digest ? reply.Body : throw new CheckFailedException($"The blob {blob.Digest} came with other bytes.");
    }
}
