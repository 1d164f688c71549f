using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Copying;

/// <summary>The <c>index.json</c> of a layout. Entries and fields that others wrote stay as they are.</summary>
internal sealed class LayoutIndexFile(string directory)
{
    private const string RefName = "org.opencontainers.image.ref.name";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Lock _lock = new();
    private IReadOnlyList<Descriptor>? _entries;

    private string Path => System.IO.Path.Combine(directory, "index.json");

    /// <summary>The name of an entry.</summary>
    public static string? NameOf(Descriptor entry) => entry.Annotations.GetValueOrDefault(RefName);

    /// <summary>All entries.</summary>
    public IReadOnlyList<Descriptor> Read()
    {
        lock (_lock) return _entries ??= File.Exists(Path) ? ManifestReader.Read(File.ReadAllBytes(Path), MediaTypes.OciIndex).Manifests : [];
    }

    /// <summary>The entry with a name: the tag alone, or a whole reference that ends in it.</summary>
    public Descriptor? Find(string name) =>
        Read().FirstOrDefault(entry => NameOf(entry) == name) ?? Read().FirstOrDefault(entry => NameOf(entry)?.EndsWith(":" + name, StringComparison.Ordinal) == true);

    /// <summary>Makes the folders and files without which a directory is no layout.</summary>
    public void Prepare()
    {
        lock (_lock)
        {
            foreach (var algorithm in (string[])["sha256", "sha512"]) Directory.CreateDirectory(System.IO.Path.Combine(directory, "blobs", algorithm));
            var marker = System.IO.Path.Combine(directory, "oci-layout");
            if (!File.Exists(marker)) File.WriteAllText(marker, """{"imageLayoutVersion":"1.0.0"}""");
            if (!File.Exists(Path)) Write(new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciIndex, ["manifests"] = new JsonArray() });
        }
    }

    /// <summary>Lists a manifest: under its tag, which leaves what it named before; or without a name, once.</summary>
    public void Add(Descriptor descriptor, Manifest manifest, Tag? tag)
    {
        lock (_lock)
        {
            var index = JsonNode.Parse(File.ReadAllBytes(Path))!.AsObject();
            var entries = index["manifests"]!.AsArray();
            if (tag is null && entries.Any(entry => (string?)entry!["digest"] == descriptor.Digest.Value)) return;
            // A name goes over; what has a name, or is listed by an index that is here, needs no entry without one.
            var reached = manifest.Manifests.Select(child => child.Digest.Value).Append(descriptor.Digest.Value).ToHashSet(StringComparer.Ordinal);
            for (var i = entries.Count - 1; i >= 0; i--)
            {
                var named = (string?)entries[i]!["annotations"]?[RefName];
                if (named is null ? reached.Contains((string?)entries[i]!["digest"] ?? "") : named == tag?.Value) entries.RemoveAt(i);
            }
            entries.Add(Entry(descriptor, manifest, tag));
            Write(index);
        }
    }

    private static JsonObject Entry(Descriptor descriptor, Manifest manifest, Tag? tag)
    {
        var entry = new JsonObject { ["mediaType"] = descriptor.MediaType, ["digest"] = descriptor.Digest.Value, ["size"] = descriptor.Size };
        if (manifest.ArtifactType is { } type) entry["artifactType"] = type;
        if (tag is { } name) entry["annotations"] = new JsonObject { [RefName] = name.Value };
        return entry;
    }

    private void Write(JsonObject index)
    {
        File.WriteAllText(Path + PartialFile.Ending, index.ToJsonString(Indented));
        File.Move(Path + PartialFile.Ending, Path, overwrite: true);
        _entries = null;
    }
}
