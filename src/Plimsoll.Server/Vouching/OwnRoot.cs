using System.Text;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Signatures;
using Plimsoll.Server.Trust.Tuf;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Server.Vouching;

/// <summary>The authorities and logs of this server itself.</summary>
internal sealed class OwnRoot(TufRepository own, ServerOptions options) : ITrustedRootSource
{
    private (string Json, (TrustedRoot, ReadOnlyMemory<byte>)[] Roots)? _known;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<(TrustedRoot Root, ReadOnlyMemory<byte> Json)>> ListAsync(CancellationToken cancellationToken)
    {
        if (!options.Trust.Enabled) return [];
        var json = (await own.TrustedRootAsync(cancellationToken)).ToJsonString();
        if (_known is { } known && known.Json == json) return known.Roots;
        var bytes = Encoding.UTF8.GetBytes(json);
        _known = known = (json, [(TrustedRoot.Read(bytes), bytes)]);
        return known.Roots;
    }
}
