using Plimsoll.Cli;
using Plimsoll.Inspection.Ecosystems.Rpm;
using Plimsoll.Inspection.Proof;
using Plimsoll.Tests.Inspection.Fixtures;
using Plimsoll.Tests.Trust;

namespace Plimsoll.Tests.Inspection.Proof;

/// <summary>Packages that rpmbuild built, rpmsign signed and rpm installed.</summary>
public sealed class RpmContentTests(SignedRpmSystem signed) : IClassFixture<SignedRpmSystem>
{
    private readonly RpmSystem _system = signed.System;

    [Fact]
    public async Task All_owned_files_of_an_unmodified_system_are_verified()
    {
        var report = await ProveAsync(_system.Layer);

        report.Verdict.ShouldBe("verified", string.Join('\n', report.Remarks.Concat(report.Packages.Select(package => $"{package.Name} {package.Verdict} {package.Reason}"))));
        report.Share.ShouldBe(100);
        // What rpm lists, directories and what is made at run time left out.
        report.Files.Verified.ShouldBe(_system.Lines("[%{FILEMODES:octal} %{FILEFLAGS:fflags} %{FILENAMES}\n]").Count(line => !line.StartsWith("40", StringComparison.Ordinal) && !line.Split(' ')[1].Contains('g')));
        report.Files.ShouldSatisfyAllConditions(files => files.Modified.ShouldBe(0), files => files.Unverifiable.ShouldBe(0), files => files.Absent.ShouldBe(0), files => files.Runtime.ShouldBe(0));
        report.Packages.ShouldAllBe(package => package.Verdict == "verified" && package.Signer!.StartsWith("openpgp:"));
        report.Packages.Count.ShouldBe(7);
        report.Listed.Where(file => file.Verdict == FileVerdicts.Unowned).Select(file => file.Path).ShouldContain("/etc/os-release");
    }

    [Fact]
    public async Task An_altered_file_is_named_by_package_and_path()
    {
        var report = await ProveAsync(_system.Layer, new TarBytes().File("usr/bin/bash", "#!/bin/sh\necho altered\n", 0x1ed).File("etc/bashrc", "key=2\n").File("usr/lib/ssl.cache", "rebuilt\n").Symlink("usr/bin/sh", "evil").End());

        report.Verdict.ShouldBe("refused");
        report.Share!.Value.ShouldBeLessThan(100);
        report.Listed.Where(file => file.Verdict == FileVerdicts.Modified).Select(file => (file.Package, file.Path, file.Layer, file.Explained)).ShouldBe(
            [("bash", "/usr/bin/bash", 1, null), ("bash", "/usr/bin/sh", 1, null), ("bash", "/etc/bashrc", 1, "configuration"), ("openssl-libs", "/usr/lib/ssl.cache", 1, "may-change")]);
        report.Packages.Single(package => package.Name == "bash").Verdict.ShouldBe("modified");
        report.Packages.Single(package => package.Name == "openssl-libs").Verdict.ShouldBe("verified");
    }

    /// <summary>As people ask for it, of an image in a layout.</summary>
    [Fact]
    public async Task The_command_says_100_percent_of_an_unmodified_image_and_names_the_altered_file_by_package_and_path()
    {
        using var folder = new TemporaryDirectory();
        var key = Path.Combine(folder.Path, "vendor.gpg");
        await File.WriteAllBytesAsync(key, _system.Key, TestContext.Current.CancellationToken);
        var (whole, altered) = (Path.Combine(folder.Path, "whole"), Path.Combine(folder.Path, "altered"));
        new LayoutBuilder(whole).Image("1", [_system.Layer]).Write();
        new LayoutBuilder(altered).Image("1", [_system.Layer, new TarBytes().File("usr/bin/bash", "#!/bin/sh\necho altered\n", 0x1ed).End()]).Write();

        var good = await CommandRun.RunAsync("verify-content", $"oci:{whole}:1", "--vendor-keys", key);
        var bad = await CommandRun.RunAsync("verify-content", $"oci:{altered}:1", "--vendor-keys", key);

        good.Code.ShouldBe(ExitCode.Ok, good.Output + good.Error);
        good.Output.ShouldStartWith("Verified: vendor content 100.0 % unmodified");
        bad.Code.ShouldBe(ExitCode.VerificationFailed, bad.Output + bad.Error);
        bad.Output.ShouldStartWith("Refused: 1 file is not what its vendor signed");
        bad.Output.ShouldMatch(@"modified +bash +1 +/usr/bin/bash ");
        bad.Output.ShouldMatch("rpm:bash .* modified ");
        (await CommandRun.RunAsync("verify-content", $"oci:{whole}:1", "--vendor-keys", Path.Combine(folder.Path, "none"))).Code.ShouldNotBe(ExitCode.Ok);
    }

    [Fact]
    public async Task A_changed_configuration_alone_is_no_refusal()
    {
        var report = await ProveAsync(_system.Layer, new TarBytes().File("etc/bashrc", "key=2\n").End());

        report.Verdict.ShouldBe("verified");
        report.Share!.Value.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task A_bit_for_the_rights_of_root_is_an_alteration()
    {
        var report = await ProveAsync(_system.Layer, new TarBytes().Entry("usr/bin/bash", '0', File.ReadAllBytes(Path.Combine(_system.Root, "usr/bin/bash")), mode: 0x9ed).End());

        report.Listed.Single(file => file.Verdict == FileVerdicts.Modified).ShouldSatisfyAllConditions(file => file.Path.ShouldBe("/usr/bin/bash"), file => file.Reason!.ShouldContain("set-user-ID"));
    }

    [Fact]
    public async Task Without_the_key_of_the_vendor_nothing_is_verified_and_agreement_is_told()
    {
        using var other = new RpmSystem();

        var report = await ProofOf.LayersAsync([("other", other.Key)], null, _system.Layer, new TarBytes().File("usr/bin/bash", "altered\n", 0x1ed).End());

        report.Verdict.ShouldBe("unknown");
        report.Share.ShouldBe(0);
        report.Files.Verified.ShouldBe(0);
        report.Packages.ShouldAllBe(package => package.Verdict == "unverifiable" && package.Reason!.Contains("not trusted"));
        report.Listed.Single(file => file.Path == "/usr/bin/bash").Agrees.ShouldBe(false);
        report.Listed.Single(file => file.Path == "/etc/bashrc").Agrees.ShouldBe(true);
    }

    /// <summary>What is appended to a header overrules it for rpm, and is signed by nobody.</summary>
    [Fact]
    public async Task A_list_of_digests_that_was_appended_to_a_header_is_not_believed()
    {
        var headers = _system.Headers.ToList();
        var bash = headers.FindIndex(header => new RpmHeader(header).Text(RpmTag.Name) == "bash");
        var altered = "#!/bin/sh\necho altered\n"u8.ToArray();
        headers[bash] = RpmDribble.WithDigests(headers[bash], Path.Combine("/usr/bin", "bash"), altered);
        var database = new TarBytes().Whiteout("usr/lib/sysimage/rpm").File("var/lib/rpm/Packages.db", NdbBytes.Of(headers)).Entry("usr/bin/bash", '0', altered, mode: 0x1ed);

        var report = await ProveAsync(_system.Layer, database.End());

        report.Listed.Where(file => file.Verdict == FileVerdicts.Modified).Select(file => file.Path).ShouldBe(["/usr/bin/bash"]);
    }

    [Fact]
    public async Task A_header_in_which_a_digest_was_replaced_is_forged()
    {
        var altered = "#!/bin/sh\necho altered\n"u8.ToArray();
        var old = System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(_system.Root, "usr/bin/bash")))));
        var replaced = System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(altered)));
        var headers = _system.Headers.Select(header =>
        {
            var copy = header.ToArray();
            if (copy.AsSpan().IndexOf(old) is >= 0 and var at) replaced.CopyTo(copy, at);
            return copy;
        }).ToList();

        var report = await ProveAsync(_system.Layer, new TarBytes().Whiteout("usr/lib/sysimage/rpm").File("var/lib/rpm/Packages.db", NdbBytes.Of(headers)).Entry("usr/bin/bash", '0', altered, mode: 0x1ed).End());

        report.Verdict.ShouldBe("refused");
        report.Packages.Single(package => package.Name == "bash").ShouldSatisfyAllConditions(bash => bash.Verdict.ShouldBe("forged"), bash => bash.Signer.ShouldBeNull());
    }

    private Task<ContentReport> ProveAsync(params byte[][] layers) => ProofOf.LayersAsync([("vendor", _system.Key)], null, layers);
}
