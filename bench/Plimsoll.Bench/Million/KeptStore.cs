using System.Diagnostics;

namespace Plimsoll.Bench.Million;

/// <summary>A filled store that stays from run to run; each run works on a copy.</summary>
internal sealed class KeptStore(string folder, int manifests)
{
    private const string Blobs = "blobs";

    /// <summary>Copies it, after it was filled where it is not there yet.</summary>
    public async Task TakeAsync(string data, Func<string, Task> fill)
    {
        string place = Path.Combine(folder, $"manifests-{manifests}"), mark = Path.Combine(place, "filled");
        if (!File.Exists(mark))
        {
            if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
            Directory.CreateDirectory(place);
            await fill(place);
            await File.WriteAllTextAsync(mark, "");
        }

        long started = Stopwatch.GetTimestamp();
        foreach (string file in Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Where(file => file != mark))
        {
            string copy = Path.Combine(data, Path.GetRelativePath(place, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Console.WriteLine($"  copied from {place} in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
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
