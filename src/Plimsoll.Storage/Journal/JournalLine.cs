using System.Buffers;
using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Journal;

/// <summary>An entry of the journal as a line of JSON. The first member says what the line is about.</summary>
internal static class JournalLine
{
    public static void Write(IBufferWriter<byte> output, JournalEntry entry)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            Write(json, entry);
            json.WriteEndObject();
        }
        output.Write("\n"u8);
    }

    /// <exception cref="InvalidDataException">The line is no entry.</exception>
    public static JournalEntry Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException("a line of the journal cannot be read: " + e.Message, e);
        }
    }

    private static void Write(Utf8JsonWriter json, JournalEntry entry)
    {
        switch (entry)
        {
            case JournalEntry.Blob(var digest, var size, var location):
                json.WriteString("blob", digest.Value);
                json.WriteNumber("size", size);
                if (location is BlobLocation.Stored(var key)) json.WriteString("key", key.Value);
                if (location is BlobLocation.Inline(var content)) json.WriteBase64String("content", content.Span);
                break;
            case JournalEntry.BlobGone(var digest):
                json.WriteString("blobGone", digest.Value);
                break;
            case JournalEntry.Manifest manifest:
                json.WriteString("manifest", manifest.Digest.Value);
                json.WriteString("repository", manifest.Repository.Value);
                json.WriteString("mediaType", manifest.MediaType);
                json.WriteNumber("pushedAt", manifest.PushedAt.ToUnixTimeMilliseconds());
                json.WriteBase64String("content", manifest.Content.Span);
                break;
            case JournalEntry.ManifestGone(var repository, var digest):
                json.WriteString("manifestGone", digest.Value);
                json.WriteString("repository", repository.Value);
                break;
            case JournalEntry.Move(var record):
                json.WriteNumber("move", record.Id);
                json.WriteString("repository", record.Repository.Value);
                json.WriteString("tag", record.Move.Tag.Value);
                if (record.Move.Digest is { } to) json.WriteString("digest", to.Value);
                if (record.Move.Previous is { } from) json.WriteString("previous", from.Value);
                json.WriteNumber("at", record.Move.At.ToUnixTimeMilliseconds());
                json.WriteString("actor", record.Move.Actor);
                break;
        }
    }

    private static JournalEntry Read(JsonElement line)
    {
        if (line.TryGetProperty("blob", out var blob)) return new JournalEntry.Blob(DigestOf(blob), line.GetProperty("size").GetInt64(), LocationOf(line));
        if (line.TryGetProperty("blobGone", out var blobGone)) return new JournalEntry.BlobGone(DigestOf(blobGone));
        var repository = RepositoryName.Parse(line.GetProperty("repository").GetString()!);
        if (line.TryGetProperty("manifest", out var manifest))
            return new JournalEntry.Manifest(repository, DigestOf(manifest), line.GetProperty("mediaType").GetString()!, TimeOf(line.GetProperty("pushedAt")), line.GetProperty("content").GetBytesFromBase64());
        if (line.TryGetProperty("manifestGone", out var manifestGone)) return new JournalEntry.ManifestGone(repository, DigestOf(manifestGone));
        var move = new TagMove(Tag.Parse(line.GetProperty("tag").GetString()!), DigestIn(line, "digest"), DigestIn(line, "previous"), TimeOf(line.GetProperty("at")), line.GetProperty("actor").GetString()!);
        return new JournalEntry.Move(new TagMoveRecord(line.GetProperty("move").GetInt64(), repository, move));
    }

    private static BlobLocation LocationOf(JsonElement line) =>
        line.TryGetProperty("key", out var key) ? new BlobLocation.Stored(StorageKey.Parse(key.GetString()!)) : new BlobLocation.Inline(line.GetProperty("content").GetBytesFromBase64());

    private static Digest DigestOf(JsonElement value) => Digest.Parse(value.GetString()!);

    private static Digest? DigestIn(JsonElement line, string member) => line.TryGetProperty(member, out var value) ? DigestOf(value) : null;

    private static DateTimeOffset TimeOf(JsonElement value) => DateTimeOffset.FromUnixTimeMilliseconds(value.GetInt64());
}
