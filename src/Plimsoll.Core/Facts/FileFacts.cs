using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plimsoll.Core.Facts;

/// <summary>What a tar entry makes.</summary>
public enum FileType
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Symlink,

    /// <summary>Another name of a file of this layer or a lower one.</summary>
    HardLink,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A named pipe.</summary>
    Fifo,

    /// <summary>A socket: found in unpacked root file systems only.</summary>
    Socket,

    /// <summary><c>.wh.NAME</c>: hides what lower layers have at <see cref="FileFacts.Path"/> (OCI image-spec, layer.md, "Whiteouts").</summary>
    Whiteout,

    /// <summary><c>.wh..wh..opq</c>: hides what lower layers have below <see cref="FileFacts.Path"/> (OCI image-spec, layer.md, "Opaque Whiteout").</summary>
    Opaque,
}

/// <summary>One entry of a layer.</summary>
/// <param name="Path">Path without leading slash, <c>.</c> and empty parts; bytes that are not UTF-8 are written <c>\xNN</c>. The root is empty.</param>
/// <param name="Type">What the entry makes.</param>
/// <param name="Mode">Permission bits with set-uid, set-gid and sticky.</param>
/// <param name="Size">Bytes of the file; of a sparse file, its apparent size.</param>
/// <param name="Link">Target of a link.</param>
[JsonConverter(typeof(FileFactsJsonConverter))]
public sealed record FileFacts(string Path, FileType Type, int Mode, long Size, string? Link = null);

/// <summary>Writes an entry as a list, because layers have tens of thousands of them and the names of the fields would be most of the text.</summary>
internal sealed class FileFactsJsonConverter : JsonConverter<FileFacts>
{
    public override FileFacts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("expected a list");
        reader.Read();
        var path = reader.GetString() ?? throw new JsonException("expected a path");
        reader.Read();
        var type = (FileType)reader.GetInt32();
        reader.Read();
        var mode = reader.GetInt32();
        reader.Read();
        var size = reader.GetInt64();
        reader.Read();
        string? link = null;
        if (reader.TokenType == JsonTokenType.String)
        {
            link = reader.GetString();
            reader.Read();
        }
        return reader.TokenType == JsonTokenType.EndArray ? new FileFacts(path, type, mode, size, link) : throw new JsonException("expected the end of a list");
    }

    public override void Write(Utf8JsonWriter writer, FileFacts value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Path);
        writer.WriteNumberValue((int)value.Type);
        writer.WriteNumberValue(value.Mode);
        writer.WriteNumberValue(value.Size);
        if (value.Link is not null) writer.WriteStringValue(value.Link);
        writer.WriteEndArray();
    }
}
