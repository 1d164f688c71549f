using System.Diagnostics;
using System.Globalization;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Faults;

/// <summary>A PostgreSQL that no other test uses, because it is crashed: SIGQUIT, after which the next start has to recover from the log.</summary>
internal sealed class OwnPostgres : IAsyncDisposable
{
    private const string Script = """
        set -e
        cd "$2"
        "$1/initdb" -D data -U plimsoll -A trust -E UTF8 --locale=C.UTF-8 --no-sync >log 2>&1 || { cat log >&2; exit 1; }
        start() {
            "$1/postgres" -D data -c unix_socket_directories="$2" -c listen_addresses= -c max_connections=200 >>log 2>&1 &
            server=$!
            until "$1/pg_isready" -q -h "$2"; do kill -0 $server || { cat log >&2; exit 1; }; sleep 0.05; done
        }
        start "$1" "$2"
        echo done
        while read -r wish; do
            if [ "$wish" = crash ]; then kill -QUIT $server; wait $server || true; else start "$1" "$2"; fi
            echo done
        done
        kill -QUIT $server 2>/dev/null || true
        wait $server || true
        """;

    private readonly TemporaryFolder _folder = new();
    private Process _shell = null!;

    /// <summary>How a server reaches it.</summary>
    public string Address => $"Host={_folder.Path};Username=plimsoll;Database=postgres";

    public static async Task<OwnPostgres> StartAsync()
    {
        var postgres = new OwnPostgres();
        await postgres.BeginAsync();
        return postgres;
    }

    /// <summary>Ends it at once; what was committed is in its log.</summary>
    public Task CrashAsync() => TellAsync("crash");

    /// <summary>Starts it again and waits until it takes connections.</summary>
    public Task RestartAsync() => TellAsync("start");

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        _folder.Dispose();
    }

    private async Task BeginAsync()
    {
        var programs = Directory.GetDirectories("/usr/lib/postgresql").OrderBy(d => int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture)).Last() + "/bin";
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Environment.UserName == "root")
        {
            // PostgreSQL refuses to run as root; its package brought a user.
            using var owned = Process.Start("chown", ["postgres:postgres", _folder.Path]);
            await owned.WaitForExitAsync();
            start.FileName = "setpriv";
            foreach (var argument in new[] { "--reuid=postgres", "--regid=postgres", "--clear-groups", "bash" }) start.ArgumentList.Add(argument);
        }
        foreach (var argument in new[] { "-c", Script, "postgres-of-a-test", programs, _folder.Path }) start.ArgumentList.Add(argument);
        _shell = Process.Start(start)!;
        await HearAsync();
    }

    private async Task TellAsync(string wish)
    {
        await _shell.StandardInput.WriteLineAsync(wish);
        await _shell.StandardInput.FlushAsync();
        await HearAsync();
    }

    private async Task HearAsync()
    {
        if (await _shell.StandardOutput.ReadLineAsync() != "done") throw new InvalidOperationException("PostgreSQL: " + await _shell.StandardError.ReadToEndAsync());
    }
}
