namespace Plimsoll.Bench.Servers;

/// <summary>The throw-away folder of a run: a data folder, a configuration and a log for each server.</summary>
/// <param name="parent">A folder on a real disk; /tmp may be memory, where nothing is durable and everything is fast.</param>
internal sealed class Workspace(string parent) : IDisposable
{
    public string Root { get; } = Directory.CreateDirectory(Path.Combine(parent, $"bench-{Environment.ProcessId}")).FullName;

    public string Folder(string label) => Directory.CreateDirectory(Path.Combine(Root, label)).FullName;

    public string Log(string label) => Path.Combine(Root, label + ".log");

    public string Write(string name, string text)
    {
        string path = Path.Combine(Root, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Leave everything there at the end, for a look at what went wrong.</summary>
    public bool Keep { get; set; }

    public void Dispose()
    {
        if (!Keep) Directory.Delete(Root, recursive: true);
    }
}
