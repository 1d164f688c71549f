using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Images;

/// <summary>An image of which only those files are hashed by SHA-256 whose SHA-256 somebody asks for says the same as one of which all are.</summary>
public sealed class LateDigestsTests
{
    private static readonly InspectOptions OnlyWanted = InspectOptions.Default with { EverySha256 = false };
    private static readonly byte[] Program = ProgramBytes.Elf((".text", [1, 2, 3]));
    private static readonly byte[] Download = ProgramBytes.Elf((".text", [4, 5, 6, 7]));

    [Theory]
    [InlineData("usr/bin/fetched")]
    [InlineData("usr/lib/x86_64-linux-gnu/libfetched.so")]
    [InlineData("usr/share/fetched/fetched")]
    public async Task A_program_among_those_of_dpkg_that_is_not_dpkgs_is_told_by_its_digest(string path)
    {
        var layer = Debian(system => system.Package("a").File("usr/bin/a", Program, 0x1ed), tar => tar.Entry(path, '0', Download, mode: 0x1ed));

        var document = await SameAsync(layer);

        document.Executables.ShouldHaveSingleItem().Digest!.Value.Hex.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Download)));
    }

    [Fact]
    public async Task Of_a_name_that_stands_in_a_layer_twice_the_file_that_counts_is_hashed()
    {
        var layer = Debian(system => system.Package("a").File("usr/bin/a", Program, 0x1ed), tar => tar.Entry("usr/bin/twice", '0', Program, mode: 0x1ed).Entry("usr/bin/twice", '0', Download, mode: 0x1ed));

        var document = await SameAsync(layer);

        document.Executables.ShouldHaveSingleItem().Digest!.Value.Hex.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Download)));
    }

    [Fact]
    public async Task A_program_that_is_too_large_to_lie_in_memory_is_told_by_its_digest()
    {
        byte[] large = [.. Download, .. new byte[9 << 20]];
        var layer = Debian(system => system.Package("a").File("usr/bin/a", Program, 0x1ed), tar => tar.Entry("usr/bin/large", '0', large, mode: 0x1ed));

        var document = await SameAsync(layer);

        document.Executables.ShouldHaveSingleItem().Digest!.Value.Hex.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(large)));
    }

    [Theory]
    [InlineData("usr/bin/snake", "../../../bin/snake")]
    [InlineData("usr/lib/python3/dist-packages/snake.py", "snake.py")]
    public async Task What_a_wheel_lists_by_sha256_is_compared_among_files_of_dpkg_too(string path, string listed)
    {
        var layer = Wheel(Debian(system => system.Package("a"), tar => tar.Entry(path, '0', Encoding.UTF8.GetBytes("changed\n"), mode: 0x1ed)), "snake", (listed, Encoding.UTF8.GetBytes("as it came\n")));

        var document = await SameAsync(layer);

        document.Findings.ShouldContain(finding => finding.Kind == FindingKinds.ModifiedFile && finding.Path == "/" + path);
    }

    [Fact]
    public async Task A_file_that_two_wheels_list_is_that_of_the_one_whose_digest_it_has()
    {
        var (old, now) = (Encoding.UTF8.GetBytes("as one brought it\n"), Encoding.UTF8.GetBytes("as the other brought it\n"));
        var lower = Wheel(Debian(system => system.Package("a"), tar => tar.Entry("usr/bin/tool", '0', old, mode: 0x1ed)), "aa", ("../../../bin/tool", old));
        var upper = Wheel(new TarBytes().Entry("usr/bin/tool", '0', now, mode: 0x1ed), "zz", ("../../../bin/tool", now));

        var document = await SameAsync(lower, upper);

        document.Findings.ShouldNotContain(finding => finding.Kind == FindingKinds.ModifiedFile);
    }

    [Fact]
    public async Task A_program_that_is_not_what_a_wheel_lists_is_known_by_its_version_all_the_same()
    {
        var curl = ProgramBytes.Elf((".rodata", Encoding.ASCII.GetBytes("\0curl/8.5.0\0")), (".text", [1, 2]));
        var layer = Wheel(Debian(system => system.Package("a"), tar => tar.Entry("usr/bin/curl", '0', curl, mode: 0x1ed)), "pycurl", ("../../../bin/curl", Download));

        await SameAsync(layer);
    }

    [Fact]
    public async Task A_wheel_behind_a_link_is_compared()
    {
        var layer = Wheel(Debian(system => system.Package("a"), tar => tar.Symlink("usr/lib/python3/dist-packages", "../modules").File("usr/lib/modules/snake.py", "changed\n")), "snake", ("snake.py", Download));

        await SameAsync(layer);
    }

    [Theory]
    [InlineData("etc/rpm/macros")]
    [InlineData("etc/yum.conf")]
    [InlineData("etc/apk/world")]
    public async Task Another_system_below_hides_no_change_of_files_of_dpkg(string trace)
    {
        var system = new DpkgSystem().Package("a").File("usr/bin/a", Program, 0x1ed);

        var document = await SameAsync(new TarBytes().File(trace, "x"), system.WriteDatabase(new TarBytes().Symlink("bin", "usr/bin").Entry("usr/bin/a", '0', Download, mode: 0x1ed)));

        document.Findings.ShouldContain(finding => finding.Kind == FindingKinds.ModifiedFile && finding.Path == "/usr/bin/a");
    }

    [Fact]
    public async Task Dpkg_below_hides_no_change_of_files_of_apk()
    {
        var lower = Debian(system => system.Package("a"), _ => { });
        var upper = new TarBytes().Entry("usr/bin/b", '0', Download, mode: 0x1ed).File("lib/apk/db/installed", $"P:b\nV:1.0-r0\nA:x86_64\nF:usr/bin\nR:b\na:0:0:755\nZ:Q1{Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.SHA1, Program))}\n\n");

        var document = await SameAsync(lower, upper);

        document.Findings.ShouldContain(finding => finding.Kind == FindingKinds.ModifiedFile && finding.Path == "/usr/bin/b");
    }

    [Fact]
    public async Task Two_files_of_one_name_and_one_MD5_are_told_apart()
    {
        // X. Wang, D. Feng, X. Lai, H. Yu, "Collisions for hash functions MD4, MD5, HAVAL-128 and RIPEMD", 2004.
        var good = Convert.FromHexString("d131dd02c5e6eec4693d9a0698aff95c2fcab58712467eab4004583eb8fb7f8955ad340609f4b30283e488832571415a085125e8f7cdc99fd91dbdf280373c5bd8823e3156348f5bae6dacd436c919c6dd53e2b487da03fd02396306d248cda0e99f33420f577ee8ce54b67080a80d1ec69821bcb6a8839396f9652b6ff72a70");
        byte[] evil = [.. good];
        foreach (var at in (int[])[19, 45, 59, 83, 109, 123]) evil[at] ^= 0x80;
        CryptographicOperations.HashData(HashAlgorithmName.MD5, evil).ShouldBe(CryptographicOperations.HashData(HashAlgorithmName.MD5, good));
        var layer = Wheel(Debian(system => system.Package("a"), tar => tar.Entry("usr/lib/x/x.so", '0', good).Entry("usr/lib/x/x.so", '0', evil)), "snake", ("../../x/x.so", good));

        var document = await SameAsync(layer);

        document.Findings.ShouldContain(finding => finding.Kind == FindingKinds.ModifiedFile && finding.Path == "/usr/lib/x/x.so");
    }

    [Fact]
    public async Task Files_that_dpkg_lists_are_compared_by_what_it_lists()
    {
        var intact = new DpkgSystem().Package("a").File("usr/bin/a", Program, 0x1ed).Package("b").File("usr/share/b/data", Encoding.UTF8.GetBytes("as it came\n"));
        var layer = new TarBytes().File("etc/debian_version", "12.5\n");
        var changed = new TarBytes().File("etc/apt/sources.list", "").File("usr/share/b/data", "changed\n");

        var document = await SameAsync(intact.WriteDatabase(layer.Entry("usr/bin/a", '0', Program, mode: 0x1ed).File("usr/share/b/data", "as it came\n")), changed);

        document.Findings.Where(finding => finding.Kind == FindingKinds.ModifiedFile).ShouldHaveSingleItem().Path.ShouldBe("/usr/share/b/data");
    }

    /// <summary>A layer that shows at its start that dpkg is at work, as all that debootstrap makes do.</summary>
    private static TarBytes Debian(Action<DpkgSystem> packages, Action<TarBytes> more)
    {
        var system = new DpkgSystem();
        packages(system);
        var tar = new TarBytes().File("etc/debian_version", "12.5\n").Raw(system.ToTar().ToArray());
        more(tar);
        return tar;
    }

    /// <summary>Adds what pip writes of a wheel.</summary>
    private static TarBytes Wheel(TarBytes tar, string name, params (string Path, byte[] Content)[] files)
    {
        var info = $"{name}-1.0.dist-info/";
        var record = string.Concat(files.Select(file => $"{file.Path},sha256={Convert.ToBase64String(SHA256.HashData(file.Content)).TrimEnd('=').Replace('+', '-').Replace('/', '_')},{file.Content.Length}\n"));
        return tar.File("usr/lib/python3/dist-packages/" + info + "METADATA", $"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            .File("usr/lib/python3/dist-packages/" + info + "RECORD", record + $"{info}METADATA,,\n{info}RECORD,,\n");
    }

    private static async Task<InspectionDocument> SameAsync(params TarBytes[] layers)
    {
        var bytes = layers.Select(layer => layer.End()).ToArray();
        var (all, wanted) = (await MemoryImage.InspectAsync(bytes, InspectOptions.Default), await MemoryImage.InspectAsync(bytes, OnlyWanted));
        wanted.ToIndentedJson().ShouldBe(all.ToIndentedJson());
        return wanted;
    }
}
