using Plimsoll.Cli.Trust;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sbom.Arriving;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Cli.Vulns;

/// <summary>What was attached to an image in an OCI layout.</summary>
internal sealed class LayoutReferrers(LayoutSignatures layout) : IReferrers
{
    public IAsyncEnumerable<Descriptor> ListAsync(Digest subject, CancellationToken cancellationToken) => layout.ListReferrersAsync(subject, cancellationToken);

    public async ValueTask<ManifestContent?> FindManifestAsync(string reference, CancellationToken cancellationToken) =>
        await layout.FindManifestAsync(reference, cancellationToken) is { } bytes ? new ManifestContent(Digest.TryParse(reference, out var digest) ? digest : Digest.Of(bytes.Span), null, bytes) : null;

    public async ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) =>
        await layout.ReadBlobAsync(blob, cancellationToken) is { } bytes ? new MemoryStream(bytes, writable: false) : null;
}
