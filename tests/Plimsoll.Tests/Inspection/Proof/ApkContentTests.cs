using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Inspection.Proof;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Proof;

/// <summary>Packages in the form of apk-tools 2: members of gzip, the first with a signature over the second.</summary>
public sealed class ApkContentTests : IDisposable
{
    private const string KeyName = "test-1.rsa.pub";

    private readonly TemporaryDirectory _directory = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly byte[] _layer = new ApkSystem().Package("greet", "1.0-r0", "MIT").File("usr/bin/greet", "#!/bin/sh\necho hello\n"u8.ToArray(), 0x1ed).File("etc/greet.conf", "a=1\n"u8.ToArray()).ToTar().End();

    public void Dispose()
    {
        _directory.Dispose();
        _key.Dispose();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Goes_from_the_signature_of_package_or_index_to_the_files(bool signsPackage, bool isSha256)
    {
        Write(signsPackage, isSha256);

        var whole = await ProveAsync(_layer);
        var altered = await ProveAsync(_layer, new TarBytes().File("usr/bin/greet", "altered\n", 0x1ed).End());

        whole.Verdict.ShouldBe("verified", string.Join('\n', whole.Remarks.Concat(whole.Packages.Select(package => package.Reason ?? "signed"))));
        whole.Share.ShouldBe(100);
        whole.Packages.Single().Signer.ShouldBe("apk:" + KeyName);
        altered.Listed.Where(file => file.Verdict == FileVerdicts.Modified).Select(file => (file.Package, file.Path)).ShouldBe([("greet", "/usr/bin/greet")]);
    }

    [Fact]
    public async Task A_package_with_other_files_than_the_signed_ones_proves_nothing()
    {
        Write(true, true, tampers: true);

        var report = await ProveAsync(_layer);

        report.Verdict.ShouldBe("unknown");
        report.Packages.Single().Reason!.ShouldContain("not those that are signed");
    }

    [Fact]
    public async Task A_key_of_another_name_is_not_trusted()
    {
        Write(true, true);

        var report = await ProofOf.LayersAsync([("other.rsa.pub", Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem()))], _directory.Path, _layer);

        report.Verdict.ShouldBe("unknown");
        report.Packages.Single().Reason!.ShouldContain(KeyName);
    }

    private Task<ContentReport> ProveAsync(params byte[][] layers) => ProofOf.LayersAsync([(KeyName, Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem()))], _directory.Path, layers);

    private void Write(bool signsPackage, bool isSha256, bool tampers = false)
    {
        var data = Pack(new TarBytes().Entry("usr/bin/greet", '0', "#!/bin/sh\necho hello\n"u8.ToArray(), mode: 0x1ed).File("etc/greet.conf", "a=1\n").End());
        var control = Pack(Unended(new TarBytes().File(".PKGINFO", $"pkgname = greet\npkgver = 1.0-r0\ndatahash = {Convert.ToHexStringLower(SHA256.HashData(tampers ? [.. data, 0] : data))}\n")));
        _directory.Write("x86_64/greet-1.0-r0.apk", signsPackage ? [.. Signature(control, isSha256), .. control, .. data] : [.. control, .. data]);
        var index = Pack(new TarBytes().File("DESCRIPTION", "test").File("APKINDEX", $"C:Q1{Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.SHA1, control))}\nP:greet\nV:1.0-r0\n\n").End());
        _directory.Write("x86_64/APKINDEX.tar.gz", [.. Signature(index, isSha256), .. index]);
    }

    private byte[] Signature(byte[] signed, bool isSha256) => Pack(Unended(new TarBytes().Entry($".SIGN.RSA{(isSha256 ? "256" : "")}.{KeyName}", '0', _key.SignData(signed, isSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1))));

    /// <summary>Tars that others follow have no end of their own.</summary>
    private static byte[] Unended(TarBytes tar) => tar.End() is var bytes && bytes.AsSpan(bytes.Length - 1024).IndexOfAnyExcept((byte)0) < 0 ? bytes[..^1024] : bytes;

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
