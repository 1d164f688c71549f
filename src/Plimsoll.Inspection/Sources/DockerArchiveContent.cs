using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Inspection.Sources;

/// <summary>
/// An image in a tar that <c>docker save</c> or <c>podman save</c> wrote (<c>docker-archive:</c>). The list in <c>manifest.json</c> decides. Since
/// version 25 Docker puts an OCI layout beside it, then the real manifest is found there; older archives have none, and one without digest is made up.
/// </summary>
public sealed class DockerArchiveContent : IImageContent
{
    /// <summary>The file that tells which images an archive has.</summary>
    internal const string List = "manifest.json";

    private const int MaxOtherManifests = 64;

    private readonly IFileTree _files;
    private readonly string? _name;
    private readonly Dictionary<Digest, string> _paths = [];

    private DockerArchiveContent(IFileTree files, string? name)
    {
        _files = files;
        _name = name;
    }

    /// <inheritdoc/>
    public ValueTask<ManifestContent> ReadManifestAsync(Digest? digest, CancellationToken cancellationToken) => ValueTask.FromResult(digest is { } child ? ReadBlob(child, null) : ReadManifest());

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        return ValueTask.FromResult(_files.Open(_paths.TryGetValue(blob.Digest, out var path) ? path : LayoutIndex.PathOf(blob.Digest)));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _files.DisposeAsync();

    internal static DockerArchiveContent Open(IFileTree files, string? name) =>
        files.SizeOf(List) is null ? throw new ImageNotFoundException($"'{files.Name}' was not written by docker save: it has no {List}") : new DockerArchiveContent(files, name);

    private ManifestContent ReadManifest()
    {
        var entries = DockerArchiveList.Read(SmallFile.Read(_files, List, ManifestReader.MaxSize));
        var entry = DockerArchiveList.Choose(entries, _name, $"'{_files.Name}'");
        var config = SmallFile.Read(_files, entry.Config, Configuration.ConfigurationReader.MaxSize);
        var configDigest = Digest.Of(config);
        _paths[configDigest] = entry.Config;
        return FindInLayout(configDigest) ?? MakeUp(entry, config, configDigest);
    }

    private ManifestContent? FindInLayout(Digest config)
    {
        if (_files.SizeOf(OciLayoutContent.Index) is null) return null;
        var index = ManifestReader.Read(SmallFile.Read(_files, OciLayoutContent.Index, ManifestReader.MaxSize), null);
        foreach (var entry in index.Manifests.Where(entry => !MediaTypes.IsIndex(entry.MediaType) && _files.SizeOf(LayoutIndex.PathOf(entry.Digest)) is not null).Take(MaxOtherManifests))
        {
            var content = ReadBlob(entry.Digest, entry.MediaType);
            if (ManifestReader.Read(content.Content, entry.MediaType).Config?.Digest == config) return content;
        }
        return null;
    }

    private ManifestContent MakeUp(DockerArchiveEntry entry, byte[] config, Digest configDigest)
    {
        var diffIds = DockerArchiveList.DiffIds(config);
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", 2);
            writer.WriteString("mediaType", MediaTypes.DockerManifest);
            WriteDescriptor(writer, "config", MediaTypes.DockerConfig, configDigest, config.Length);
            writer.WriteStartArray("layers");
            for (var i = 0; i < entry.Layers.Count; i++)
            {
                var layer = DockerArchiveLayer.Look(_files, entry.Layers[i], i < diffIds.Count ? diffIds[i] : null);
                _paths[layer.Digest] = entry.Layers[i];
                WriteDescriptor(writer, null, layer.MediaType, layer.Digest, layer.Size);
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return new ManifestContent(null, MediaTypes.DockerManifest, json.ToArray());
    }

    private static void WriteDescriptor(Utf8JsonWriter writer, string? name, string mediaType, Digest digest, long size)
    {
        if (name is null) writer.WriteStartObject();
        else writer.WriteStartObject(name);
        writer.WriteString("mediaType", mediaType);
        writer.WriteString("digest", digest.Value);
        writer.WriteNumber("size", size);
        writer.WriteEndObject();
    }

    private ManifestContent ReadBlob(Digest digest, string? mediaType) =>
        new(digest, mediaType, SmallFile.Read(_files, LayoutIndex.PathOf(digest), ManifestReader.MaxSize));
}
