namespace Plimsoll.Inspection.Sources;

/// <summary>Tells who unpacked a root file system.</summary>
public static class RootOwner
{
    /// <summary>True when something at the top belongs to root: then owners are those of the image. Whoever unpacks without privileges owns everything.</summary>
    public static bool IsRoot(string directory) =>
        Directory.Exists(directory) && new DirectoryInfo(directory).EnumerateFileSystemInfos().Any(entry => FileStatus.Of(entry.FullName) is { UserId: 0 });
}
