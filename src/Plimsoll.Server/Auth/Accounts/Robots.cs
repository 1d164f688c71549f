using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Accounts;

/// <summary>
/// Making robots and rotating their secrets: for owners of the robot's paths, and for administrators. A robot never gets out of the paths that it was made
/// for, whatever is granted to it later.
/// </summary>
internal sealed class Robots(AccountChanges changes)
{
    /// <summary>Makes a robot with a first secret, and binds a role on each of its paths.</summary>
    public async Task<(Account Robot, CredentialRecord Record, string Secret)> AddAsync(HttpContext http, string? name, string? description, IReadOnlyList<string>? paths, string? role, int? days)
    {
        if (!AccountName.IsValid(name)) throw AccountError.InvalidName(name);
        var granted = role is null ? null : Role.TryGet(role, out var known) ? known : throw Grants.InvalidRole(role);
        foreach (var path in Limits.CheckPaths(paths) ?? ["**"])
        {
            var pattern = PathPattern.Parse(path);
            Grants.RequireFitting(granted, "robot:" + name, pattern);
            var may = granted is null ? http.Caller().May(Permission.Manage, pattern) : Authority.MayGrant(http.Caller(), granted, pattern);
            if (!may) throw CallerOfRequest.Refusal(http, $"make a robot {(granted is null ? "" : $"with the role {granted.Name} ")}for {path}");
        }
        var (record, secret) = Limits.Check("first secret", null, null, days).Make(CredentialKind.Robot, 0, changes.Now);
        var robot = new NewPrincipal(PrincipalKind.Robot, name!, Limits.CheckText(description), null, paths, changes.Now, http.Caller().Name)
        {
            Grants = granted is null ? [] : [.. (paths ?? ["**"]).Select(path => (granted.Name, path))],
            Secret = record,
        };
        var audit = changes.Event(http, "robot.add", "robot:" + name, $"{granted?.Name ?? "no role"} on {string.Join(' ', paths ?? ["**"])}");
        await changes.RunAsync($"user or robot '{name}'", store => store.AddPrincipalAsync(robot, audit, http.RequestAborted));
        return (changes.Current.Find(PrincipalKind.Robot, name!)!, record, secret);
    }

    public Task SetDisabledAsync(HttpContext http, string name, bool disabled)
    {
        var robot = Find(http, name);
        var audit = changes.Event(http, disabled ? "robot.disable" : "robot.enable", robot.Subject);
        return changes.RunAsync($"robot '{name}'", store => store.SetDisabledAsync(robot.Record.Id, disabled, audit, http.RequestAborted));
    }

    public Task RemoveAsync(HttpContext http, string name)
    {
        var robot = Find(http, name);
        return changes.RunAsync($"robot '{name}'", store => store.RemovePrincipalAsync(robot.Record.Id, changes.Event(http, "robot.delete", robot.Subject), http.RequestAborted));
    }

    /// <summary>Makes a further secret; the one before it goes on until it expires or is revoked.</summary>
    public async Task<(CredentialRecord Record, string Secret)> AddSecretAsync(HttpContext http, string name, Limits limits)
    {
        var robot = Find(http, name);
        var (record, secret) = limits.Make(CredentialKind.Robot, robot.Record.Id, changes.Now);
        var audit = changes.Event(http, "robot.secret.add", robot.Subject, $"secret {record.Id}, until {record.ExpiresAt:yyyy-MM-dd}");
        await changes.RunAsync($"robot '{name}' that is enabled", store => store.AddCredentialAsync(record, audit, http.RequestAborted));
        return (record, secret);
    }

    public Task RemoveSecretAsync(HttpContext http, string name, Guid id)
    {
        var robot = Find(http, name);
        var audit = changes.Event(http, "robot.secret.revoke", robot.Subject, $"secret {id}");
        return changes.RunAsync($"secret {id} of robot '{name}'", store => store.RemoveCredentialAsync(robot.Record.Id, id, audit, http.RequestAborted));
    }

    public ValueTask<IReadOnlyList<CredentialRecord>> ListSecretsAsync(Account robot, CancellationToken cancellationToken) =>
        changes.Store.ListCredentialsAsync(robot.Record.Id, CredentialKind.Robot, null, 100, cancellationToken);

    /// <summary>The robot, when the caller may manage it; one that they may not looks like none.</summary>
    public Account Find(HttpContext http, string name)
    {
        if (http.Caller().IsAnonymous) throw CallerOfRequest.Refusal(http, "manage robots");
        return changes.Current.Find(PrincipalKind.Robot, name) is { } robot && Authority.MayManage(http.Caller(), robot)
            ? robot
            : throw new OciException(AccountError.Unknown, $"there is no robot '{name}' that you may manage");
    }
}
