using Plimsoll.Inspection.Proof;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Proof;

/// <summary>Packages that dpkg-deb built and dpkg installed, in a repository that dpkg-scanpackages listed and GnuPG signed.</summary>
public sealed class DebContentTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryDirectory _keys = new();

    public void Dispose()
    {
        _directory.Dispose();
        _keys.Dispose();
    }

    [Theory]
    [InlineData("xz")]
    [InlineData("zstd")]
    [InlineData("gzip")]
    public async Task Goes_from_the_signed_list_to_the_files(string compression)
    {
        var (layer, key) = Build(compression);

        var whole = await ProofOf.LayersAsync([("vendor.asc", key)], Mirror, layer);
        var altered = await ProofOf.LayersAsync([("vendor.asc", key)], Mirror, layer, new TarBytes().File("usr/bin/greet", "#!/bin/sh\necho altered\n", 0x1ed).File("etc/greet.conf", "b=2\n").End());

        whole.Verdict.ShouldBe("verified", whole.ToJson());
        whole.Share.ShouldBe(100);
        whole.Files.Verified.ShouldBe(5);
        altered.Verdict.ShouldBe("refused");
        altered.Listed.Where(file => file.Verdict == FileVerdicts.Modified).Select(file => (file.Package, file.Path, file.Explained)).ShouldBe([("greet", "/usr/bin/greet", null), ("greet", "/etc/greet.conf", "configuration")]);
    }

    [Fact]
    public async Task Without_a_mirror_the_sums_of_dpkg_prove_nothing_and_agreement_is_told()
    {
        var (layer, key) = Build("gzip");

        var report = await ProofOf.LayersAsync([("vendor.asc", key)], null, layer, new TarBytes().File("usr/bin/greet", "altered\n", 0x1ed).End());

        report.Verdict.ShouldBe("unknown");
        report.Files.Verified.ShouldBe(0);
        report.Listed.Single(file => file.Path == "/usr/bin/greet").Agrees.ShouldBe(false);
        report.Listed.Single(file => file.Path == "/usr/share/greet/text").Agrees.ShouldBe(true);
    }

    [Fact]
    public async Task A_changed_list_index_or_package_proves_nothing()
    {
        var (layer, key) = Build("gzip");
        foreach (var name in (string[])["InRelease", "Packages", "greet_1.0_all.deb"])
        {
            var path = Directory.EnumerateFiles(Mirror, name, SearchOption.AllDirectories).Single();
            var content = File.ReadAllBytes(path);
            var changed = content.ToArray();
            changed[name == "InRelease" ? Array.IndexOf(changed, (byte)':', 80) + 2 : changed.Length - 3] ^= 1;
            File.WriteAllBytes(path, changed);

            var report = await ProofOf.LayersAsync([("vendor.asc", key)], Mirror, layer);

            report.Verdict.ShouldBe("unknown", name);
            report.Files.Verified.ShouldBe(0, name);
            File.WriteAllBytes(path, content);
        }
    }

    private string Mirror => Path.Combine(_directory.Path, "mirror");

    private (byte[] Layer, byte[] Key) Build(string compression)
    {
        var (tree, root) = (Path.Combine(_directory.Path, "tree"), Path.Combine(_directory.Path, "root"));
        _directory.Write("tree/DEBIAN/control", "Package: greet\nVersion: 1.0\nArchitecture: all\nMaintainer: Test <test@example.invalid>\nDescription: d\n"u8.ToArray());
        _directory.Write("tree/DEBIAN/conffiles", "/etc/greet.conf\n"u8.ToArray());
        var bin = _directory.Write("tree/bin/greet", "#!/bin/sh\necho hello\n"u8.ToArray());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(bin, (UnixFileMode)0x1ed);
        _directory.Write("tree/etc/greet.conf", "a=1\n"u8.ToArray());
        _directory.Write("tree/usr/share/greet/text", "text\n"u8.ToArray());
        _directory.Write("tree/usr/share/greet/empty", []);
        File.CreateSymbolicLink(Path.Combine(tree, "usr/share/greet/link"), "text");
        _directory.Write("tree/DEBIAN/md5sums", Tool.Run("sh", ["-c", $"cd {tree} && md5sum bin/greet usr/share/greet/text usr/share/greet/empty"]));
        Directory.CreateDirectory(Path.Combine(Mirror, "pool"));
        Tool.Run("dpkg-deb", ["--root-owner-group", $"-Z{compression}", "-b", tree, Path.Combine(Mirror, "pool/greet_1.0_all.deb")]);
        var index = Tool.Run("sh", ["-c", $"cd {Mirror} && dpkg-scanpackages --multiversion pool 2>/dev/null"]);
        _directory.Write("mirror/dists/test/main/binary-all/Packages", index);
        var release = $"Origin: Test\nSuite: test\nSHA256:\n {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(index))} {index.Length} main/binary-all/Packages\n";
        Tool.Run("gpg", ["--homedir", _keys.Path, "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "Test <test@example.invalid>", "rsa2048", "sign", "never"]);
        _directory.Write("mirror/dists/test/InRelease", Tool.Run("gpg", ["--homedir", _keys.Path, "--batch", "--quiet", "--clearsign", "--digest-algo", "SHA256"], System.Text.Encoding.UTF8.GetBytes(release)));
        var key = Tool.Run("gpg", ["--homedir", _keys.Path, "--armor", "--export"]);
        Tool.Run("gpgconf", ["--homedir", _keys.Path, "--kill", "all"]);
        // The root has a merged /usr, which dpkg follows.
        Directory.CreateDirectory(Path.Combine(root, "usr/bin"));
        File.CreateSymbolicLink(Path.Combine(root, "bin"), "usr/bin");
        foreach (var name in (string[])["var/lib/dpkg/status", "var/lib/dpkg/available"]) _directory.Write("root/" + name, []);
        foreach (var name in (string[])["info", "updates", "triggers"]) Directory.CreateDirectory(Path.Combine(root, "var/lib/dpkg", name));
        _directory.Write("root/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=test\n"u8.ToArray());
        Tool.Run("dpkg", ["--root", root, "--log", "/dev/null", "--force-all", "-i", Path.Combine(Mirror, "pool/greet_1.0_all.deb")]);
        return (Tool.Run("tar", ["-c", "-C", root, "."]), key);
    }
}
