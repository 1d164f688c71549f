using System.Text.Json;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Pages.Trust;

/// <summary>Who is meant by an identity, in the words of people.</summary>
/// <param name="Kind">How they sign.</param>
/// <param name="Who">The name in their certificate, or the key.</param>
/// <param name="By">Who says that it is them; null for a key.</param>
public sealed record MeantBy(string Kind, string Who, string? By)
{
    /// <summary>Reads the document of an identity that is in force.</summary>
    public static MeantBy Of(ReadOnlyMemory<byte> document)
    {
        using var json = JsonDocument.Parse(document);
        var root = json.RootElement;
        string? Text(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (Text("key") is { } pem) return new MeantBy("key", PublicKey.ReadPem(pem).ToString(), null);
        if (!root.TryGetProperty("certificates", out var certificates)) return new MeantBy("certificate of minutes", Text("subject") ?? $"all that match {Text("subjectPattern")}", Text("issuer") ?? $"all that match {Text("issuerPattern")}");
        var names = certificates.EnumerateArray().SelectMany(certificate => Names(certificate.GetString()!)).ToList();
        return new MeantBy("certificate of the Notary Project", Text("x509Subject") ?? "whoever they certified", string.Join("; ", names));
    }

    private static IReadOnlyList<string> Names(string certificates)
    {
        try
        {
            return SigningCertificate.SubjectsOf(certificates);
        }
        catch (RefusedException)
        {
            return ["a certificate that cannot be read"];
        }
    }
}
