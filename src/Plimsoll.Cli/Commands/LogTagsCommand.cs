using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;
using Plimsoll.Cli.Trust;
using Plimsoll.Inspection.Sources;
using Plimsoll.Trust;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll log tags</c>: whether all moves of a tag are signed, in the log, and lead to what is served.</summary>
internal static class LogTagsCommand
{
    private const int Attempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var command = new Command("tags", "Check the signed statements about a tag: each in the log, none left out, the newest one what is served.\n\nExample:\n  plimsoll log tags shop/api:1 registry.example.org");
        var image = new Argument<string>("REPOSITORY:TAG") { Description = "The tag, without the host" };
        command.Add(image);
        var server = new ServerArgument(command);
        var user = new Option<string?>("--user") { Description = "Who asks. Default: PLIMSOLL_USER", HelpName = "NAME" };
        var password = new Option<string?>("--password") { Description = "Password or token. Default: PLIMSOLL_PASSWORD", HelpName = "TEXT" };
        command.Add(user);
        command.Add(password);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(image)!;
            var colon = name.LastIndexOf(':');
            if (colon <= 0 || name.IndexOf('/', colon) >= 0) throw new FormatException($"'{name}' is no REPOSITORY:TAG");
            var address = server.Address(parsed);
            var root = TrustedRoot.Read(await server.TrustedRootAsync(parsed, cancellationToken));
            var login = (parsed.GetValue(user) ?? Environment.GetEnvironmentVariable("PLIMSOLL_USER"), parsed.GetValue(password) ?? Environment.GetEnvironmentVariable("PLIMSOLL_PASSWORD"));
            using var api = new ApiConnection(address, login is ({ Length: > 0 } who, { Length: > 0 } secret) ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{who}:{secret}"))) : null);
            try
            {
                var (audit, last) = await ReadBoundAsync(api, root, $"{address.Authority}/{name}", name[..colon], name[(colon + 1)..], cancellationToken);
                if (audit.Steps.Count == 0 && last["digest"] is null) throw new ImageNotFoundException($"there is no tag {name}, and nothing was ever said about one");
                if (!IsBound(last) && audit.Steps.Count > 0)
                {
                    await parsed.InvocationConfiguration.Error.WriteLineAsync(TextTable.Printable($"plimsoll: the newest move of {name} is not signed yet; ask again in a moment"));
                    return ExitCode.NotReady;
                }
                audit.Close(last["digest"]?.GetValue<string>(), TimeProvider.System.GetUtcNow());
                await parsed.InvocationConfiguration.Output.WriteAsync(Render(name, audit).AsMemory(), cancellationToken);
                return ExitCode.Ok;
            }
            catch (RefusedException e)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(TextTable.Printable($"plimsoll: what the registry says of {name} is not to be believed: {e.Message}"));
                return ExitCode.VerificationFailed;
            }
        });
        return command;
    }

    /// <summary>A move is signed a moment after it was made; a registry that puts it off for ever has something to hide.</summary>
    private static async Task<(TagAudit Audit, JsonNode Last)> ReadBoundAsync(ApiConnection api, TrustedRoot root, string name, string repository, string tag, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var audit = new TagAudit(root, name);
            var last = await ReadAsync(api, audit, repository, tag, cancellationToken);
            if (IsBound(last) || attempt == Attempts || (audit.Steps.Count == 0 && last["digest"] is null)) return (audit, last);
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static bool IsBound(JsonNode page) => page["isBound"]!.GetValue<bool>();

    private static async Task<JsonNode> ReadAsync(ApiConnection api, TagAudit audit, string repository, string tag, CancellationToken cancellationToken)
    {
        const string Prefix = "/api/v1/";
        JsonNode? page = null;
        for (string? next = $"tag-bindings?repository={Uri.EscapeDataString(repository)}&tag={Uri.EscapeDataString(tag)}"; next is not null;)
        {
            page = (await api.SendAsync(HttpMethod.Get, next, null, cancellationToken))!;
            foreach (var statement in page["statements"]!.AsArray()) audit.Add(statement!);
            next = page["next"]?.GetValue<string>() is { } link && link.StartsWith(Prefix, StringComparison.Ordinal) ? link[Prefix.Length..] : null;
        }
        return page!;
    }

    private static string Render(string name, TagAudit audit)
    {
        var text = new StringBuilder($"Consistent: {name} has {audit.Steps.Count} signed moves, all in the log; it leads to {audit.Steps[^1].Digest ?? "nothing"}\n\n");
        TextTable.Append(text, [">NUMBER", "SIGNED AT", "BY", "LED TO"], audit.Steps.Select(step => (string[])
            [step.Sequence.ToString(CultureInfo.InvariantCulture), step.SignedAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-", step.Actor ?? "-", step.Digest ?? "deleted"]));
        return text.ToString();
    }
}
