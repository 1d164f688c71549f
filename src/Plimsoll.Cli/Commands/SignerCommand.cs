using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll signer</c>: who signs in a repository, and what others signed there.</summary>
internal static class SignerCommand
{
    public static Command Create()
    {
        var command = new Command("signer", "Say who signs in a repository, and decide about others.");
        var api = new ApiOptions(command);
        var repository = new Argument<string>("REPOSITORY") { Description = "Name of a repository" };
        var identity = new Argument<string>("IDENTITY") { Description = "Whom to expect: a subject, or key:sha256:…" };
        var id = new Argument<long>("ID") { Description = "Number of what waits" };
        var issuer = new Option<string?>("--issuer") { Description = "Who says that it is them; none for a key", HelpName = "URL" };
        command.Add(ApiVerb.Create("show", "Show the signer that is expected.", "plimsoll signer show shop/api", api, v => ShowAsync(v, v.Get(repository)!), repository));
        command.Add(ApiVerb.Create("expect", "Expect a signer from now on.", "plimsoll signer expect shop/api https://ci.example.org/release --issuer https://ci.example.org", api, v => PinAsync(v, v.Get(repository)!, v.Get(identity), v.Get(issuer)), repository, identity, issuer));
        command.Add(ApiVerb.Create("forget", "Forget the one that is expected: the next signer is.", "plimsoll signer forget shop/api", api, v => PinAsync(v, v.Get(repository)!, null, null), repository));
        command.Add(ApiVerb.Create("waiting", "List images that another signer signed.", "plimsoll signer waiting", api, WaitingAsync));
        command.Add(ApiVerb.Create("approve", "Approve such an image.", "plimsoll signer approve 3", api, v => DecideAsync(v, v.Get(id), "approve", "approved"), id));
        command.Add(ApiVerb.Create("reject", "Reject it.", "plimsoll signer reject 3", api, v => DecideAsync(v, v.Get(id), "reject", "rejected"), id));
        command.Add(ApiVerb.Create("rotate", "Expect its signer from now on.", "plimsoll signer rotate 3", api, v => DecideAsync(v, v.Get(id), "pin", "approved, and its signer is expected from now on"), id));
        command.Add(SignerHandOverCommand.Create());
        return command;
    }

    private static async Task ShowAsync(ApiVerb verb, string repository)
    {
        var pin = await verb.GetAsync($"signers?repository={ApiVerb.Part(repository)}");
        await verb.PrintAsync(pin, $"{repository} is signed by {pin!.Text("identity")}{(pin!.Text("issuer") is { Length: > 0 } issuer ? $" (issuer {issuer})" : "")}, since {pin!.Day("pinnedAt")}, by {pin!.Text("pinnedBy")}.");
    }

    private static async Task PinAsync(ApiVerb verb, string repository, string? identity, string? issuer)
    {
        await verb.SendAsync(HttpMethod.Put, "signers", new JsonObject { ["repository"] = repository, ["identity"] = identity, ["issuer"] = issuer });
        await verb.PrintAsync(null, identity is null ? $"The next signer of {repository} is the one that is expected." : $"{repository} expects {identity} from now on.");
    }

    private static Task WaitingAsync(ApiVerb verb) => verb.PrintListAsync("approvals", [">ID", "REPOSITORY", "IMAGE", "SIGNER", "SINCE", "SERVED"],
        a => [a.Text("id"), a.Text("repository"), a.Text("image"), a.Text("identity"), a.Day("madeAt"), a["isWithheld"]!.GetValue<bool>() ? "no" : "yes"]);

    private static async Task DecideAsync(ApiVerb verb, long id, string decision, string done)
    {
        var decided = await verb.SendAsync(HttpMethod.Post, $"approvals/{id}", new JsonObject { ["decision"] = decision });
        await verb.PrintAsync(decided, $"{decided!.Text("repository")}@{decided!.Text("image")} is {done}.");
    }
}
