using System.Globalization;
using System.Runtime.InteropServices;

namespace Plimsoll.Cli.Startup;

/// <summary>
/// The runtime maps every assembly twice: as the file lies on the disk (shared, read only), from where it reads metadata, and as the program that runs. Of the first the kernel maps sixteen pages for each one that is read,
/// and by the time a server answers it has 30 MB of them, of which hardly any is read again. They are given back now and then: what is needed after all is there again at its next use, from the page cache.
/// </summary>
internal sealed partial class FlatMappings : IDisposable
{
    private const int DontNeed = 4;

    /// <summary>Long enough for a start and the first requests.</summary>
    private static readonly TimeSpan First = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    private readonly Timer? _timer;

    public FlatMappings() => _timer = OperatingSystem.IsLinux() ? new Timer(_ => GiveBack(), null, First, Again) : null;

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    /// <summary>Gives back the pages of all assemblies that are mapped as files.</summary>
    internal static void GiveBack()
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/self/maps"))
            {
                if (Read(line) is var (start, length)) _ = Advise(start, length, DontNeed);
            }
        }
        catch (IOException)
        {
            // Without /proc it takes a little more memory, and that is all.
        }
    }

    /// <summary>Where a line of /proc/PID/maps (proc_pid_maps(5)) says that an assembly is mapped as a file: only then nothing could have been written to its pages.</summary>
    internal static (nint Start, nint Length)? Read(string line)
    {
        var end = line.IndexOf(' ', StringComparison.Ordinal);
        var dash = line.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || end < dash || !line.AsSpan(end).StartsWith(" r--s ", StringComparison.Ordinal) || !line.EndsWith(".dll", StringComparison.Ordinal)) return null;
        if (!nint.TryParse(line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var start)) return null;
        return nint.TryParse(line.AsSpan(dash + 1, end - dash - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var stop) && stop > start ? (start, stop - start) : null;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nint length, int advice);
}
