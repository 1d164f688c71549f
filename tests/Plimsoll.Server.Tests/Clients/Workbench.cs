using System.Text;
using System.Text.Json;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>
/// A home of its own for the tools of one test: nothing that they keep reaches the user's, and nothing of the user's reaches them. They are logged in as the
/// administrator unless a test logs in itself.
/// </summary>
internal sealed class Workbench : IDisposable
{
    private readonly Dictionary<string, string> _environment;

    public Workbench(string? host = null, bool loggedIn = true)
    {
        Folder = Directory.CreateTempSubdirectory("plimsoll-bench-").FullName;
        var storage = Path.Combine(Folder, "storage.conf");
        File.WriteAllText(storage, $"[storage]\ndriver = \"vfs\"\ngraphroot = \"{Folder}/storage\"\nrunroot = \"{Folder}/run\"\n");
        Directory.CreateDirectory(Path.Combine(Folder, ".docker"));
        var auths = host is null || !loggedIn ? "" : $$"""
            "{{host}}": {"auth": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:" + RunningServer.Password))}}"}
            """;
        File.WriteAllText(Path.Combine(Folder, ".docker", "config.json"), $$"""{"auths": { {{auths}} } }""");
        _environment = new Dictionary<string, string>
        {
            ["PATH"] = Tool.SearchPath,
            ["HOME"] = Folder,
            ["TMPDIR"] = Folder,
            ["DOCKER_CONFIG"] = Path.Combine(Folder, ".docker"),
            ["XDG_CONFIG_HOME"] = Path.Combine(Folder, ".config"),
            ["XDG_RUNTIME_DIR"] = Folder,
            ["CONTAINERS_STORAGE_CONF"] = storage,
            ["COSIGN_PASSWORD"] = "",
        };
        if (loggedIn) (_environment["NOTATION_USERNAME"], _environment["NOTATION_PASSWORD"]) = ("admin", RunningServer.Password);
    }

    /// <summary>The home, which is also the working folder.</summary>
    public string Folder { get; }

    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>Sets a variable for the tools that follow.</summary>
    public void Set(string variable, string value) => _environment[variable] = value;

    /// <summary>Runs a tool that must succeed; what it prints to standard output, trimmed.</summary>
    public async Task<string> RunAsync(string tool, params string[] arguments)
    {
        var output = await TryAsync(tool, arguments);
        if (output.Code != 0) throw new Xunit.Sdk.XunitException($"{tool} {string.Join(' ', arguments)}\nended with {output.Code}\n{output.Standard}\n{output.Error}");
        return output.Text;
    }

    /// <summary>Runs a tool and a line of arguments separated by blanks.</summary>
    public Task<string> RunLineAsync(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return RunAsync(words[0], words[1..]);
    }

    /// <summary>Runs a pipeline, every part of which must succeed.</summary>
    public Task<string> PipeAsync(string script) => RunAsync("bash", "-o", "pipefail", "-c", script);

    /// <summary>Runs a tool that may fail.</summary>
    public Task<Output> TryAsync(string tool, params string[] arguments) => Tool.RunAsync(tool, arguments, _environment, Folder);

    /// <summary>Runs a tool that must fail; what it prints to standard error.</summary>
    public async Task<string> FailAsync(string tool, params string[] arguments)
    {
        var output = await TryAsync(tool, arguments);
        output.Code.ShouldNotBe(0, $"{tool} {string.Join(' ', arguments)} should have failed");
        return output.Error + output.Standard;
    }

    public void Dispose()
    {
        // Folders of images may forbid writing, and names in them need not be UTF-8.
        using var removal = System.Diagnostics.Process.Start("sh", ["-c", "chmod -R u+rwX \"$0\" 2>/dev/null; rm -rf \"$0\"", Folder]);
        removal.WaitForExit();
    }

    /// <summary>A field of a JSON text, such as <c>manifests.0.digest</c>.</summary>
    public static string Field(string json, string path)
    {
        using var document = JsonDocument.Parse(json);
        var element = document.RootElement;
        foreach (var part in path.Split('/')) element = int.TryParse(part, out var index) ? element[index] : element.GetProperty(part);
        return element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
    }
}
