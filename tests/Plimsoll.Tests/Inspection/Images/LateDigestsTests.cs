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
        var record = $"{listed},sha256={Convert.ToBase64String(SHA256.HashData("as it came\n"u8)).TrimEnd('=').Replace('+', '-').Replace('/', '_')},11\nsnake-1.0.dist-info/METADATA,,\nsnake-1.0.dist-info/RECORD,,\n";
        const string Info = "usr/lib/python3/dist-packages/snake-1.0.dist-info/";
        var layer = Debian(system => system.Package("a"), tar => tar.Entry(path, '0', Encoding.UTF8.GetBytes("changed\n"), mode: 0x1ed)
            .File(Info + "METADATA", "Metadata-Version: 2.1\nName: snake\nVersion: 1.0\n").File(Info + "RECORD", record));

        var document = await SameAsync(layer);

        document.Findings.ShouldContain(finding => finding.Kind == FindingKinds.ModifiedFile && finding.Path == "/" + path);
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

    private static async Task<InspectionDocument> SameAsync(params TarBytes[] layers)
    {
        var bytes = layers.Select(layer => layer.End()).ToArray();
        var (all, wanted) = (await MemoryImage.InspectAsync(bytes, InspectOptions.Default), await MemoryImage.InspectAsync(bytes, OnlyWanted));
        wanted.ToIndentedJson().ShouldBe(all.ToIndentedJson());
        return wanted;
    }
}
