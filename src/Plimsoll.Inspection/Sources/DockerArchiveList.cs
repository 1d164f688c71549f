using System.Text.Json;
using Plimsoll.Core;

namespace Plimsoll.Inspection.Sources;

/// <summary>One image in the <c>manifest.json</c> of an archive.</summary>
/// <param name="Config">Path of the configuration.</param>
/// <param name="Names">Its names, <c>repository:tag</c>.</param>
/// <param name="Layers">Paths of the layers, lowest first.</param>
internal sealed record DockerArchiveEntry(string Config, IReadOnlyList<string> Names, IReadOnlyList<string> Layers);

/// <summary>Reads the <c>manifest.json</c> that <c>docker save</c> writes.</summary>
internal static class DockerArchiveList
{
    /// <exception cref="InvalidDataException">It is not such a list.</exception>
    public static IReadOnlyList<DockerArchiveEntry> Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            return [.. json.RootElement.EnumerateArray().Select(entry => new DockerArchiveEntry(
                entry.GetProperty("Config").GetString()!,
                Strings(entry, "RepoTags"),
                Strings(entry, "Layers")))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException("manifest.json is not the list that docker save writes: " + e.Message, e);
        }
    }

    /// <summary>Chooses an image by name; without one, the only image.</summary>
    /// <exception cref="ImageNotFoundException">There is no such image, or no name was given and there are several.</exception>
    public static DockerArchiveEntry Choose(IReadOnlyList<DockerArchiveEntry> entries, string? name, string where)
    {
        var known = string.Join(", ", entries.SelectMany(entry => entry.Names));
        if (name is null) return entries.Count == 1 ? entries[0] : throw new ImageNotFoundException(entries.Count == 0 ? $"{where} has no image" : $"{where} has several images, name one: {known}");
        return entries.FirstOrDefault(entry => entry.Names.Any(n => n == name || n == name + ":latest" || n.EndsWith("/" + name, StringComparison.Ordinal)))
            ?? throw new ImageNotFoundException($"{where} has no image '{name}'; it has {(known.Length == 0 ? "no names" : known)}");
    }

    /// <summary>The digests of the unpacked layers that a configuration gives; empty when it cannot be read, which the inspection then says.</summary>
    public static IReadOnlyList<Digest?> DiffIds(ReadOnlyMemory<byte> config) =>
        Configuration.ConfigurationReader.Read(config, 0, _ => { })?.DiffIds ?? [];

    private static IReadOnlyList<string> Strings(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(item => item.GetString()).OfType<string>()] : [];
}
