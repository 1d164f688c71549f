using System.Net;
using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Million;

/// <summary>The measured program on the large store, started and ended several times at one address.</summary>
internal sealed class MillionServer(string label, string program, Workspace workspace, IReadOnlyDictionary<string, string> settings) : IDisposable
{
    public const string Password = "correct-horse-battery";

    private ServerProcess? _process;
    private int _starts;

    public IPEndPoint Address { get; } = ServerProcess.FreeAddress();

    public Uri Url => new($"http://{Address}");

    public string Data => workspace.Folder(label);

    public int Id => _process!.Id;

    /// <summary>Starts it, and waits until it serves.</summary>
    public void Start()
    {
        _process = ServerProcess.Start(workspace.Log($"{label}-{++_starts}"), program, ["serve", "--data", Data, "--url", Url.GetLeftPart(UriPartial.Authority)], settings);
        _process.WaitFor(Address, "/health/live");
    }

    /// <summary>kill -9: no goodbye.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process = null;
    }

    /// <summary>The server as clients of the bench see it.</summary>
    public Target ToTarget() => new(Role.Subject, label, "", Address, [], new Login(Url, "admin", Password));

    public void Dispose()
    {
        _process?.Dispose();
        _process = null;
    }
}
