using System.CommandLine;
using Plimsoll.Server;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;

namespace Plimsoll.Cli.Advisories;

/// <summary>
/// The advisories on this machine: a database of their own, <c>advisories.db</c>, in <c>--data</c>, <c>PLIMSOLL_ADVISORIES</c> or <c>$XDG_DATA_HOME/plimsoll/advisories</c>. A folder that belongs
/// to a server has them in the server's database, which can be opened while the server does not run.
/// </summary>
internal sealed class AdvisoryPlace : IAsyncDisposable
{
    private readonly SqliteMetadataStore _metadata;
    private readonly DataFolder? _folder;

    private AdvisoryPlace(SqliteMetadataStore metadata, DataFolder? folder, string path) => (_metadata, _folder, Folder) = (metadata, folder, path);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The advisories.</summary>
    public IAdvisoryStore Store => _metadata.Advisories;

    /// <summary>The option that names the folder.</summary>
    public static Option<string?> Option() => new("--data")
    {
        Description = "Folder of the advisories, or of a server that is not running. Default: PLIMSOLL_ADVISORIES, or ~/.local/share/plimsoll/advisories",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Opens them.</summary>
    /// <param name="folder">The folder; null for the usual one.</param>
    /// <param name="create">True to make what is missing.</param>
    /// <exception cref="DirectoryNotFoundException">There are none.</exception>
    /// <exception cref="IOException">A server has them.</exception>
    public static AdvisoryPlace Open(string? folder, bool create)
    {
        var path = Path.GetFullPath(folder ?? Usual());
        var server = Path.Combine(path, "plimsoll.db");
        if (File.Exists(server))
        {
            var held = DataFolder.TryOpen(path, isShared: false) ?? throw new IOException($"a server runs on {path}; name its address with --server, or stop it");
            try
            {
                return new AdvisoryPlace(SqliteMetadataStore.Open(server, TimeProvider.System), held, path);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        var file = Path.Combine(path, "advisories.db");
        if (!create && !File.Exists(file)) throw new DirectoryNotFoundException($"there are no advisories in {path}; import some with: plimsoll advisories import PATH");
        Directory.CreateDirectory(path);
        return new AdvisoryPlace(SqliteMetadataStore.Open(file, TimeProvider.System), null, path);
    }

    /// <summary>Opens them for reading; null when there are none.</summary>
    public static AdvisoryPlace? OpenExisting(string? folder)
    {
        try
        {
            return Open(folder, create: false);
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _metadata.DisposeAsync();
        _folder?.Dispose();
    }

    private static string Usual()
    {
        if (Environment.GetEnvironmentVariable("PLIMSOLL_ADVISORIES") is { Length: > 0 } named) return named;
        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg) ? xdg : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
        return Path.Combine(data, "plimsoll", "advisories");
    }
}
