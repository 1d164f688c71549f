using System.Globalization;
using System.Text;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;

namespace Plimsoll.Inspection.Sbom;

/// <summary>
/// Statements about vulnerabilities (VEX) that the builder of an image put into it: files <c>*.vex.json</c>, wherever they lie, by the convention of Docker Scout
/// (docs.docker.com/scout/how-tos/create-exceptions-vex, "Image filesystem"), and <c>*.openvex.json</c>. The documents are kept as they are; what they say is for who reads them.
/// </summary>
internal sealed class StatementFileCataloguer : ICataloguer
{
    public const string CataloguerName = "vex";

    /// <summary>Under which name the document is kept.</summary>
    public const string Document = "document";

    /// <summary>Under which name it is kept why there is no document.</summary>
    public const string Refusal = "refusal";

    private const int MaxDocument = 256 << 10;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Name => CataloguerName;

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Ending(".vex.json"), FileMatch.Ending(".openvex.json")];

    public void Read(FileContent file, FileReport report)
    {
        if (file.Length > MaxDocument || file.ReadAll(MaxDocument) is not { } bytes)
        {
            report.Keep(Refusal, string.Create(CultureInfo.InvariantCulture, $"it has {file.Length} bytes; at most {MaxDocument} are kept"));
            return;
        }
        try
        {
            report.Keep(Document, Strict.GetString(bytes.Span));
        }
        catch (DecoderFallbackException)
        {
            report.Keep(Refusal, "it is no UTF-8");
        }
    }
}
