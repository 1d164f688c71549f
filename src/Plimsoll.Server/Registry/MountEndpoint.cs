using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;

namespace Plimsoll.Server.Registry;

/// <summary>
/// Mounting a blob from another repository (distribution-spec, "Mounting a blob from another repository"), with <c>from</c> or without. A source that the caller may
/// not read looks exactly like one that does not have the blob: the answer is an upload session.
/// </summary>
internal sealed class MountEndpoint(RegistryServices services)
{
    /// <summary>How many repositories are looked at for one that the caller may read.</summary>
    private const int MaxCandidates = 1000;

    /// <summary>Mounts and answers 201, or returns false: then an upload starts.</summary>
    public async ValueTask<bool> TryAsync(RegistryRequest request)
    {
        if (request.Query("mount") is not { } text) return false;
        var digest = Digest.TryParse(text, out var parsed) ? parsed : throw RegistryRequest.InvalidDigest(text);
        var from = request.Query("from");
        if (from is { Length: > 0 } && !RepositoryName.TryParse(from, out _)) throw new OciException(OciError.NameInvalid, "'from' is not a repository name");
        if (!await MayMountAsync(request, digest, from)) return false;

        var audit = request.Event() with { Action = "mount", Digest = digest.Value, Detail = from is { Length: > 0 } ? "from " + from : null };
        if (!await services.Metadata.Blobs.MountAsync(request.Repository, digest, services.PinnedUntil, audit, request.Aborted)) return false;
        services.Versions.Changed(request.Repository);
        ContentReceiver.Created(request, digest);
        return true;
    }

    private async ValueTask<bool> MayMountAsync(RegistryRequest request, Digest digest, string? from)
    {
        if (from is { Length: > 0 })
        {
            var source = RepositoryName.Parse(from);
            return request.Caller!.May(Permission.Pull, source) && await services.Metadata.Blobs.FindAsync(source, digest, request.Aborted) is not null;
        }
        var candidates = await services.Metadata.Blobs.RepositoriesWithAsync(digest, null, MaxCandidates, request.Aborted);
        return candidates.Any(c => request.Caller!.May(Permission.Pull, c));
    }
}
