using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Xunit.Sdk;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>The program itself as a process of its own: free port, empty data folder, known password. It ends as a service manager would end it, with SIGTERM.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    /// <summary>Password of <c>admin</c>.</summary>
    public const string Password = "correct-horse-battery";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plimsoll-server-");
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    /// <summary>More environment for the program, before it starts.</summary>
    internal Dictionary<string, string> Settings { get; } = [];

    /// <summary>The folder of its data.</summary>
    internal string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>The scheme that it serves.</summary>
    internal string Scheme { get; init; } = "http";

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Host and port, as references name them.</summary>
    public string Host => Address.Authority;

    /// <summary>A client that is logged in as the administrator.</summary>
    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "plimsoll");
        var start = new ProcessStartInfo(program, ["serve", "--data", Data, "--url", $"{Scheme}://127.0.0.1:0"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
            Environment = { ["PLIMSOLL_ADMIN_PASSWORD"] = Password },
        };
        foreach (var (key, value) in Settings) start.Environment[key] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _address.TrySetException(new XunitException("the server ended: " + Log));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Address = await _address.Task.WaitAsync(Patience);
        Http = new HttpClient { BaseAddress = Address };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:" + Password)));
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (_process is { HasExited: false }) await StopAsync();
        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Everything that it printed.</summary>
    internal string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>Asks it to end and gives its exit code.</summary>
    internal async Task<int> StopAsync()
    {
        await Tool.RunAsync("kill", ["-TERM", _process!.Id.ToString()], new Dictionary<string, string>(), _folder.FullName);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            _process.Kill();
            throw new TimeoutException("the server did not end after SIGTERM: " + Log, e);
        }
        return _process.ExitCode;
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_log) _log.AppendLine(line);
        const string Announcement = "Plimsoll serves ";
        // In the middle of a line where the log is JSON.
        if (line.IndexOf(Announcement, StringComparison.Ordinal) is >= 0 and var at) _address.TrySetResult(new Uri(line[(at + Announcement.Length)..].Split(' ')[0]));
    }
}
