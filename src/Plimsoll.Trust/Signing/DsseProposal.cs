using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.InToto;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Signing;

/// <summary>The request of clients that send a whole envelope (Rekor 2's dsseRequestV002): sigstore-js finds such an entry again only if it is one of the kind <c>dsse</c>.</summary>
internal static class DsseProposal
{
    public static LogProposal Read(JsonObject request)
    {
        request.Only("envelope", "verifiers");
        var envelope = Envelope.Read(request.Object("envelope"));
        if (envelope.Signatures is not [var signature] || request.Objects("verifiers", 1) is not [var named]) throw new RefusedException("an envelope with one signature and its verifier was expected");
        var (verifier, isCertificate) = LogProposal.ReadVerifier(named);
        var hash = new Sigstore.SignedEnvelope(envelope).Verify(LogProposal.KeyOf(verifier, isCertificate));
        return new LogProposal(hash, hash.Hash(envelope.Signed), signature.Bytes, verifier, isCertificate) { PayloadDigest = hash.Hash(envelope.Payload) };
    }
}
