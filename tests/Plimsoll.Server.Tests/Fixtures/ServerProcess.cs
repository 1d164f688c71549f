using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>The program as a process of its own, which can be killed and started again on the same data.</summary>
/// <param name="settings">Settings beside the usual ones, as variables of the environment.</param>
internal sealed class ServerProcess(IReadOnlyDictionary<string, string>? settings = null) : IAsyncDisposable
{
    public const string Password = "correct-horse-battery";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _log = new();
    private Process? _process;

    /// <summary>The folder of the data; one of its own unless another one is given.</summary>
    public string Data { get => field ?? _folder["data"]; init; }

    /// <summary>The database, when it is not the embedded one.</summary>
    public string? Database { get; init; }

    /// <summary>A client that is logged in as the administrator; another one after each start.</summary>
    public Wire Wire { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    /// <summary>Most memory that the process ever held, in bytes (VmHWM of proc(5)).</summary>
    public long PeakMemory => long.Parse(File.ReadLines($"/proc/{_process!.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;

    /// <summary>What it printed.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>Starts the program and waits until it serves.</summary>
    public async Task StartAsync()
    {
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "plimsoll"), ["serve", "--data", Data, "--url", "http://127.0.0.1:0"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
            Environment = { ["PLIMSOLL_ADMIN_PASSWORD"] = Password, ["PLIMSOLL__INSPECTION__ENABLED"] = "false" },
        };
        if (Database is not null) start.Environment["PLIMSOLL__DATABASE"] = Database;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data, address);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data, address);
        _process.Exited += (ended, _) => TellEnd((Process)ended!, address);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Address = await address.Task.WaitAsync(Patience);
        Wire = new Wire(Address.ToString(), "admin", Password);
    }

    /// <summary>Ends it as a power cut would: SIGKILL, no goodbye.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
        Wire.Dispose();
    }

    /// <summary>Stops it where it is: nothing runs in it, and its connections stay (SIGSTOP).</summary>
    public Task StopAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on (SIGCONT).</summary>
    public Task ContinueAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await KillAsync();
        _folder.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    /// <summary>Says how a server ended that never served, with all that it said.</summary>
    private void TellEnd(Process ended, TaskCompletionSource<Uri> address)
    {
        if (address.Task.IsCompleted) return;
        // What it said last may still be on its way.
        ended.WaitForExit();
        address.TrySetException(new InvalidOperationException($"the server ended with code {ended.ExitCode}: {Log}"));
    }

    private void Hear(string? line, TaskCompletionSource<Uri> address)
    {
        const string Announcement = "Plimsoll serves ";
        if (line is null) return;
        lock (_log) _log.AppendLine(line);
        if (line.StartsWith(Announcement, StringComparison.Ordinal)) address.TrySetResult(new Uri(line[Announcement.Length..].Split(' ')[0]));
    }
}
