using System.Globalization;
using System.Text.Json;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Transfer;

/// <summary>What a finished snapshot says about itself (<c>backup.json</c>).</summary>
/// <param name="StoreId">The store.</param>
/// <param name="TakenAt">The moment that it shows.</param>
/// <param name="Engine">Engine of the database.</param>
/// <param name="Schema">Schema of the database.</param>
/// <param name="Rows">Rows of the export.</param>
/// <param name="Blobs">Blobs that are there.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Problems">Blobs that the store did not have as they were pushed; some of them are there all the same, from before.</param>
public sealed record BackupNote(string StoreId, DateTimeOffset TakenAt, string Engine, int Schema, long Rows, long Blobs, long Bytes, IReadOnlyList<TransferProblem> Problems);

/// <summary>
/// A folder of backups: <c>blobs/</c> has the bytes, once for all snapshots; <c>snapshots/TIME/</c> has a database each (<c>database.jsonl.gz</c>) and what there is to know
/// about it (<c>backup.json</c>). A folder under <c>snapshots</c> that ends in <c>.partial</c> was broken off and counts for nothing.
/// </summary>
public sealed class BackupFolder : IDisposable
{
    private const string Partial = ".partial";
    private const string Database = "database.jsonl.gz";
    private const string Note = "backup.json";

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _root;

    private FileStream? _lock;

    private BackupFolder(string root) => _root = root;

    /// <summary>Where the bytes are.</summary>
    public string Blobs => Path.Combine(_root, "blobs");

    private string SnapshotsFolder => Path.Combine(_root, "snapshots");

    /// <summary>Opens a folder that has backups.</summary>
    /// <exception cref="DirectoryNotFoundException">It has none.</exception>
    public static BackupFolder Open(string path)
    {
        var folder = new BackupFolder(Path.GetFullPath(path));
        return folder.List().Count > 0 ? folder : throw new DirectoryNotFoundException($"{path} holds no finished backup");
    }

    /// <summary>Names of the finished snapshots of a folder, oldest first; none where it does not exist.</summary>
    public static IReadOnlyList<string> Snapshots(string path) => new BackupFolder(Path.GetFullPath(path)).List();

    /// <summary>Opens a folder to write to, or makes one; only its owner may look into it, and only one program writes to it.</summary>
    /// <exception cref="IOException">Another backup is being written there.</exception>
    public static BackupFolder OpenOrCreate(string path)
    {
        var folder = new BackupFolder(Path.GetFullPath(path));
        Directory.CreateDirectory(folder.SnapshotsFolder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder._root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            folder._lock = new FileStream(Path.Combine(folder._root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"another backup is being written to {path}", e);
        }
        return folder;
    }

    /// <summary>Names of the finished snapshots, oldest first.</summary>
    public IReadOnlyList<string> List() => !Directory.Exists(SnapshotsFolder) ? [] :
        [.. Directory.GetDirectories(SnapshotsFolder).Select(d => Path.GetFileName(d)).Where(n => !n.EndsWith(Partial, StringComparison.Ordinal) && File.Exists(Path.Combine(SnapshotsFolder, n, Note))).Order(StringComparer.Ordinal)];

    /// <summary>What a snapshot says about itself.</summary>
    public async Task<BackupNote> ReadNoteAsync(string snapshot, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(SnapshotsFolder, snapshot, Note));
        return await JsonSerializer.DeserializeAsync<BackupNote>(file, Indented, cancellationToken) ?? throw new InvalidDataException($"{snapshot}/{Note} is empty");
    }

    /// <summary>Opens the database of a finished snapshot.</summary>
    public Task<ExportReader> OpenDatabaseAsync(string snapshot, CancellationToken cancellationToken) =>
        ExportReader.OpenAsync(File.OpenRead(Path.Combine(SnapshotsFolder, snapshot, Database)), cancellationToken);

    /// <summary>Begins a snapshot; what earlier ones left unfinished is removed.</summary>
    internal string Begin(DateTimeOffset now)
    {
        foreach (var left in Directory.GetDirectories(SnapshotsFolder, "*" + Partial)) Directory.Delete(left, recursive: true);
        var name = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture) + Partial;
        Directory.CreateDirectory(Path.Combine(SnapshotsFolder, name));
        return name;
    }

    internal FileStream CreateDatabase(string snapshot) => new(Path.Combine(SnapshotsFolder, snapshot, Database), FileMode.CreateNew, FileAccess.ReadWrite);

    /// <summary>Makes the snapshot count: everything is durable before it gets its name. The name.</summary>
    internal string Finish(string snapshot, BackupNote note)
    {
        var folder = Path.Combine(SnapshotsFolder, snapshot);
        using (var file = File.OpenHandle(Path.Combine(folder, Note), FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(file, JsonSerializer.SerializeToUtf8Bytes(note, Indented), 0);
            RandomAccess.FlushToDisk(file);
        }
        DurableFile.FlushDirectory(folder);
        var name = snapshot[..^Partial.Length];
        Directory.Move(folder, Path.Combine(SnapshotsFolder, name));
        DurableFile.FlushDirectory(SnapshotsFolder);
        return name;
    }

    /// <summary>Lets others write to the folder.</summary>
    public void Dispose() => _lock?.Dispose();

    internal void Remove(string snapshot) => Directory.Delete(Path.Combine(SnapshotsFolder, snapshot), recursive: true);
}
