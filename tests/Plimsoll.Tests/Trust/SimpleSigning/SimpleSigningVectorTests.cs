using System.Text;
using Plimsoll.Core;
using Plimsoll.Trust;
using Plimsoll.Trust.OpenPgp;
using Plimsoll.Trust.SimpleSigning;

namespace Plimsoll.Tests.Trust.SimpleSigning;

/// <summary>What skopeo signed with GnuPG.</summary>
public sealed class SimpleSigningVectorTests
{
    private static readonly byte[] Message = TrustVectors.Bytes("made-here/simple-signing/simple-signing-gpg.sig");
    private static readonly (string Reference, Digest Digest) Signed = Claim();

    [Fact]
    public void Verifies_the_signature()
    {
        var verified = Verify(Message, Signed.Digest, Signed.Reference).ShouldBeOfType<Verdict.Verified>();

        verified.Signer.Identity.ShouldBe("openpgp:67370c81b60510c5c73fb49a66fa78638ff021c6");
        verified.SignedAt!.Value.ToUnixTimeSeconds().ShouldBe(1795228118);
    }

    [Fact]
    public void Refuses_another_image() => Verify(Message, Digest.Of("x"u8), null).ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("the signature is of sha256:");

    [Fact]
    public void Refuses_another_name() => Verify(Message, Signed.Digest, "registry.example/other:1").ShouldBeOfType<Verdict.Refused>().Reason.ShouldContain("the signature is for");

    [Fact]
    public void Refuses_a_signature_from_the_future() =>
        new SimpleSigningVerifier(Keys(), TrustClock.At(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))).Verify(Message, Signed.Digest, null).ShouldBeOfType<Verdict.Refused>();

    [Fact]
    public void Never_verifies_a_message_with_a_flipped_bit_as_another_claim()
    {
        for (var bit = 0; bit < Message.Length * 8; bit += 7)
        {
            var changed = (byte[])Message.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            // Names and dates around the message, and hints at the key, are not signed: what verifies must be the same claim by the same key.
            if (Verify(changed, Signed.Digest, Signed.Reference) is Verdict.Verified verified) verified.Signer.Identity.ShouldBe("openpgp:67370c81b60510c5c73fb49a66fa78638ff021c6");
            Verify(changed, Digest.Of("x"u8), null).ShouldBeOfType<Verdict.Refused>();
        }
    }

    private static KeyRing Keys() => KeyRing.Read(TrustVectors.Bytes("made-here/simple-signing/gpg.pub"));

    private static Verdict Verify(byte[] message, Digest image, string? reference) => new SimpleSigningVerifier(Keys(), TrustClock.At(TrustClock.Then)).Verify(message, image, reference);

    /// <summary>What is signed, found in the message without the code under test: it is deflated after the first two bytes.</summary>
    private static (string, Digest) Claim()
    {
        using var deflate = new System.IO.Compression.DeflateStream(new MemoryStream(Message[2..]), System.IO.Compression.CompressionMode.Decompress);
        using var plain = new MemoryStream();
        deflate.CopyTo(plain);
        var text = Encoding.Latin1.GetString(plain.ToArray());
        var json = text[text.IndexOf('{')..(text.LastIndexOf("}}", StringComparison.Ordinal) + 2)];
        using var document = System.Text.Json.JsonDocument.Parse(json);
        var critical = document.RootElement.GetProperty("critical");
        return (critical.GetProperty("identity").GetProperty("docker-reference").GetString()!, Digest.Parse(critical.GetProperty("image").GetProperty("docker-manifest-digest").GetString()!));
    }
}
