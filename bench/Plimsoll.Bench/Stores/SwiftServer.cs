using System.Diagnostics;
using System.Globalization;
using System.Net;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Stores;

/// <summary>An S3 store that is not ours: OpenStack Swift of Debian's package on loopback, with one bucket. It ends with this process, however that ends.</summary>
internal sealed class SwiftServer : IDisposable
{
    public const string AccessKey = "test:tester";
    public const string SecretKey = "testing";
    public const string Bucket = "registry";
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private readonly Process _process;

    private SwiftServer(Process process, int port) => (_process, Endpoint) = (process, new IPEndPoint(IPAddress.Loopback, port));

    public IPEndPoint Endpoint { get; }

    /// <summary>The process whose children serve.</summary>
    public int Id => _process.Id;

    /// <summary>The settings of a server that keeps its blobs there.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["PLIMSOLL__BLOBS__S3__ENDPOINT"] = $"http://{Endpoint}",
        ["PLIMSOLL__BLOBS__S3__BUCKET"] = Bucket,
        ["PLIMSOLL__BLOBS__S3__ACCESSKEY"] = AccessKey,
        ["PLIMSOLL__BLOBS__S3__SECRETKEY"] = SecretKey,
    };

    /// <exception cref="BenchException">Swift is missing or did not come up.</exception>
    public static SwiftServer Start(Workspace workspace, string label)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "swift_server.py"), Bucket])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = workspace.Folder(label) },
        };
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string? port = process.StandardOutput.ReadLine();
        return port is null ? throw new BenchException("Swift did not start (Debian: python3-swift): " + errors.Result) : new SwiftServer(process, int.Parse(port, CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(StopLimit)) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
