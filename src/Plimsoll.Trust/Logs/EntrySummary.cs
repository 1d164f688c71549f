using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Logs;

/// <summary>What an entry of a log says in short.</summary>
/// <param name="Kind">Kind and version, such as <c>hashedrekord 0.0.2</c>.</param>
/// <param name="Signer">Who signed: the name in the certificate, or the key.</param>
/// <param name="Digest">Digest of what was signed: <c>sha256:…</c>.</param>
public sealed record EntrySummary(string Kind, Signer Signer, string Digest)
{
    /// <summary>Reads the body of an entry; null for what is not understood.</summary>
    public static EntrySummary? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var kind = Json.StrictJson.Read(body, "the log entry", root => $"{root.Text("kind")} {root.Text("apiVersion")}");
            var content = LogBodyReader.Read(new LogEntry { Index = 0, LogId = default, Body = body });
            var verifier = content.Verifiers[0];
            var signer = CertifiedBy.NameIn(verifier) ?? new Signer(PublicKey.Read(verifier).ToString());
            return new EntrySummary(kind, signer, $"{content.Hash.ToString().ToLowerInvariant()}:{Convert.ToHexStringLower(content.Digest)}");
        }
        catch (Exception e) when (e is RefusedException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
