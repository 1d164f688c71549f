using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Plimsoll.Bench.Servers;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Bench.Soak;

/// <summary>The program's own server in a process of its own, with a grace shorter than any setting allows.</summary>
/// <param name="label">Names its folder and its logs.</param>
/// <param name="hurries">Collects every second, and gives way to nobody.</param>
/// <param name="settings">What the environment of the process has beside its own.</param>
internal sealed class Replica(string label, Workspace workspace, TimeSpan grace, bool hurries, IReadOnlyDictionary<string, string> settings) : IDisposable
{
    /// <summary>The first argument that makes this program such a server.</summary>
    public const string Verb = "replica";

    private const string Hurry = "hurry";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private ServerProcess? _process;
    private int _starts;

    public string Label => label;

    /// <summary>Stays the same over all starts, as that of a machine would.</summary>
    public IPEndPoint Address { get; } = ServerProcess.FreeAddress();

    /// <summary>The process that runs.</summary>
    public int Id => _process!.Id;

    public string Data => workspace.Folder(label);

    /// <summary>Serves until the process is told to stop.</summary>
    public static async Task RunAsync(string graceSeconds, string pace, string data, string url)
    {
        var options = ServerOptionsLoader.Load(null, Environment.GetEnvironmentVariables(), new Dictionary<string, string> { ["data"] = data, ["url"] = url });
        options.Collection.ShortGrace = TimeSpan.FromSeconds(double.Parse(graceSeconds, CultureInfo.InvariantCulture));
        if (pace == Hurry)
        {
            options.Collection.ShortInterval = Interval;
            // A collector that was killed shall not stop collection for a minute, and nobody gives way to clients that never pause.
            options.Collection.Adjust = static settings => settings with { Lease = TimeSpan.FromSeconds(20), Slice = TimeSpan.FromSeconds(1), Rest = 0 };
        }

        using var stop = new CancellationTokenSource();
        using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        await Plimsoll.Server.PlimsollServer.RunAsync(options, Console.Out, stop.Token);
    }

    /// <summary>Starts it, on the data of the last time, and waits until it serves.</summary>
    public void Start()
    {
        string[] arguments = [Verb, grace.TotalSeconds.ToString(CultureInfo.InvariantCulture), hurries ? Hurry : "calm", Data, $"http://{Address}"];
        _process = ServerProcess.Start(workspace.Log($"{label}-{++_starts}"), Environment.ProcessPath!, arguments, settings);
        _process.WaitFor(Address, "/health/live");
    }

    /// <summary>kill -9: no goodbye.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process = null;
    }

    public void Dispose() => _process?.Dispose();
}
