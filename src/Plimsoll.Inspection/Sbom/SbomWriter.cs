using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sbom.Writing;

namespace Plimsoll.Inspection.Sbom;

/// <summary>
/// Writes the software bill of materials of an image. The same image, read by the same scanner, gives the same bytes: the identity of the document is
/// worked out from the digest of the image, nothing is taken from a clock or from chance, and everything has an order.
/// </summary>
public static class SbomWriter
{
    /// <summary>Writes it.</summary>
    /// <param name="document">What was found in the image.</param>
    /// <param name="options">What to write.</param>
    /// <param name="target">Takes the bytes, UTF-8; written to synchronously and not closed.</param>
    public static void Write(InspectionDocument document, SbomOptions options, Stream target)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(options);
        var content = new SbomContent(document, options);
        switch (options.Format)
        {
            case SbomFormat.SpdxJson:
                using (var json = new JsonOutput(target)) new SpdxDocument(content, json).Write();
                break;
            case SbomFormat.Spdx3Json:
                using (var json = new JsonOutput(target)) new Spdx3Graph(content, json).Write();
                break;
            case SbomFormat.CycloneDxJson:
                using (var json = new JsonOutput(target)) new CycloneDxJson(content, json).Write();
                break;
            default:
                new CycloneDxXml(content, target).Write();
                break;
        }
    }

    /// <summary>Writes it into memory.</summary>
    public static byte[] ToBytes(InspectionDocument document, SbomOptions options)
    {
        using var bytes = new MemoryStream();
        Write(document, options, bytes);
        return bytes.ToArray();
    }
}
