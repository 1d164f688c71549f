using Plimsoll.Trust;
using Plimsoll.Trust.OpenPgp;
using Plimsoll.Trust.Rpm;

namespace Plimsoll.Tests.Trust.Rpm;

/// <summary>The header of a package that rpm 4.18 installed, out of its database.</summary>
public sealed class RpmHeaderVectorTests
{
    private static readonly byte[] Region = TrustVectors.Bytes("made-here/rpmdb/header-region.bin");
    private static readonly byte[] Blob = TrustVectors.Bytes("made-here/rpmdb/package.blob");

    [Fact]
    public void Rebuilds_the_region_that_the_vendor_signed() => RpmHeaderVerifier.Split(Blob).Region.ShouldBe(Region);

    [Fact]
    public void Finds_the_signature_of_the_vendor() => RpmHeaderVerifier.Split(Blob).Signature.ShouldBe(TrustVectors.Bytes("made-here/rpmdb/rsaheader.sig"));

    [Fact]
    public void Verifies_the_header_with_the_key_of_the_vendor() =>
        Verify(Blob).ShouldBeOfType<Verdict.Verified>().Signer.Identity.ShouldBe("openpgp:67370c81b60510c5c73fb49a66fa78638ff021c6");

    [Fact]
    public void Refuses_a_header_in_whose_region_a_bit_is_another_one()
    {
        var (signature, region) = RpmHeaderVerifier.Split(Blob);
        for (var bit = 0; bit < Blob.Length * 8; bit += 29)
        {
            var changed = (byte[])Blob.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            if (Verify(changed) is not Verdict.Verified) continue;
            // What was added when it was installed is not signed; what is must be the same.
            RpmHeaderVerifier.Split(changed).Region.ShouldBe(region);
        }
        signature.ShouldNotBeEmpty();
    }

    private static Verdict Verify(byte[] blob) => new RpmHeaderVerifier(KeyRing.Read(TrustVectors.Bytes("made-here/rpmdb/gpg.pub")), TrustClock.At(TrustClock.Then)).Verify(blob);
}
