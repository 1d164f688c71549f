using System.Text;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Trust.Tuf;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Server.Signatures;

/// <summary>The root of this server's own trust services, with the keys of the past.</summary>
internal sealed class OwnRoot(TufRepository repository, ServerOptions options) : ITrustedRootSource
{
    private (string Json, TrustedRoot Root)? _known;

    public async ValueTask<IReadOnlyList<(TrustedRoot Root, ReadOnlyMemory<byte> Json)>> ListAsync(CancellationToken cancellationToken)
    {
        if (!options.Trust.Enabled) return [];
        var json = (await repository.TrustedRootAsync(cancellationToken)).ToJsonString();
        if (_known is not { } known || known.Json != json) _known = known = (json, TrustedRoot.Read(Encoding.UTF8.GetBytes(json)));
        return [(known.Root, Encoding.UTF8.GetBytes(json))];
    }
}
