using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Core;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Auth.Tokens;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Auth;

/// <summary>Everything that the rows of the matrix need: a repository for each role, somebody who has the role there, and all the credentials they can come with.</summary>
public sealed class RightsMatrix : IAsyncLifetime
{
    public static readonly string[] Roles = ["reader", "writer", "maintainer", "owner", "auditor", "admin"];

    private readonly AccountsOnServer _server = new();
    private readonly Dictionary<(string Role, string Situation), Wire> _callers = [];

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        await PushAsync("stranger/app");
        foreach (var role in Roles) await AddRoleAsync(role);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>The repository in which somebody has the role.</summary>
    public static string RepositoryOf(string role) => $"{role}s/app";

    /// <summary>Who asks in a situation.</summary>
    public Wire Caller(string role, string situation) => _callers[(role, situation)];

    /// <summary>Does what a verb stands for, and says how it ended.</summary>
    public async Task<int> TryAsync(Wire caller, string verb, string repository)
    {
        var path = "/v2/" + repository;
        switch (verb)
        {
            case "pull":
                return (await caller.GetAsync($"{path}/manifests/latest")).Status;
            case "push":
                return (await caller.PostAsync($"{path}/blobs/uploads/")).Status;
            case "delete":
                var tag = AccountsOnServer.Unique("doomed");
                var image = (await _server.Admin.GetAsync($"{path}/manifests/latest")).Expect(200);
                (await _server.Admin.PutAsync($"{path}/manifests/{tag}", image.Body, ("Content-Type", ImageBuilder.Manifest))).Expect(201);
                return (await caller.DeleteAsync($"{path}/manifests/{tag}")).Status;
            case "catalog":
                var answer = await caller.GetAsync("/v2/_catalog");
                if (answer.Status != 200) return answer.Status;
                return answer.Json.GetProperty("repositories").EnumerateArray().Any(r => r.GetString() == repository) ? 200 : 403;
            case "manage":
                return (await AccountsOnServer.SendAsync(caller, "POST", "grants", new { subject = "group:matrix", role = "reader", path = $"{repository}/{AccountsOnServer.Unique("sub")}" })).Status;
            case "events":
                return (await caller.GetAsync("/api/v1/events?repository=" + Uri.EscapeDataString(repository))).Status;
            default:
                return (await caller.GetAsync("/api/v1/users")).Status;
        }
    }

    private async Task AddRoleAsync(string role)
    {
        var repository = RepositoryOf(role);
        var path = role == "admin" ? "**" : $"{role}s/**";
        await PushAsync(repository);
        var name = "the-" + role;
        var user = await _server.AddUserAsync(name);
        if (role == "reader") (await AccountsOnServer.SendAsync(_server.Admin, "POST", "groups", new { name = "matrix" })).Expect(201);
        var (token, _, _) = await _server.AddTokenAsync(name, user);
        await _server.GrantAsync("user:" + name, role, path);
        _callers[(role, "password")] = user;
        _callers[(role, "token")] = token;
        _callers[(role, "group")] = await MemberAsync(role, path);
        _callers[(role, "robot")] = await RobotAsync(role, path);
        _callers[(role, "bearer")] = _server.Bearer(await AccountsOnServer.TokenAsync(token, $"repository:{repository}:pull,push,delete", "registry:catalog:*"));
        _callers[(role, "anonymous")] = _server.Anonymous;
        _callers[(role, "expired token")] = await _server.AddExpiredTokenAsync(name);
        _callers[(role, "expired bearer")] = _server.Bearer(ExpiredBearer(name, repository));
        _callers[(role, "token for another path")] = (await _server.AddTokenAsync(name, user, paths: ["elsewhere/**"])).Wire;
        _callers[(role, "token for nothing that helps")] = (await _server.AddTokenAsync(name, user, permissions: ["administer"])).Wire;
        _callers[(role, "bearer for another repository")] = _server.Bearer(await AccountsOnServer.TokenAsync(token, "repository:elsewhere/app:pull,push,delete"));
        _callers[(role, "bearer for nothing")] = _server.Bearer(await AccountsOnServer.TokenAsync(token));
        _callers[(role, "disabled")] = await DisabledAsync(role, path);
        _callers[(role, "taken back")] = await TakenBackAsync(role, path, repository);
    }

    private async Task<Wire> MemberAsync(string role, string path)
    {
        var (group, name) = (AccountsOnServer.Unique("group"), AccountsOnServer.Unique("member"));
        var user = await _server.AddUserAsync(name);
        (await AccountsOnServer.SendAsync(_server.Admin, "POST", "groups", new { name = group })).Expect(201);
        (await AccountsOnServer.SendAsync(_server.Admin, "PUT", $"groups/{group}/members/{name}", null)).Expect(204);
        await _server.GrantAsync("group:" + group, role, path);
        return (await _server.AddTokenAsync(name, user)).Wire;
    }

    private async Task<Wire> RobotAsync(string role, string path)
    {
        var name = AccountsOnServer.Unique("robot");
        var robot = (await AccountsOnServer.SendAsync(_server.Admin, "POST", "robots", new { name, role, paths = new[] { path } })).Expect(201).Json;
        return _server.Registry.Login("robot+" + name, robot.GetProperty("secret").GetString()!);
    }

    private async Task<Wire> DisabledAsync(string role, string path)
    {
        var name = AccountsOnServer.Unique("leaver");
        var (token, _, _) = await _server.AddTokenAsync(name, await _server.AddUserAsync(name));
        await _server.GrantAsync("user:" + name, role, path);
        (await token.GetAsync("/v2/")).Expect(200);
        (await AccountsOnServer.SendAsync(_server.Admin, "PATCH", "users/" + name, new { disabled = true })).Expect(200);
        return token;
    }

    /// <summary>A registry token that was given out while the role was there.</summary>
    private async Task<Wire> TakenBackAsync(string role, string path, string repository)
    {
        var name = AccountsOnServer.Unique("mover");
        var (token, _, _) = await _server.AddTokenAsync(name, await _server.AddUserAsync(name));
        var grant = await _server.GrantAsync("user:" + name, role, path);
        var bearer = _server.Bearer(await AccountsOnServer.TokenAsync(token, $"repository:{repository}:pull,push,delete", "registry:catalog:*"));
        (await bearer.GetAsync("/v2/")).Expect(200);
        (await AccountsOnServer.SendAsync(_server.Admin, "DELETE", $"grants/{grant}", null)).Expect(204);
        return bearer;
    }

    private string ExpiredBearer(string name, string repository)
    {
        var services = _server.Registry.Server.Services;
        var account = services.GetRequiredService<AccountDirectory>().Current.Find(name)!;
        var claims = new TokenClaims(new Dictionary<RepositoryName, PermissionSet> { [RepositoryName.Parse(repository)] = TokenClaims.RegistryActions }, true);
        var now = DateTimeOffset.UtcNow;
        return services.GetRequiredService<SigningKeys>().Sign(new RegistryToken(name, account.Record.Id, null, null, now.AddMinutes(-6), now.AddSeconds(-1), claims).Write());
    }

    private async Task PushAsync(string name)
    {
        var repository = new RepositoryOnWire(_server.Admin, name);
        var (config, layer) = (await repository.PushAsync(ImageBuilder.Config()), await repository.PushAsync(ImageBuilder.Layer()));
        (await repository.PutAsync(ImageBuilder.Image(config.Descriptor, [layer.Descriptor]), "latest")).Expect(201);
    }
}
