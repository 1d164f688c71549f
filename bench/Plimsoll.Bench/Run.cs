using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Servers;
using Plimsoll.Bench.Stores;
using Plimsoll.Bench.Workloads;

namespace Plimsoll.Bench;

/// <summary>
/// One run of the bench: starts the servers that the workloads need, and measures them interleaved: in odd rounds A B, in even ones B A, which cancels
/// what drifts on the machine.
/// </summary>
internal sealed class Run(Options options, Workspace workspace, Material material) : IDisposable
{
    private readonly Dictionary<Role, Target> _targets = [];
    private readonly Dictionary<string, string> _skipped = [];
    private readonly List<Sample> _samples = [];
    private readonly Cluster _cluster = new(workspace, options.WithoutBlobCache);
    private volatile bool _stopped;

    public Options Options => options;

    public Scale Scale => material.Scale;

    public IReadOnlyList<Sample> Samples => _samples;

    public IReadOnlyDictionary<Role, Target> Targets => _targets;

    /// <summary>Workloads that could not run here, and why.</summary>
    public IReadOnlyDictionary<string, string> Skipped => _skipped;

    public IReadOnlyList<Workload> Workloads { get; } = Select(WorkloadList.All(material, workspace), options.Workloads);

    /// <summary>Seconds from the start of the first server to the end of the last run.</summary>
    public double Seconds { get; private set; }

    /// <summary>True when the deadline or a signal ended the run before all rounds were done.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>True when an operation failed or a workload that is not optional could not run.</summary>
    public bool Failed { get; private set; }

    public void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _stopped = true;
    }

    public void Execute(Action<Sample> progress)
    {
        long started = Stopwatch.GetTimestamp();
        for (int round = 1; round <= Math.Max(Scale.Rounds, Scale.HeavyRounds); round++)
        {
            foreach (var workload in Workloads.Where(workload => round <= workload.RoundsOf(Scale) && !_skipped.ContainsKey(workload.Name)))
            {
                if (_stopped || Stopwatch.GetElapsedTime(started) > Scale.Deadline)
                {
                    IsPartial = true;
                    break;
                }

                Measure(workload, round, progress);
            }
        }

        Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public void Dispose()
    {
        foreach (var target in _targets.Values) target.Dispose();
        _cluster.Dispose();
    }

    private static List<Workload> Select(IReadOnlyList<Workload> all, IReadOnlyList<string> names)
    {
        string? unknown = names.FirstOrDefault(name => all.All(workload => workload.Name != name));
        if (unknown is not null) throw new BenchException($"There is no workload {unknown}; --help lists them.");
        return [.. all.Where(workload => names.Count == 0 || names.Contains(workload.Name))];
    }

    private void Measure(Workload workload, int round, Action<Sample> progress)
    {
        Role[] roles = [.. round % 2 == 1 ? workload.Roles : workload.Roles.Reverse()];
        try
        {
            foreach (var role in roles) workload.Prepare(TargetOf(role));
            foreach (var role in roles)
            {
                if (_stopped) return;
                workload.Prepare(TargetOf(role));
                Settle.Processes([.. _targets.Values.SelectMany(target => target.Pids)]);
                Settle.Memory(workload.WrittenBytes);
                var sample = workload.Run(TargetOf(role), round);
                _samples.Add(sample);
                Failed |= sample.Errors > 0;
                progress(sample);
            }
        }
        catch (Exception reason) when (reason is BenchException or IOException or SocketException or HttpRequestException)
        {
            _skipped[workload.Name] = reason.Message;
            Failed |= !workload.Roles.Contains(Role.Accelerated);
        }
    }

    private Target StartClustered(Role role)
    {
        var (settings, pids) = _cluster.Open(PlimsollServer.LabelOf(role));
        return PlimsollServer.Start(role, workspace, options.Server, settings, pids);
    }

    private Target TargetOf(Role role)
    {
        if (_targets.TryGetValue(role, out var known)) return known;
        bool check = options.Server == Options.PeerAsSubject;
        return _targets[role] = role switch
        {
            Role.Subject or Role.Twin when check => DockerRegistryServer.Start(role, workspace, options.Peer),
            Role.Subject or Role.Twin when options.Clustered => StartClustered(role),
            Role.Subject or Role.Twin => PlimsollServer.Start(role, workspace, options.Server),
            Role.Peer => DockerRegistryServer.Start(role, workspace, options.Peer, options.PeerOnS3 ? _cluster.Swift : null),
            Role.Floor => KestrelServer.Start(workspace, material.Images[0].Manifest.Length),
            Role.Files => NginxServer.Files(workspace, options.Nginx),
            Role.Accelerated when check => throw new BenchException("docker-registry cannot hand files to nginx"),
            Role.Accelerated when options.Clustered => throw new BenchException("only blobs in files can be handed to nginx"),
            Role.Accelerated => NginxServer.Accelerated(workspace, options.Nginx, options.Server, options.BlobFolder),
            Role.Hash => Target.Local(role, "openssl", ServerProcess.VersionOf("openssl", "version")),
            _ => Target.Local(role, "disk", "write + fsync"),
        };
    }
}
