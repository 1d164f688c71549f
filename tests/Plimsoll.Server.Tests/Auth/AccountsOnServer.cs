using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Server.Auth.Credentials;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Tests.Auth;

/// <summary>A server of its own with short ways to make accounts, grants and credentials through its API.</summary>
public sealed class AccountsOnServer : IAsyncLifetime
{
    private const string Password = "a password for tests";

    private readonly RegistryFixture _registry = new();

    /// <summary>Requests of the administrator.</summary>
    public Wire Admin => _registry.Wire;

    public Wire Anonymous => _registry.Anonymous;

    internal RegistryFixture Registry => _registry;

    internal IIdentityStore Store => _registry.Server.Services.GetRequiredService<IIdentityStore>();

    public ValueTask InitializeAsync() => _registry.InitializeAsync();

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    /// <summary>A name that no other test uses.</summary>
    public static string Unique(string prefix) => $"{prefix}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5))}";

    /// <summary>Sends JSON.</summary>
    public static Task<Answer> SendAsync(Wire wire, string method, string path, object? body) => body is null
        ? wire.SendAsync(method, "/api/v1/" + path, (byte[]?)null)
        : wire.SendAsync(method, "/api/v1/" + path, JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web), ("Content-Type", "application/json"));

    /// <summary>Makes a user; a client that logs in with the password.</summary>
    public async Task<Wire> AddUserAsync(string name)
    {
        (await SendAsync(Admin, "POST", "users", new { name, password = Password })).Expect(201);
        return _registry.Login(name, Password);
    }

    /// <summary>Makes a personal access token and a client that sends it.</summary>
    public async Task<(Wire Wire, string Token, string Id)> AddTokenAsync(string name, Wire user, string[]? paths = null, string[]? permissions = null)
    {
        var made = (await SendAsync(user, "POST", "tokens", new { name = "test", paths, permissions })).Expect(201).Json;
        var token = made.GetProperty("secret").GetString()!;
        return (_registry.Login(name, token), token, made.GetProperty("id").GetString()!);
    }

    public async Task<long> GrantAsync(string subject, string role, string path) =>
        (await SendAsync(Admin, "POST", "grants", new { subject, role, path })).Expect(201).Json.GetProperty("id").GetInt64();

    /// <summary>A personal access token whose last day is over, put into the database because the API makes none.</summary>
    public async Task<Wire> AddExpiredTokenAsync(string name)
    {
        var secret = Secret.Make(Secret.Personal);
        var now = DateTimeOffset.UtcNow;
        var account = _registry.Server.Services.GetRequiredService<AccountDirectory>().Current.Find(name)!;
        (await Store.AddCredentialAsync(
            new CredentialRecord
            {
                Id = Guid.CreateVersion7(),
                Kind = CredentialKind.Personal,
                PrincipalId = account.Record.Id,
                Hash = Secret.HashOf(secret),
                Name = "expired",
                CreatedAt = now.AddDays(-2),
                ExpiresAt = now.AddSeconds(-1),
            }, null, default)).ShouldBe(IdentityChange.Done);
        return _registry.Login(name, secret);
    }

    /// <summary>A registry token for these scopes, from the token service.</summary>
    public static async Task<string> TokenAsync(Wire wire, params string[] scopes)
    {
        var query = string.Concat(scopes.Select(s => "&scope=" + Uri.EscapeDataString(s)));
        return (await wire.GetAsync("/auth/token?service=registry" + query)).Expect(200).Json.GetProperty("token").GetString()!;
    }

    /// <summary>A client that sends a bearer token.</summary>
    public Wire Bearer(string token)
    {
        var wire = new Wire(_registry.Address);
        wire.Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return wire;
    }

    /// <summary>The content of a registry token.</summary>
    public static JsonElement ContentOf(string token)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])));
        return document.RootElement.Clone();
    }
}
