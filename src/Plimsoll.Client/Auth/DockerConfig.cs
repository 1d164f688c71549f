using System.Text;
using System.Text.Json;

namespace Plimsoll.Client.Auth;

/// <summary>
/// The <c>auths</c> of Docker's <c>config.json</c>, where <c>docker login</c>, <c>crane auth login</c> and <c>oras login</c> leave credentials. Credential helpers
/// are programs that the file names; they are not run.
/// </summary>
public sealed class DockerConfig : ICredentialSource
{
    private const int MaxSize = 1024 * 1024;

    private readonly Dictionary<string, Credential> _byHost = new(StringComparer.OrdinalIgnoreCase);

    private DockerConfig() { }

    /// <summary>Reads <c>$DOCKER_CONFIG/config.json</c> or <c>~/.docker/config.json</c>; empty when there is no such file.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="FormatException">The file is no such configuration.</exception>
    public static DockerConfig Load(Func<string, string?> variable)
    {
        var folder = variable("DOCKER_CONFIG") is { Length: > 0 } named ? named : Path.Combine(variable("HOME") ?? "/", ".docker");
        var file = new FileInfo(Path.Combine(folder, "config.json"));
        if (!file.Exists) return new DockerConfig();
        if (file.Length > MaxSize) throw new FormatException($"{file.FullName} is larger than 1 MiB");
        try
        {
            return Parse(File.ReadAllBytes(file.FullName));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new FormatException($"{file.FullName} is not a Docker configuration: {e.Message}", e);
        }
    }

    /// <summary>Reads the text of such a file.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="FormatException">An entry cannot be read.</exception>
    public static DockerConfig Parse(ReadOnlyMemory<byte> content)
    {
        var config = new DockerConfig();
        using var json = JsonDocument.Parse(content);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("auths", out var auths) || auths.ValueKind != JsonValueKind.Object) return config;
        foreach (var entry in auths.EnumerateObject())
        {
            if (entry.Value.ValueKind == JsonValueKind.Object && Read(entry.Value, entry.Name) is { } credential) config._byHost.TryAdd(HostOf(entry.Name), credential);
        }
        return config;
    }

    /// <inheritdoc/>
    public Credential? Find(string host) => _byHost.GetValueOrDefault(HostOf(host));

    /// <summary>Old clients wrote whole addresses as keys, and Docker Hub has three names.</summary>
    private static string HostOf(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? key : key[(scheme + 3)..];
        var slash = rest.IndexOf('/');
        var host = slash < 0 ? rest : rest[..slash];
        return host is "index.docker.io" or "registry-1.docker.io" ? "docker.io" : host;
    }

    private static Credential? Read(JsonElement entry, string key)
    {
        if (Text(entry, "identitytoken") is { } token) return new Credential.IdentityToken(token);
        if (Text(entry, "username") is { } user && Text(entry, "password") is { } password) return new Credential.Password(user, password);
        if (Text(entry, "auth") is not { } auth) return null;
        var pair = new byte[auth.Length];
        if (!Convert.TryFromBase64String(auth, pair, out var length)) throw new FormatException($"auth of '{key}' is not base64");
        var text = Encoding.UTF8.GetString(pair, 0, length);
        var colon = text.IndexOf(':');
        return colon > 0 ? new Credential.Password(text[..colon], text[(colon + 1)..].TrimEnd('\0')) : throw new FormatException($"auth of '{key}' is not user:password");
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
