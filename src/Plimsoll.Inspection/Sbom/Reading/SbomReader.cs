using System.Xml;

namespace Plimsoll.Inspection.Sbom.Reading;

/// <summary>
/// Reads bills of materials: SPDX 2 as JSON and tag-value, SPDX 3 as JSON-LD, CycloneDX as JSON and XML, bare or in an in-toto statement, a DSSE envelope or a
/// Sigstore bundle. What it is is told by the bytes, because names and media types are claims.
/// </summary>
public static class SbomReader
{
    private const int Peek = 4096;

    /// <summary>Reads a document. Whatever the bytes are, this returns; what could not be read is among the problems.</summary>
    /// <param name="content">The bytes, from their start; it need not seek, and is not closed.</param>
    /// <param name="limits">What it may cost.</param>
    /// <returns>The document; null when the bytes are none of these.</returns>
    public static SbomDocument? Read(Stream content, SbomLimits limits)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(limits);
        var draft = new SbomDraft(limits);
        var capped = new CappedStream(content, limits.MaxBytes);
        var source = new PeekedStream(capped, Peek);
        try
        {
            switch (Start(source.Start))
            {
                case (byte)'{':
                    using (var tokens = new JsonTokens(source)) new JsonSbomReader(tokens, draft).Read();
                    break;
                case (byte)'<':
                    new CycloneDxXmlReader(draft).Read(source);
                    break;
                default:
                    if (!SpdxTagReader.IsOne(source.Start)) return null;
                    new SpdxTagReader(draft).Read(source);
                    break;
            }
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or XmlException or InvalidDataException)
        {
            // Messages of the parsers repeat what stands there, which may be anything.
            draft.Problem(capped.IsCut ? $"it has more than {limits.MaxBytes} bytes; the rest was not read" : "it breaks off, or is damaged: the rest was not read");
        }
        return draft.ToDocument();
    }

    private static byte Start(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) bytes = bytes[3..];
        bytes = bytes.TrimStart(" \t\r\n"u8);
        return bytes.IsEmpty ? (byte)0 : bytes[0];
    }
}
