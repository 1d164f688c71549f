using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Operations;

/// <summary>How much is stored. Sizes in bytes; what is missing is not known yet.</summary>
/// <param name="Counted">What was counted in the background, with the time; missing before the first count.</param>
/// <param name="Ratio">How many times more the images would take without sharing, against what is stored for them.</param>
/// <param name="FreeableBytes">What collection would free: condemned blobs, and those that nothing needs any more.</param>
/// <param name="WaitingBytes">What it would free later: blobs that nothing needs, whose grace is not over.</param>
/// <param name="DiskFreeBytes">Room on the file system of the data folder, now.</param>
/// <param name="DiskBytes">Size of that file system.</param>
internal sealed record StorageEntry(StorageUsage? Counted, double? Ratio, long? FreeableBytes, long? WaitingBytes, long DiskFreeBytes, long DiskBytes)
{
    public static StorageEntry Of(StorageUsage? usage, DriveInfo disk) => new(
        usage,
        usage is not null && Needed(usage) > 0 ? Math.Round((double)usage.ImageBytes / Needed(usage), 2) : null,
        usage is null ? null : usage.CondemnedBytes + usage.UnneededBytes,
        usage?.WaitingBytes,
        disk.AvailableFreeSpace,
        disk.TotalSize);

    private static long Needed(StorageUsage usage) => usage.StoredBytes - usage.CondemnedBytes - usage.UnneededBytes - usage.WaitingBytes;
}

/// <summary>How much a repository holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Blobs">Its blobs.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="UniqueBytes">Bytes that no other repository has.</param>
/// <param name="SharedBytes">Bytes that others have too.</param>
/// <param name="CountedAt">When it was counted.</param>
internal sealed record RepositoryStorage(string Name, long Blobs, long Bytes, long UniqueBytes, long SharedBytes, DateTimeOffset CountedAt)
{
    public static RepositoryStorage Of(RepositoryUsage usage) => new(usage.Repository.Value, usage.Blobs, usage.Bytes, usage.UniqueBytes, usage.SharedBytes, usage.CountedAt);
}
