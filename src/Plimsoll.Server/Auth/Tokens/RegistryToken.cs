using System.Buffers;
using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Server.Auth.Rights;

namespace Plimsoll.Server.Auth.Tokens;

/// <summary>
/// Content of a registry token (RFC 7519, and distribution's "Token Authentication Implementation"). Besides the standard claims it names the account by its
/// number, and what it was obtained with: the epoch of a password, or a stored credential. If those are no longer good, neither is the token.
/// </summary>
internal sealed record RegistryToken(string Subject, long? PrincipalId, long? Epoch, Guid? CredentialId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, TokenClaims Claims)
{
    private const string Issuer = "plimsoll";

    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("iss", Issuer);
            json.WriteString("sub", Subject);
            json.WriteNumber("iat", IssuedAt.ToUnixTimeSeconds());
            json.WriteNumber("exp", ExpiresAt.ToUnixTimeSeconds());
            if (PrincipalId is { } principal) json.WriteNumber("pid", principal);
            if (Epoch is { } epoch) json.WriteNumber("epo", epoch);
            if (CredentialId is { } credential) json.WriteString("cid", credential);
            json.WriteStartArray("access");
            foreach (var (name, actions) in Claims.Repositories) WriteAccess(json, "repository", name.Value, actions.ToNames());
            if (Claims.ListsCatalog) WriteAccess(json, "registry", "catalog", ["*"]);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what was signed; null when it is none of our tokens.</summary>
    public static RegistryToken? Read(byte[] payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            var root = document.RootElement;
            if (root.GetProperty("iss").GetString() != Issuer) return null;
            return new RegistryToken(
                root.GetProperty("sub").GetString()!,
                root.TryGetProperty("pid", out var principal) ? principal.GetInt64() : null,
                root.TryGetProperty("epo", out var epoch) ? epoch.GetInt64() : null,
                root.TryGetProperty("cid", out var credential) ? credential.GetGuid() : null,
                DateTimeOffset.FromUnixTimeSeconds(root.GetProperty("iat").GetInt64()),
                DateTimeOffset.FromUnixTimeSeconds(root.GetProperty("exp").GetInt64()),
                ReadAccess(root.GetProperty("access")));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static void WriteAccess(Utf8JsonWriter json, string type, string name, IEnumerable<string> actions)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("name", name);
        json.WriteStartArray("actions");
        foreach (var action in actions) json.WriteStringValue(action);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static TokenClaims ReadAccess(JsonElement access)
    {
        var repositories = new Dictionary<RepositoryName, PermissionSet>();
        var catalog = false;
        foreach (var entry in access.EnumerateArray())
        {
            var actions = entry.GetProperty("actions").EnumerateArray().Select(a => a.GetString()!).ToList();
            if (entry.GetProperty("type").GetString() == "registry") catalog |= actions.Contains("*");
            else if (PermissionSet.TryParse(actions, out var set)) repositories[RepositoryName.Parse(entry.GetProperty("name").GetString()!)] = set & TokenClaims.RegistryActions;
        }
        return new TokenClaims(repositories, catalog);
    }
}
