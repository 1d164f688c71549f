using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Plimsoll.Trust;
using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Tests.Trust.Notation;

/// <summary>Lists of revoked certificates: those of notation-core-go's tests, and ones that the framework writes.</summary>
public sealed class RevocationTests
{
    private static readonly DateTimeOffset Now = TrustClock.Then;

    [Fact]
    public void A_list_of_changes_alone_cannot_answer() => RevocationList.Read(TrustVectors.Bytes("notation-core-go/revocation/crl/testdata/delta.crl")).IsComplete.ShouldBeFalse();

    [Fact]
    public void Reads_a_list_that_points_at_its_changes() => RevocationList.Read(TrustVectors.Bytes("notation-core-go/revocation/crl/testdata/crlWithMultipleFreshestCRLs.crl")).IsComplete.ShouldBeTrue();

    [Theory]
    [InlineData("certificateWith2DeltaCRL.cer")]
    [InlineData("certificateWithDeltaCRL.cer")]
    [InlineData("certificateWithNonURIDeltaCRL.cer")]
    [InlineData("certificateWithZeroDeltaCRLURL.cer")]
    public void Reads_certificates_that_point_at_lists(string file) => Certificate.Read(Pem.Blocks(TrustVectors.Text("notation-core-go/revocation/crl/testdata/" + file)).ShouldHaveSingleItem().Bytes).Extensions.ShouldNotBeEmpty();

    [Fact]
    public void Tells_revoked_certificates_from_others_while_the_list_holds()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ca", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(Now.AddDays(-1), Now.AddYears(1));
        byte[] bad = [0x11, 0x22], good = [0x11, 0x23];
        var (revoked, valid) = (Issue(authority, bad), Issue(authority, good));
        var builder = new CertificateRevocationListBuilder();
        builder.AddEntry(bad, Now);
        var bytes = builder.Build(authority, 1, Now.AddDays(7), HashAlgorithmName.SHA256, thisUpdate: Now);
        var (list, issuer) = (RevocationList.Read(bytes), Certificate.Read(authority.RawData));

        list.Revokes(revoked, issuer, Now).ShouldBe(true);
        list.Revokes(valid, issuer, Now).ShouldBe(false);
        list.Revokes(revoked, issuer, Now.AddDays(8)).ShouldBeNull();
        list.Revokes(revoked, valid, Now).ShouldBeNull();
        for (var bit = 0; bit < bytes.Length * 8; bit += 3)
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Answer(changed, revoked, issuer).ShouldNotBe(false, $"bit {bit}");
        }
    }

    private static bool? Answer(byte[] bytes, Certificate certificate, Certificate issuer)
    {
        try
        {
            return RevocationList.Read(bytes).Revokes(certificate, issuer, Now);
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    private static Certificate Issue(X509Certificate2 authority, byte[] serial)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256).Create(authority, Now, Now.AddDays(1), serial);
        return Certificate.Read(certificate.RawData);
    }
}
