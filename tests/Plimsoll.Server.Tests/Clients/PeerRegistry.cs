using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>Debian's docker-registry (distribution 2.8) with Basic authentication: what our client meets in the wild, and shares no code with us.</summary>
public sealed class PeerRegistry : IAsyncLifetime
{
    /// <summary>The hash of <see cref="RunningServer.Password"/> that <c>htpasswd -B</c> made.</summary>
    private const string Passwords = "admin:$2y$05$D6uqPk5Vk/NyqZozf6Boau1emmkh4IMEc0qpZSiBV6KuhNl3XFQJa\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plimsoll-peer-");
    private Process? _process;

    /// <summary>Host and port.</summary>
    public string Host { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Host = $"127.0.0.1:{FreePort()}";
        var file = Path.Combine(_folder.FullName, "config.yml");
        var folder = _folder.FullName;
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "passwords"), Passwords);
        await File.WriteAllTextAsync(file, $$"""
            version: 0.1
            log: {level: error, accesslog: {disabled: true} }
            storage: {filesystem: {rootdirectory: "{{folder}}/data" }, delete: {enabled: true} }
            http: {addr: "{{Host}}" }
            auth: {htpasswd: {realm: peer, path: "{{folder}}/passwords" } }
            """);
        _process = Process.Start(new ProcessStartInfo(Tool.Locate("docker-registry"), ["serve", file]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await AnswersAsync();
    }

    public ValueTask DisposeAsync()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task AnswersAsync()
    {
        using var http = new HttpClient();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                if ((await http.GetAsync($"http://{Host}/v2/")).StatusCode == HttpStatusCode.Unauthorized) return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }
        throw new TimeoutException("docker-registry does not answer");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
