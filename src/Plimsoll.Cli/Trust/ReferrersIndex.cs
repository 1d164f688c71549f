using System.Text.Encodings.Web;
using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Cli.Trust;

/// <summary>The list of referrers as a manifest under a tag (OCI distribution-spec, "Referrers Tag Schema").</summary>
internal static class ReferrersIndex
{
    public static byte[] Write(IReadOnlyList<Descriptor> referrers)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", MediaTypes.OciIndex);
            json.WriteStartArray("manifests");
            foreach (var referrer in referrers)
            {
                json.WriteStartObject();
                json.WriteString("mediaType", referrer.MediaType);
                json.WriteNumber("size", referrer.Size);
                json.WriteString("digest", referrer.Digest.Value);
                if (referrer.ArtifactType is { } type) json.WriteString("artifactType", type);
                if (referrer.Annotations is { Count: > 0 } annotations)
                {
                    json.WriteStartObject("annotations");
                    foreach (var (key, value) in annotations) json.WriteString(key, value);
                    json.WriteEndObject();
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }
}
