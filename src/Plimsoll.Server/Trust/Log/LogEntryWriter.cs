using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Plimsoll.Server.Trust.Log;

/// <summary>Writes entries as clients of Rekor 2 expect them (TransparencyLogEntry as proto3 JSON: 64-bit numbers are texts).</summary>
internal static class LogEntryWriter
{
    public static byte[] Write(SequencedEntry entry, string kind)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("logIndex", entry.Index.ToString());
            json.WriteStartObject("logId");
            json.WriteBase64String("keyId", entry.Key.Public.Fingerprint.Span);
            json.WriteEndObject();
            json.WriteStartObject("kindVersion");
            json.WriteString("kind", kind);
            json.WriteString("version", "0.0.2");
            json.WriteEndObject();
            json.WriteStartObject("inclusionProof");
            json.WriteString("logIndex", entry.Index.ToString());
            json.WriteBase64String("rootHash", entry.State.Root);
            json.WriteString("treeSize", entry.State.Size.ToString());
            json.WriteStartArray("hashes");
            foreach (var hash in entry.Path) json.WriteBase64StringValue(hash);
            json.WriteEndArray();
            json.WriteStartObject("checkpoint");
            json.WriteString("envelope", entry.State.Note);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteBase64String("canonicalizedBody", entry.Body);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
