using System.Diagnostics;

namespace Plimsoll.Bench.Million;

/// <summary>A filled store that stays from run to run; each run works on a copy.</summary>
internal sealed class KeptStore(string folder, int manifests)
{
    private const string Blobs = "blobs";

    private readonly string _place = Path.Combine(folder, $"manifests-{manifests}");

    /// <summary>Written last: without it the store is not whole.</summary>
    private string Mark => Path.Combine(_place, "filled");

    /// <summary>Fills it where it is not there yet.</summary>
    public async Task FillAsync(Func<string, Task> fill)
    {
        if (File.Exists(Mark)) return;
        if (Directory.Exists(_place)) Directory.Delete(_place, recursive: true);
        Directory.CreateDirectory(_place);
        await fill(_place);
        await File.WriteAllTextAsync(Mark, "");
    }

    public void CopyTo(string data)
    {
        long started = Stopwatch.GetTimestamp();
        foreach (string file in Directory.EnumerateFiles(_place, "*", SearchOption.AllDirectories).Where(file => file != Mark))
        {
            string copy = Path.Combine(data, Path.GetRelativePath(_place, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Console.WriteLine($"  copied from {_place} in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
    }

    /// <summary>The files of the blobs that lie in files.</summary>
    public static void WriteFiles(string data, SyntheticImages images)
    {
        byte[] content = new byte[SyntheticImages.FileBytes];
        for (int number = 0; number < images.Unneeded; number++)
        {
            if (SyntheticImages.FileOf(number) is not { } key) continue;
            string path = Path.Combine(data, Blobs, key.Value);
            if (number < 512) Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
    }
}
