using System.Text.Json;
using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Feeds;
using Plimsoll.Vulnerabilities.Feeds.Vex;

namespace Plimsoll.Vulnerabilities.Vex;

/// <summary>
/// Opens documents as they are handed around: OpenVEX, CSAF and CycloneDX as they are, or as the predicate of an in-toto statement, in a DSSE envelope or a Sigstore bundle around that. Signatures are not
/// checked here: what is signed is not more than claimed until somebody does.
/// </summary>
public static class VexOpener
{
    private const int MaxWrappings = 3;

    /// <summary>Opens a document.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="place">Where it was found, for people.</param>
    /// <param name="subjects">Digests that an in-toto statement may be about; null takes all.</param>
    /// <returns>The document; null for something else.</returns>
    /// <exception cref="FormatException">It is a document, and cannot be used.</exception>
    public static VexDocument? Open(ReadOnlyMemory<byte> bytes, string place, IReadOnlyCollection<string>? subjects = null)
    {
        try
        {
            for (var wrapping = 0; wrapping <= MaxWrappings; wrapping++)
            {
                using var json = JsonText.Parse(bytes);
                var root = json.RootElement;
                var envelope = root.Get("dsseEnvelope") is { ValueKind: JsonValueKind.Object } inner ? inner : root;
                if (envelope.Text("payload") is { } payload && envelope.Text("payloadType") is not null)
                {
                    bytes = Convert.FromBase64String(payload);
                    continue;
                }
                if (root.Get("predicate") is { ValueKind: JsonValueKind.Object } predicate && root.Text("predicateType") is not null)
                {
                    if (subjects is not null && !root.Items("subject").Any(subject => subject.Get("digest").Members().Any(digest => subjects.Contains($"{digest.Name}:{digest.Value.AsText()}"))))
                        throw new FormatException("The statement is about something else than the image.");
                    bytes = System.Text.Encoding.UTF8.GetBytes(predicate.GetRawText());
                    continue;
                }
                return Document(root, bytes, place);
            }
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static VexDocument? Document(JsonElement root, ReadOnlyMemory<byte> bytes, string place)
    {
        if (root.Text("bomFormat") is not null && root.Items("vulnerabilities").Any())
        {
            var metadata = root.Get("metadata");
            var author = metadata.Get("supplier").Text("name") ?? metadata.Items("authors").FirstOrDefault().Text("name");
            return VexDocuments.Keep("cyclonedx", root.Text("serialNumber"), author, root.Text("version"), metadata.Time("timestamp"), root.Items("vulnerabilities").Count(), bytes, place);
        }
        var (document, tracking) = (root.Get("document"), root.Get("document").Get("tracking"));
        if (document.Text("csaf_version") is not null)
            return VexDocuments.Keep("csaf", tracking.Text("id"), document.Get("publisher").Text("name"), tracking.Text("version"), tracking.Time("current_release_date"), root.Items("vulnerabilities").Count(), bytes, place);
        if (root.Get("@context").ValueKind == JsonValueKind.Undefined || root.Get("statements").ValueKind != JsonValueKind.Array) return null;
        return VexDocuments.Keep("openvex", root.Text("@id"), root.Text("author"), root.Text("version"), root.Time("last_updated") ?? root.Time("timestamp"), root.Items("statements").Count(), bytes, place);
    }
}
