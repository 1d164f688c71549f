using System.Security.Cryptography;

namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>One repository of a registry, with the requests that tests need again and again.</summary>
public sealed class RepositoryOnWire(Wire wire, string name)
{
    public string Name { get; } = name;

    public Wire Wire { get; } = wire;

    public string Path => "/v2/" + Name;

    public string Uploads => Path + "/blobs/uploads/";

    /// <summary>A repository that no other test uses.</summary>
    public static RepositoryOnWire New(Wire wire, string prefix = "conformance") => new(wire, $"{prefix}/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");

    public string Blob(string digest) => $"{Path}/blobs/{digest}";

    public string Manifest(string reference) => $"{Path}/manifests/{reference}";

    public string Referrers(string digest) => $"{Path}/referrers/{digest}";

    /// <summary>The upload URL with the closing digest, whatever query it has already.</summary>
    public static string Close(string location, string digest) => location + (location.Contains('?') ? '&' : '?') + "digest=" + Uri.EscapeDataString(digest);

    /// <summary>Starts an upload; its URL.</summary>
    public async Task<string> StartAsync(string query = "") => (await Wire.PostAsync(Uploads + query)).Expect(202).Location;

    /// <summary>Pushes a blob in two requests.</summary>
    public async Task<Content> PushAsync(Content content)
    {
        var location = await StartAsync();
        (await Wire.PutAsync(Close(location, content.Digest), content.Bytes)).Expect(201);
        return content;
    }

    /// <summary>Pushes a manifest with its own media type.</summary>
    public Task<Answer> PutAsync(Content manifest, string reference) => Wire.PutAsync(Manifest(reference), manifest.Bytes, ("Content-Type", manifest.MediaType));

    /// <summary>Pushes a manifest by digest and checks that it is there.</summary>
    public async Task<Content> PutAsync(Content manifest)
    {
        (await PutAsync(manifest, manifest.Digest)).Expect(201);
        return manifest;
    }
}
