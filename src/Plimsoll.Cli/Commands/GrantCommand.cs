using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll grant</c>: who may do what where.</summary>
internal static class GrantCommand
{
    public static Command Create()
    {
        var command = new Command("grant", "Bind roles to users, groups and robots on paths of repositories.");
        var api = new ApiOptions(command);
        var subject = new Argument<string>("SUBJECT") { Description = "user:NAME, robot:NAME, group:NAME, anonymous or authenticated" };
        var role = new Argument<string>("ROLE") { Description = "reader, writer, maintainer, owner, auditor or admin" };
        var path = new Argument<string>("PATH") { Description = "Path pattern: shop/api, 'shop/*', 'shop/**' or '**'" };
        var id = new Argument<long>("ID") { Description = "Number of the grant" };
        var ofSubject = new Option<string?>("--subject") { Description = "Only grants to this subject", HelpName = "SUBJECT" };
        var onPath = new Option<string?>("--path") { Description = "Only grants on exactly this path pattern", HelpName = "PATH" };
        command.Add(ApiVerb.Create("add", "Bind a role.", "plimsoll grant add group:shop-team writer 'shop/**'", api, v => AddAsync(v, v.Get(subject)!, v.Get(role)!, v.Get(path)!), subject, role, path));
        command.Add(ApiVerb.Create("list", "List the grants on paths that you manage.", "plimsoll grant list --subject anonymous", api, v => ListAsync(v, v.Get(ofSubject), v.Get(onPath)), ofSubject, onPath));
        command.Add(ApiVerb.Create("remove", "Take a grant back, at once.", "plimsoll grant remove 7", api, v => RemoveAsync(v, v.Get(id)), id));
        return command;
    }

    private static async Task AddAsync(ApiVerb verb, string subject, string role, string path)
    {
        var grant = await verb.SendAsync(HttpMethod.Post, "grants", new JsonObject { ["subject"] = subject, ["role"] = role, ["path"] = path });
        await verb.PrintAsync(grant, $"{subject} is {role} on {path}.\nplimsoll grant remove {grant!["id"]}");
    }

    private static Task ListAsync(ApiVerb verb, string? subject, string? path) => verb.PrintListAsync(
        $"grants?subject={ApiVerb.Part(subject)}&path={ApiVerb.Part(path)}", [">ID", "SUBJECT", "ROLE", "PATH", "GRANTED", "BY"],
        g => [g.Text("id"), g.Text("subject"), g.Text("role"), g.Text("path"), g.Day("createdAt"), g.Text("createdBy")]);

    private static async Task RemoveAsync(ApiVerb verb, long id)
    {
        await verb.SendAsync(HttpMethod.Delete, $"grants/{id}");
        await verb.PrintAsync(null, $"Grant {id} is taken back.");
    }
}
