using System.IO.Compression;
using System.Net;

namespace Plimsoll.Cli.Advisories;

/// <summary>A folder as the body of a request: a zip that is written while it is sent.</summary>
internal sealed class FolderContent(string folder) : HttpContent
{
    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint | FileAttributes.System, IgnoreInaccessible = false };
        await using var archive = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null);
        foreach (var file in Directory.EnumerateFiles(folder, "*", options))
        {
            await archive.CreateEntryFromFileAsync(file, Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), CompressionLevel.Fastest);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
