using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Plimsoll.Cli.Inspect;
using Plimsoll.Trust;
using Plimsoll.Trust.Images;

namespace Plimsoll.Cli.Trust;

/// <summary>What a verification of an image prints.</summary>
internal static class VerificationOutput
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The exit code of an answer.</summary>
    public static int Code(Verdict verdict) => verdict switch { Verdict.Verified => ExitCode.Ok, Verdict.Refused => ExitCode.VerificationFailed, _ => ExitCode.NotReady };

    /// <summary>The document that scripts read.</summary>
    public static string Json(ImageReport report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            json.WriteString("verdict", report.Verdict.Word);
            json.WriteString("image", report.Image.Digest.Value);
            if (report.Verdict.WhyNot is { } reason) json.WriteString("reason", reason);
            json.WriteStartArray("signatures");
            foreach (var signature in report.Signatures) Write(json, signature);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>The answer first, then each signature.</summary>
    public static string Table(ImageReport report, string reference)
    {
        var text = new StringBuilder(TextTable.Printable(report.Verdict switch
        {
            Verdict.Verified verified => $"Verified: {report.Image.Digest} is signed by {verified.Signer}",
            var other => $"{(other is Verdict.Refused ? "Refused" : "Unknown")}: {other.WhyNot}",
        })).Append('\n');
        if (report.Signatures.Count > 0)
            TextTable.Append(text.Append('\n'), ["FAMILY", "VERDICT", "SIGNED AT", "BY, OR WHY NOT"], report.Signatures.Select(signature => (string[])[signature.Family, signature.Verdict.Word, Time(signature.Verdict) ?? "-", signature.Verdict.WhyNot ?? ((Verdict.Verified)signature.Verdict).Signer.ToString()]));
        return text.Append("\nNext: plimsoll verify ").Append(TextTable.Printable(reference)).Append(" --format json\n").ToString();
    }

    private static void Write(Utf8JsonWriter json, SignatureReport signature)
    {
        json.WriteStartObject();
        json.WriteString("family", signature.Family);
        json.WriteString("verdict", signature.Verdict.Word);
        json.WriteString("identity", (signature.Verdict as Verdict.Verified)?.Signer.Identity);
        json.WriteString("issuer", (signature.Verdict as Verdict.Verified)?.Signer.Issuer);
        json.WriteString("reason", signature.Verdict.WhyNot);
        json.WriteString("cause", signature.Verdict.CauseWord);
        json.WriteString("signedAt", Time(signature.Verdict));
        json.WriteString("subject", signature.Subject.Value);
        json.WriteString("artifact", signature.Artifact.Value);
        json.WriteString("predicateType", (signature.Verdict as Verdict.Verified)?.PredicateType);
        json.WriteStartArray("remarks");
        foreach (var remark in (signature.Verdict as Verdict.Verified)?.Remarks ?? []) json.WriteStringValue(remark);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string? Time(Verdict verdict) => (verdict as Verdict.Verified)?.SignedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
