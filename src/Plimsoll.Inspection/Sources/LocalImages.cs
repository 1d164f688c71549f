using Plimsoll.Core.References;

namespace Plimsoll.Inspection.Sources;

/// <summary>Opens images that are files on this machine.</summary>
public static class LocalImages
{
    /// <summary>
    /// Opens an OCI layout, an archive of one, or an archive of <c>docker save</c>; null for references to anything else. What an archive is its files tell: <c>podman save</c> writes either, and
    /// not everybody remembers which. A path is a layout where it is a directory.
    /// </summary>
    /// <exception cref="ImageNotFoundException">There is no such file, or it is no image.</exception>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    public static IImageContent? Open(ImageReference reference) => reference switch
    {
        ImageReference.OciLayout layout => OciLayoutContent.Open(new DirectoryFiles(layout.Directory), layout.Tag),
        ImageReference.OciArchive archive => OpenArchive(archive.File, files => files.SizeOf(OciLayoutContent.Index) is null && files.SizeOf(DockerArchiveContent.List) is not null
            ? DockerArchiveContent.Open(files, archive.Tag)
            : OciLayoutContent.Open(files, archive.Tag)),
        ImageReference.DockerArchive archive when Directory.Exists(archive.File) => OciLayoutContent.Open(new DirectoryFiles(archive.File), archive.Name),
        ImageReference.DockerArchive archive => OpenArchive(archive.File, files => files.SizeOf(DockerArchiveContent.List) is null && files.SizeOf(OciLayoutContent.Index) is not null
            ? OciLayoutContent.Open(files, archive.Name)
            : DockerArchiveContent.Open(files, archive.Name)),
        _ => null,
    };

    private static IImageContent OpenArchive(string path, Func<IFileTree, IImageContent> open)
    {
        var files = ArchiveFiles.OpenFile(path);
        try
        {
            return open(files);
        }
        catch
        {
            _ = files.DisposeAsync().AsTask();
            throw;
        }
    }
}
