using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Tests.Trust.Authority;

/// <summary>Who showed a token a moment ago has a certificate that still holds; who once did has one that does not.</summary>
public sealed class CertifiedByTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, true)]
    [InlineData(9, true)]
    [InlineData(11, false)]
    [InlineData(60 * 24 * 365, false)]
    public void A_certificate_counts_until_it_ends(int minutes, bool counts)
    {
        using var key = PrivateKey.Generate();
        using var log = PrivateKey.Generate();
        using var holder = PrivateKey.Generate();
        var authority = AuthorityCertificate.SelfSigned(key, "registry.example.org", "plimsoll", Start);
        var issued = new CertificateIssuer(authority, key, log).Issue(holder.PublicKey, new CertifiedName("https://registry.example.org/id/user/jane", "https://registry.example.org"), new Dictionary<int, string>(), Start)[0];

        CertifiedBy.Issued(authority, issued, Start.AddMinutes(minutes)).ShouldBe(counts);
        CertifiedBy.Issued(AuthorityCertificate.SelfSigned(holder, "registry.example.org", "plimsoll", Start), issued, Start).ShouldBeFalse();
    }
}
