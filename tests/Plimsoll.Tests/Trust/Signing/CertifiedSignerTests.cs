using System.Text;
using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Tests.Storage;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Tests.Trust.Signing;

/// <summary>How long a certified key signs. That what it signed is verified, by others too, is a matter of the server's tests.</summary>
public sealed class CertifiedSignerTests
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    private readonly ManualClock _clock = new();
    private readonly Services _services = new();

    [Fact]
    public async Task Makes_a_key_for_every_signature_unless_told_otherwise()
    {
        var signer = new CertifiedSigner(_services);
        (await CertificateAsync(signer)).ShouldNotBe(await CertificateAsync(signer));
        _services.Certified.ShouldBe(2);
    }

    [Fact]
    public async Task Keeps_a_key_for_its_life_and_stamps_and_logs_every_signature()
    {
        var signer = new CertifiedSigner(_services, Life, _clock);
        var first = await CertificateAsync(signer);
        _clock.Advance(Life - TimeSpan.FromSeconds(1));
        (await CertificateAsync(signer)).ShouldBe(first);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await CertificateAsync(signer)).ShouldNotBe(first);
        (_services.Certified, _services.Stamped, _services.Logged).ShouldBe((2, 3, 3));
    }

    [Fact]
    public async Task Makes_another_key_when_the_clock_was_put_back_before_the_certificate()
    {
        var signer = new CertifiedSigner(_services, Life, _clock);
        var first = await CertificateAsync(signer);
        _clock.Advance(TimeSpan.FromHours(-1));
        (await CertificateAsync(signer)).ShouldNotBe(first);
    }

    [Fact]
    public async Task Tries_again_when_nobody_certified_the_key()
    {
        var signer = new CertifiedSigner(_services, Life, _clock);
        _services.Refuses = true;
        await Should.ThrowAsync<IOException>(() => CertificateAsync(signer));
        _services.Refuses = false;
        (await CertificateAsync(signer)).ShouldNotBeEmpty();
    }

    private static async Task<string> CertificateAsync(CertifiedSigner signer)
    {
        var bundle = await signer.SignStatementAsync(StatementWriter.OfSignature(Digest.Of("image"u8)), TestContext.Current.CancellationToken);
        return JsonDocument.Parse(bundle).RootElement.GetProperty("verificationMaterial").GetProperty("certificate").GetProperty("rawBytes").GetString()!;
    }

    /// <summary>What it hands out is nothing but the key, so that keys can be told apart.</summary>
    private sealed class Services : ISigningServices
    {
        public bool Refuses { get; set; }

        public int Certified { get; private set; }

        public int Stamped { get; private set; }

        public int Logged { get; private set; }

        public async Task<IReadOnlyList<byte[]>> CertifyAsync(PrivateKey key, CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (Refuses) throw new IOException("nobody is there");
            Certified++;
            return [key.PublicKey.Spki.ToArray()];
        }

        public Task<byte[]> StampAsync(ReadOnlyMemory<byte> signature, CancellationToken cancellationToken)
        {
            Stamped++;
            return Task.FromResult(signature.ToArray());
        }

        public Task<byte[]> LogAsync(LogProposal proposal, CancellationToken cancellationToken)
        {
            Logged++;
            return Task.FromResult(Encoding.UTF8.GetBytes("{}"));
        }
    }
}
