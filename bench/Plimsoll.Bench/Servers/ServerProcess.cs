using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Plimsoll.Bench.Servers;

/// <summary>A server started for this run; ending the run ends it. What it prints goes to a file, so that nobody's CPU is spent on reading it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly Process _process;
    private readonly string _log;
    private int _disposed;

    private ServerProcess(Process process, string log) => (_process, _log) = (process, log);

    public int Id => _process.Id;

    public static ServerProcess Start(string log, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, program } };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!, log);
    }

    /// <summary>A loopback port that was free a moment ago.</summary>
    public static IPEndPoint FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }

    /// <summary>Waits until <paramref name="path"/> is answered with 2xx or 401; a server that does not come up is ended.</summary>
    /// <exception cref="BenchException">It did not come up, with what it printed.</exception>
    public void WaitFor(IPEndPoint address, string path)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
        for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < StartLimit; Thread.Sleep(50))
        {
            if (_process.HasExited) break;
            try
            {
                using var answer = http.Send(new HttpRequestMessage(HttpMethod.Get, $"http://{address}{path}"));
                if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Unauthorized) return;
            }
            catch (Exception early) when (early is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet, or not answering.
            }
        }

        Dispose();
        string said = File.Exists(_log) ? File.ReadAllText(_log) : "";
        throw new BenchException($"The server did not come up. It said:\n{said[..Math.Min(said.Length, 4000)]}");
    }

    /// <summary>First line that a program prints for its version.</summary>
    public static string VersionOf(string program, string argument)
    {
        using var process = Process.Start(new ProcessStartInfo(program, argument) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        string text = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(program);
    }

    /// <summary>SIGKILL, as a crash or a power cut would end it.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>Ends it. Twice does no harm: one that did not come up was ended when that was found out.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        if (!_process.HasExited)
        {
            Process.Start("kill", ["-TERM", Id.ToString()])?.WaitForExit();
            if (!_process.WaitForExit(StopLimit)) _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
