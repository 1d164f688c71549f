namespace Plimsoll.Storage;

/// <summary>What a disk refuses, told by the error number of the system that .NET keeps in an <see cref="IOException"/>.</summary>
public static class DiskFault
{
    // errno of Linux, and the result of Windows for a full disk.
    private const int InputOutput = 5;
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int OverQuota = 122;
    private const int NoSpaceOnWindows = unchecked((int)0x80070070);

    /// <summary>What is the matter with the disk, to follow "the disk"; null when the fault is none of a disk.</summary>
    public static string? Describe(Exception e) => e is not IOException ? null : e.HResult switch
    {
        NoSpace or OverQuota or NoSpaceOnWindows => "is full",
        ReadOnly => "is read-only",
        InputOutput => "fails",
        _ => null,
    };

    /// <summary>The fault of a disk that has no room, found out before it had to say so.</summary>
    internal static IOException NoRoom(string message) => new(message, NoSpace);
}
