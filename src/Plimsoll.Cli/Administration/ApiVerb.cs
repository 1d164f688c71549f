using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Inspect;

namespace Plimsoll.Cli.Administration;

/// <summary>One verb of a command that talks to a server, while it runs.</summary>
internal sealed class ApiVerb(ApiConnection api, ApiOptions options, ParseResult parsed, CancellationToken cancellationToken)
{
    public ApiConnection Api { get; } = api;

    public string? Password => options.Password(parsed);

    /// <summary>Makes the verb.</summary>
    /// <param name="name">How it is called.</param>
    /// <param name="description">What it does.</param>
    /// <param name="example">A line to learn from.</param>
    /// <param name="options">Options of the command around it.</param>
    /// <param name="run">What it does.</param>
    /// <param name="symbols">Its own arguments and options.</param>
    public static Command Create(string name, string description, string example, ApiOptions options, Func<ApiVerb, Task> run, params Symbol[] symbols)
    {
        var command = new Command(name, $"{description}\n\nExample:\n  {example}");
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Open(parsed);
            await run(new ApiVerb(api, options, parsed, cancellationToken));
            return ExitCode.Ok;
        });
        return command;
    }

    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public Task<JsonNode?> GetAsync(string path) => Api.SendAsync(HttpMethod.Get, path, null, cancellationToken);

    public Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body = null) => Api.SendAsync(method, path, body, cancellationToken);

    /// <summary>Prints a list.</summary>
    public async Task PrintListAsync(string path, string[] columns, Func<JsonNode, string[]> row) => await PrintListAsync(await Api.ListAsync(path, cancellationToken), columns, row);

    /// <summary>Prints a list.</summary>
    public Task PrintListAsync(IReadOnlyList<JsonNode> items, string[] columns, Func<JsonNode, string[]> row)
    {
        if (options.IsJson(parsed)) return PrintAsync(new JsonArray([.. items.Select(i => i.DeepClone())]), "");
        var text = new StringBuilder();
        TextTable.Append(text, columns, items.Select(row));
        return WriteAsync(text.ToString());
    }

    /// <summary>Prints what was done: a document for programs, or a text for people.</summary>
    public Task PrintAsync(JsonNode? document, string text) =>
        WriteAsync(options.IsJson(parsed) ? (document ?? new JsonObject()).ToJsonString(JsonText.Indented) + "\n" : text + "\n");

    /// <summary>Says something that people should know, aside from the output.</summary>
    public Task WarnAsync(string text) => parsed.InvocationConfiguration.Error.WriteAsync($"plimsoll: warning: {text}\n".AsMemory(), cancellationToken);

    /// <summary>Prints a secret, which cannot be shown again.</summary>
    public Task PrintSecretAsync(JsonNode made, string done)
    {
        var (login, secret) = (made.Text("login"), made.Text("secret"));
        return PrintAsync(made, $"{done}\nIt is good until {made.Day("expiresAt")} and shown this once:\n\n    {secret}\n\ndocker login {Api.Host} --username '{login}' --password-stdin");
    }

    /// <summary>The first line of standard input.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static async Task<string> ReadLineAsync() =>
        await Console.In.ReadLineAsync() is { Length: > 0 } line ? line : throw new FormatException("a password was expected on standard input");

    /// <summary>A name as a part of a path.</summary>
    public static string Part(string? name) => Uri.EscapeDataString(name ?? "");

    /// <summary>A JSON array of texts, or null for none.</summary>
    public static JsonArray? Texts(string[]? values) => values is { Length: > 0 } ? new JsonArray([.. values.Select(v => JsonValue.Create(v))]) : null;

    private Task WriteAsync(string text) => parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellationToken);
}
