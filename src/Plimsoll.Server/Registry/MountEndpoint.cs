using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Registry;

/// <summary>
/// Mounting a blob from another repository (distribution-spec, "Mounting a blob from another repository"), with <c>from</c> or without. A source that the caller may
/// not read looks exactly like one that does not have the blob: the answer is an upload session.
/// </summary>
internal sealed class MountEndpoint(RegistryServices services)
{
    /// <summary>How many repositories are looked at for one that the caller may read.</summary>
    private const int MaxCandidates = 1000;

    /// <summary>The repository that a mount names, for the challenge; null when it names none.</summary>
    public static RepositoryName? SourceOf(RegistryRequest request) =>
        request.Query("mount") is not null && RepositoryName.TryParse(request.Query("from"), out var source) ? source : null;

    /// <summary>Mounts and answers 201, or returns false: then an upload starts.</summary>
    /// <exception cref="OciException">UNAUTHORIZED when the caller may read the source, but the token in hand does not say so.</exception>
    public async ValueTask<bool> TryAsync(RegistryRequest request)
    {
        if (request.Query("mount") is not { } text) return false;
        var digest = Digest.TryParse(text, out var parsed) ? parsed : throw RegistryRequest.InvalidDigest(text);
        var from = request.Query("from");
        if (from is { Length: > 0 } && !RepositoryName.TryParse(from, out _)) throw new OciException(OciError.NameInvalid, "'from' is not a repository name");
        if (await FindSourceAsync(request, digest, from) is not { } source) return false;
        if (!request.Caller!.May(Permission.Pull, source)) throw request.Refusal(request.Scope(Permission.Push, source), $"mount from {source}");

        var audit = request.Event() with { Action = "mount", Digest = digest.Value, Detail = "from " + source };
        if (!await services.Metadata.Blobs.MountAsync(request.Repository, digest, services.PinnedUntil, audit, request.Aborted)) return false;
        ContentReceiver.Created(request, digest);
        return true;
    }

    /// <summary>A repository that has the blob and that the caller may read, with this token before those that need a wider one.</summary>
    private async ValueTask<RepositoryName?> FindSourceAsync(RegistryRequest request, Digest digest, string? from)
    {
        var caller = request.Caller!;
        if (from is { Length: > 0 })
        {
            var source = RepositoryName.Parse(from);
            return caller.MayObtain(Permission.Pull, source) && await services.Metadata.Blobs.FindAsync(source, digest, request.Aborted) is not null ? source : null;
        }
        if (VirtualBlobs.Contains(digest)) return request.Repository;
        var candidates = await services.Metadata.Blobs.RepositoriesWithAsync(digest, null, MaxCandidates, request.Aborted);
        foreach (var candidate in candidates.Where(c => caller.May(Permission.Pull, c))) return candidate;
        foreach (var candidate in candidates.Where(c => caller.MayObtain(Permission.Pull, c))) return candidate;
        return null;
    }
}
