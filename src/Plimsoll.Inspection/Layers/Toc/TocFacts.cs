using System.Text.Json;
using System.Text.Json.Serialization;
using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Layers.Toc;

/// <summary>One entry of a table of contents, in the words that eStargz and zstd:chunked share.</summary>
internal sealed record TocEntry
{
    public string Name { get; init; } = "";

    public string Type { get; init; } = "";

    public long Size { get; init; }

    public long Mode { get; init; }

    public int Uid { get; init; }

    public int Gid { get; init; }

    public string? LinkName { get; init; }

    public int DevMajor { get; init; }

    public int DevMinor { get; init; }

    public string? Digest { get; init; }
}

/// <summary>A table of contents.</summary>
internal sealed record TocDocument
{
    public IReadOnlyList<TocEntry>? Entries { get; init; }
}

/// <summary>Makes the facts of a layer out of its table of contents: its files with their digests, and nothing of what is in them.</summary>
internal static class TocFacts
{
    /// <summary>The facts. They are never complete.</summary>
    /// <exception cref="InvalidDataException">The table is none.</exception>
    public static LayerFacts Of(byte[] table, LayerLimits limits)
    {
        var files = new FileIndex();
        foreach (var entry in Read(table).Entries ?? [])
        {
            // Whatever the types say, JSON may have null in place of anything.
            if (entry is not { Name: not null, Type: not null }) continue;
            if (TypeOf(entry.Type) is not { } type || entry.Name.Length > limits.MaxNameLength || LayerPath.Normalize(entry.Name) is not { } path || LayerPath.IsOfStargz(path)) continue;
            if (files.Count >= limits.MaxEntries) throw new InvalidDataException($"the table of contents has more than {limits.MaxEntries} entries");
            Add(files, entry, path, type);
        }
        files.Paths.Trim();
        return new LayerFacts { Files = files, IsComplete = false };
    }

    private static void Add(FileIndex files, TocEntry entry, string path, FileType type)
    {
        try
        {
            if (LayerPath.Interpret(path, type) is not { } meaning) return;
            var link = meaning.Type is FileType.Symlink or FileType.HardLink ? entry.LinkName ?? "" : null;
            var size = meaning.Type == FileType.File ? Math.Max(0, entry.Size) : 0;
            var file = files.Add(new FileHeader(meaning.Path, meaning.Type, (int)(entry.Mode & 0xfff), size, link) { UserId = entry.Uid, GroupId = entry.Gid, Major = entry.DevMajor, Minor = entry.DevMinor });
            if (size > 0 && Core.Digest.TryParse(entry.Digest, out var digest) && digest.Algorithm == DigestAlgorithm.Sha256) files.SetDigest(file, FileDigestKind.Sha256, Convert.FromHexString(digest.Hex));
        }
        catch (FormatException)
        {
            // A name that is reserved: no runtime makes anything of it.
        }
    }

    private static TocDocument Read(byte[] table)
    {
        try
        {
            return JsonSerializer.Deserialize(table, TocJson.Default.TocDocument) ?? throw new InvalidDataException("the table of contents is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("the table of contents is not what it says: " + e.Message, e);
        }
    }

    /// <summary>Further chunks of a file are no entries of their own.</summary>
    private static FileType? TypeOf(string type) => type switch
    {
        "reg" => FileType.File,
        "dir" => FileType.Directory,
        "symlink" => FileType.Symlink,
        "hardlink" => FileType.HardLink,
        "char" => FileType.CharacterDevice,
        "block" => FileType.BlockDevice,
        "fifo" => FileType.Fifo,
        _ => null,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TocDocument))]
internal sealed partial class TocJson : JsonSerializerContext;
