namespace Plimsoll.Bench.Servers;

/// <summary>The throw-away folder of a run: a data folder, a configuration and a log for each server.</summary>
internal sealed class Workspace : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("plimsoll-bench-").FullName;

    public string Folder(string label) => Directory.CreateDirectory(Path.Combine(Root, label)).FullName;

    public string Log(string label) => Path.Combine(Root, label + ".log");

    public string Write(string name, string text)
    {
        string path = Path.Combine(Root, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
