using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Server.Signatures;

/// <summary>Knows authorities and logs that are believed: those of files, those of this server.</summary>
internal interface ITrustedRootSource
{
    /// <summary>The roots, each with its document as JSON, by which a change is noticed.</summary>
    ValueTask<IReadOnlyList<(TrustedRoot Root, ReadOnlyMemory<byte> Json)>> ListAsync(CancellationToken cancellationToken);
}
