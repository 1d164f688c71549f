using Plimsoll.Server.Configuration;
using Plimsoll.Trust;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Server.Signatures;

/// <summary>The roots that the settings name. They are read at the start.</summary>
internal sealed class RootFiles(ServerOptions options) : ITrustedRootSource
{
    private readonly IReadOnlyList<(TrustedRoot, ReadOnlyMemory<byte>)> _roots = [.. options.Signatures.Roots.Select(Read)];

    public ValueTask<IReadOnlyList<(TrustedRoot Root, ReadOnlyMemory<byte> Json)>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_roots);

    private static (TrustedRoot, ReadOnlyMemory<byte>) Read(string path)
    {
        try
        {
            var json = File.ReadAllBytes(path);
            return (TrustedRoot.Read(json), json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RefusedException)
        {
            throw new OptionsException("signatures.roots", path, e.Message);
        }
    }
}
