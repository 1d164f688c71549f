using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll robot</c>: accounts of programs, and the rotation of their secrets.</summary>
internal static class RobotCommand
{
    public static Command Create()
    {
        var command = new Command("robot", "Make accounts for programs and rotate their secrets.");
        var api = new ApiOptions(command);
        var name = new Argument<string>("NAME") { Description = "Name of the robot, without 'robot+'" };
        var secret = new Argument<string?>("SECRET") { Description = "Id of the secret, from 'plimsoll robot show NAME'; may be left out", Arity = ArgumentArity.ZeroOrOne };
        var paths = new Option<string[]>("--path") { Description = "Path pattern that it never gets out of, such as 'shop/**'; may be repeated", HelpName = "PATH" };
        var limits = new Option<string[]>("--path") { Description = "Path pattern to limit this secret to; may be repeated", HelpName = "PATH" };
        var permissions = new Option<string[]>("--permission") { Description = "Limit this secret to pull, push, delete, manage or audit; may be repeated", HelpName = "NAME" };
        var role = new Option<string?>("--role") { Description = "Role on those paths: reader, writer, maintainer, owner or auditor", HelpName = "ROLE" };
        var days = new Option<int?>("--days") { Description = "Days until the secret expires. Default: 90", HelpName = "DAYS" };
        var description = new Option<string?>("--description") { Description = "What it is for", HelpName = "TEXT" };
        command.Add(ApiVerb.Create("add", "Make a robot with a first secret.", "plimsoll robot add shop-ci --path 'shop/**' --role writer --days 30", api, v => AddAsync(v, v.Get(name)!, new JsonObject
        {
            ["name"] = v.Get(name),
            ["description"] = v.Get(description),
            ["paths"] = ApiVerb.Texts(v.Get(paths)),
            ["role"] = v.Get(role),
            ["days"] = v.Get(days),
        }), name, paths, role, days, description));
        command.Add(ApiVerb.Create("list", "List the robots that you may manage.", "plimsoll robot list", api, ListAsync));
        command.Add(ApiVerb.Create("show", "List the secrets of a robot.", "plimsoll robot show shop-ci", api, v => ShowAsync(v, v.Get(name)!), name));
        command.Add(ApiVerb.Create("rotate", "Make a further secret. The old one goes on until you revoke it; two can be live.", "plimsoll robot rotate shop-ci", api, v => RotateAsync(v, v.Get(name)!, new JsonObject
        {
            ["days"] = v.Get(days),
            ["paths"] = ApiVerb.Texts(v.Get(limits)),
            ["permissions"] = ApiVerb.Texts(v.Get(permissions)),
        }), name, days, limits, permissions));
        command.Add(ApiVerb.Create("revoke", "End a secret, at once: the one named, or without SECRET the only or the older of two.", "plimsoll robot revoke shop-ci", api, v => RevokeAsync(v, v.Get(name)!, v.Get(secret)), name, secret));
        command.Add(ApiVerb.Create("disable", "Shut a robot out, at once.", "plimsoll robot disable shop-ci", api, v => SetDisabledAsync(v, v.Get(name)!, true), name));
        command.Add(ApiVerb.Create("enable", "Let a robot in again.", "plimsoll robot enable shop-ci", api, v => SetDisabledAsync(v, v.Get(name)!, false), name));
        command.Add(ApiVerb.Create("delete", "Remove a robot with its grants and secrets.", "plimsoll robot delete shop-ci", api, v => RemoveAsync(v, v.Get(name)!), name));
        return command;
    }

    private static async Task AddAsync(ApiVerb verb, string name, JsonObject wish) =>
        await verb.PrintSecretAsync((await verb.SendAsync(HttpMethod.Post, "robots", wish))!, $"Robot {name} is made; it logs in as robot+{name}.");

    private static Task ListAsync(ApiVerb verb) => verb.PrintListAsync("robots", ["NAME", "LOGIN", "STATE", "PATHS", "DESCRIPTION"],
        r => [r.Text("name"), r.Text("login"), r.State(), r["paths"] is null ? "**" : r.Text("paths"), r.Text("description")]);

    private static async Task ShowAsync(ApiVerb verb, string name)
    {
        await verb.PrintListAsync(await SecretsAsync(verb, name), ["SECRET", "NAME", "MADE", "EXPIRES", "LAST USED", "PATHS", "PERMISSIONS"],
            s => [s.Text("id"), s.Text("name"), s.Day("createdAt"), s.Day("expiresAt"), s.Day("lastUsedAt"), s.Text("paths"), s.Text("permissions")]);
    }

    private static async Task RotateAsync(ApiVerb verb, string name, JsonObject wish) => await verb.PrintSecretAsync(
        (await verb.SendAsync(HttpMethod.Post, $"robots/{ApiVerb.Part(name)}/secrets", wish))!,
        $"Robot {name} has a new secret. When every program has it, end the old one with: plimsoll robot revoke {name}");

    private static async Task RevokeAsync(ApiVerb verb, string name, string? secret)
    {
        secret ??= await SecretsAsync(verb, name) is [var oldest, ..] ? oldest.Text("id") : throw new FileNotFoundException($"robot {name} has no secret");
        await verb.SendAsync(HttpMethod.Delete, $"robots/{ApiVerb.Part(name)}/secrets/{ApiVerb.Part(secret)}");
        await verb.PrintAsync(new JsonObject { ["id"] = secret }, $"Secret {secret} of robot {name} is revoked.\nplimsoll robot show {name}");
        if (!(await SecretsAsync(verb, name)).Any(IsLive))
            await verb.WarnAsync($"robot {name} has no live secret left and cannot log in; make one with: plimsoll robot rotate {name}");
    }

    /// <summary>Oldest first.</summary>
    private static async Task<IReadOnlyList<JsonNode>> SecretsAsync(ApiVerb verb, string name) =>
        [.. (await verb.GetAsync("robots/" + ApiVerb.Part(name)))!["secrets"]!.AsArray().Select(s => s!)];

    private static bool IsLive(JsonNode secret) => secret["expiresAt"] is not { } expires || expires.GetValue<DateTimeOffset>() > TimeProvider.System.GetUtcNow();

    private static async Task SetDisabledAsync(ApiVerb verb, string name, bool disabled)
    {
        var robot = await verb.SendAsync(HttpMethod.Patch, "robots/" + ApiVerb.Part(name), new JsonObject { ["disabled"] = disabled });
        await verb.PrintAsync(robot, $"Robot {name} is {(disabled ? "disabled" : "enabled")}.");
    }

    private static async Task RemoveAsync(ApiVerb verb, string name)
    {
        await verb.SendAsync(HttpMethod.Delete, "robots/" + ApiVerb.Part(name));
        await verb.PrintAsync(null, $"Robot {name} is removed.");
    }
}
