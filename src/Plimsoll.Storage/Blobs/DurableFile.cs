using System.Runtime.InteropServices;

namespace Plimsoll.Storage.Blobs;

/// <summary>Names of files that survive a power cut.</summary>
internal static partial class DurableFile
{
    /// <summary>Makes the entries of a directory durable.</summary>
    public static void FlushDirectory(string path)
    {
        using var directory = DiskSync.OpenDirectory(path);
        if (directory is not null) RandomAccess.FlushToDisk(directory);
    }

    /// <summary>Gives a file, whose bytes are durable already, its final name.</summary>
    public static void Replace(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        FlushDirectory(Path.GetDirectoryName(to)!);
    }

    /// <summary>Makes a second name for a file (link(2)); false where the file system cannot, or the two lie on different ones.</summary>
    public static bool TryLink(string existing, string name) => !OperatingSystem.IsWindows() && Link(existing, name) == 0;

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);
}
