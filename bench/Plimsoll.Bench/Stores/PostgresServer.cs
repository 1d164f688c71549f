using System.Diagnostics;
using System.Globalization;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Stores;

/// <summary>A PostgreSQL of Debian's package in a folder of its own, durable as it comes, on a Unix socket. It ends with this process, however that ends, because its shell waits for the end of its input.</summary>
internal sealed class PostgresServer : IDisposable
{
    private const string Script = """
        set -e
        cd "$2"
        [ -e data/PG_VERSION ] || "$1/initdb" -D data -U plimsoll -A trust -E UTF8 --locale=C.UTF-8 >log 2>&1 || { cat log >&2; exit 1; }
        "$1/postgres" -D data -c unix_socket_directories="$3" -c listen_addresses= -c max_connections=300 >log 2>&1 &
        server=$!
        until "$1/pg_isready" -q -h "$3"; do kill -0 $server || { cat log >&2; exit 1; }; sleep 0.05; done
        echo ready $server
        read -r _ || true
        kill -INT $server
        wait $server || true
        rm -rf "$3"
        """;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private readonly Process _shell;

    private PostgresServer(Process shell, int id, string socket) => (_shell, Id, Address) = (shell, id, $"Host={socket};Username=plimsoll;Database=postgres");

    /// <summary>How the program reaches its database.</summary>
    public string Address { get; }

    /// <summary>The process whose children serve the connections.</summary>
    public int Id { get; }

    /// <summary>Makes a cluster, or takes the one that was kept, and waits until it takes connections.</summary>
    /// <param name="workspace">Where it is thrown away afterwards.</param>
    /// <param name="label">Its folder there.</param>
    /// <param name="kept">Where it is kept instead.</param>
    /// <exception cref="BenchException">There is no PostgreSQL here, or it did not come up.</exception>
    public static PostgresServer Start(Workspace workspace, string label, string? kept = null)
    {
        string programs = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").MaxBy(Version) + "/bin" : throw new BenchException("PostgreSQL is missing (Debian: postgresql).");
        // The path of a socket has room for some hundred characters only.
        string folder = kept is null ? workspace.Folder(label) : Directory.CreateDirectory(Path.GetFullPath(kept)).FullName, socket = Directory.CreateTempSubdirectory("plimsoll-bench-").FullName;
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Environment.UserName == "root")
        {
            // PostgreSQL refuses to run as root; its package brought a user.
            Process.Start("chown", ["postgres:postgres", folder, socket]).WaitForExit();
            start.FileName = "setpriv";
            foreach (string argument in (string[])["--reuid=postgres", "--regid=postgres", "--clear-groups", "bash"]) start.ArgumentList.Add(argument);
        }

        foreach (string argument in (string[])["-c", Script, "postgres-of-the-bench", programs, folder, socket]) start.ArgumentList.Add(argument);
        var shell = Process.Start(start)!;
        string[] said = shell.StandardOutput.ReadLine()?.Split(' ') ?? throw new BenchException("PostgreSQL did not start: " + shell.StandardError.ReadToEnd());
        return new PostgresServer(shell, int.Parse(said[1], CultureInfo.InvariantCulture), socket);
    }

    public void Dispose()
    {
        _shell.StandardInput.Close();
        if (!_shell.WaitForExit(StopLimit)) _shell.Kill(entireProcessTree: true);
        _shell.Dispose();
    }

    private static int Version(string folder) => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int version) ? version : 0;
}
