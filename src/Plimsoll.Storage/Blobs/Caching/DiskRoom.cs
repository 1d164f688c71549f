using System.Runtime.InteropServices;

namespace Plimsoll.Storage.Blobs.Caching;

/// <summary>Room on a disk, bytes.</summary>
/// <param name="Free">What may be written.</param>
/// <param name="Least">What a cache leaves to others: a tenth of the disk.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DiskRoom(long Free, long Least)
{
    private const int LeftShare = 10;

    /// <summary>Of the disk that a folder is on; none where that cannot be found out.</summary>
    public static DiskRoom Of(string folder)
    {
        try
        {
            var disk = new DriveInfo(folder);
            return new DiskRoom(disk.AvailableFreeSpace, disk.TotalSize / LeftShare);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new DiskRoom(0, 0);
        }
    }
}
