using Plimsoll.Client.Http;

namespace Plimsoll.Client.Conformance;

/// <summary>What checks leave behind, so that it can be taken away.</summary>
internal sealed class Traces
{
    private readonly List<(string Repository, string Manifest)> _manifests = [];
    private readonly HashSet<(string Repository, string Digest)> _blobs = [];

    /// <summary>Notes what a successful request made.</summary>
    public void Note(string method, Uri address, int status, string? location, byte[]? body)
    {
        if (status != 201) return;
        var path = address.AbsolutePath;
        if (method == "PUT" && path.IndexOf("/manifests/", StringComparison.Ordinal) is > 0 and var at)
        {
            var repository = path["/v2/".Length..at];
            var reference = Uri.UnescapeDataString(path[(at + "/manifests/".Length)..]);
            _manifests.Add((repository, reference));
            foreach (var part in address.Query.TrimStart('?').Split('&').Where(part => part.StartsWith("tag=", StringComparison.Ordinal))) _manifests.Add((repository, part["tag=".Length..]));
            if (body is not null && !reference.Contains(':', StringComparison.Ordinal)) _manifests.Add((repository, Core.Digest.Of(body).Value));
        }
        else if (location is not null && new Uri(address, location).AbsolutePath is var blob && blob.IndexOf("/blobs/", StringComparison.Ordinal) is > 0 and var end)
        {
            _blobs.Add((blob["/v2/".Length..end], blob[(end + "/blobs/".Length)..]));
        }
    }

    /// <summary>Deletes all of it; what a registry does not let go stays, and how many pieces that are is said.</summary>
    public async Task<int> RemoveAsync(RegistryTransport transport, CancellationToken cancellationToken)
    {
        var left = 0;
        // Tags first, then what came last first: what lists others goes before them.
        var manifests = _manifests.Distinct().Reverse().OrderBy(manifest => manifest.Manifest.Contains(':', StringComparison.Ordinal)).Select(manifest => (manifest.Repository, $"manifests/{manifest.Manifest}"));
        foreach (var (repository, path) in manifests.Concat(_blobs.Select(blob => (blob.Repository, $"blobs/{blob.Digest}"))))
        {
            try
            {
                using var response = await transport.SendAsync(new RegistryRequest(HttpMethod.Delete, new Uri(transport.Registry, $"v2/{repository}/{path}"), $"repository:{repository}:pull,push,delete"), cancellationToken);
                // A tag that cannot be deleted goes with its manifest.
                if (!response.IsSuccessStatusCode && (int)response.StatusCode != 404 && path.Contains(':', StringComparison.Ordinal)) left++;
            }
            catch (RegistryException)
            {
                left++;
            }
        }
        return left;
    }
}
