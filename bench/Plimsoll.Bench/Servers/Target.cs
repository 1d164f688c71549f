using System.Net;
using Plimsoll.Bench.Registry;

namespace Plimsoll.Bench.Servers;

/// <summary>A running server (or none, for <see cref="Role.Hash"/> and <see cref="Role.Disk"/>) with the processes whose CPU counts, and its own, whose memory counts too.</summary>
/// <param name="stores">Processes that others started and that work for it: its database, its object store.</param>
internal sealed class Target(Role role, string label, string version, IPEndPoint address, IReadOnlyList<ServerProcess> processes, Login login, params IReadOnlyList<int> stores) : IDisposable
{
    public Role Role => role;

    public string Label => label;

    public string Version => version;

    public IPEndPoint Address => address;

    public Login Login => login;

    /// <summary>All whose CPU counts.</summary>
    public IReadOnlyList<int> Pids { get; } = [.. processes.Select(process => process.Id), .. stores];

    /// <summary>Those whose memory counts: what a database and a store of objects hold is set by their own configuration.</summary>
    public IReadOnlyList<int> OwnPids { get; } = [.. processes.Select(process => process.Id)];

    public static Target Local(Role role, string label, string version) =>
        new(role, label, version, new IPEndPoint(IPAddress.Loopback, 0), [], new Login(new Uri("http://127.0.0.1/"), null, null));

    /// <summary>The same server, reached through another one in front of it.</summary>
    public Target Behind(IPEndPoint front, ServerProcess process, string name) => new(role, name, version, front, [process, .. processes], login, stores);

    public void Dispose()
    {
        login.Dispose();
        foreach (var process in processes) process.Dispose();
    }
}
