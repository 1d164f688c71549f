using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Inspection.Sources;

/// <summary>An image in an OCI image layout, in a directory (<c>oci:</c>) or in a tar (<c>oci-archive:</c>).</summary>
public sealed class OciLayoutContent : IImageContent
{
    /// <summary>The file that tells which images a layout has.</summary>
    internal const string Index = "index.json";

    private readonly IFileTree _files;
    private readonly string? _tag;

    private OciLayoutContent(IFileTree files, string? tag)
    {
        _files = files;
        _tag = tag;
    }

    /// <summary>Opens a layout.</summary>
    /// <param name="directory">The directory with <c>index.json</c>.</param>
    /// <param name="tag">The name in the layout; null when it has only one image.</param>
    /// <exception cref="ImageNotFoundException">There is no layout.</exception>
    public static OciLayoutContent OpenDirectory(string directory, string? tag) => Open(new DirectoryFiles(directory), tag);

    internal static OciLayoutContent Open(IFileTree files, string? tag) =>
        files.SizeOf(Index) is not null ? new OciLayoutContent(files, tag)
        : throw new ImageNotFoundException($"'{files.Name}' is not an OCI image layout: it has no {Index}{(Directory.Exists(files.Name) ? $"; if it is an unpacked root file system, write dir:{files.Name}" : "")}");

    /// <inheritdoc/>
    public ValueTask<ManifestContent> ReadManifestAsync(Digest? digest, CancellationToken cancellationToken) =>
        ValueTask.FromResult(digest is { } known ? Read(known, null) : ReadNamed());

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        return ValueTask.FromResult(_files.Open(LayoutIndex.PathOf(blob.Digest)));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _files.DisposeAsync();

    private ManifestContent ReadNamed()
    {
        var bytes = SmallFile.Read(_files, Index, ManifestReader.MaxSize);
        var index = ManifestReader.Read(bytes, null);
        return LayoutIndex.Choose(index, _tag, $"'{_files.Name}'") is { } chosen
            ? Read(chosen.Digest, chosen.MediaType)
            : new ManifestContent(Digest.Of(bytes), index.MediaType, bytes);
    }

    private ManifestContent Read(Digest digest, string? mediaType) =>
        new(digest, mediaType, SmallFile.Read(_files, LayoutIndex.PathOf(digest), ManifestReader.MaxSize));
}
