using System.Buffers.Binary;
using Plimsoll.Core.Facts;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Executables;

public sealed class PackingTests
{
    [Theory]
    [InlineData("--best")]
    [InlineData("-1")]
    public async Task What_the_real_upx_packs_is_told(string effort)
    {
        using var directory = new TemporaryDirectory();
        var packed = Path.Combine(directory.Path, "tool");
        Tool.Run(Path.Combine(DebianImage.Repository(), ".tools", "usr", "bin", "upx-ucl-next"), ["-q", effort, "-o", packed, "/usr/bin/true"]);

        var document = await MemoryImage.InspectAsync(new TarBytes().Entry("usr/local/bin/tool", '0', File.ReadAllBytes(packed), mode: 0x1ed));

        var executable = document.Executables!.ShouldHaveSingleItem();
        (executable.Path, executable.Packer).ShouldBe(("/usr/local/bin/tool", "upx"));
    }

    /// <summary>The headers of a real program, cut as <c>upx</c> does: no sections, its own header (<c>l_info</c>) behind the segments.</summary>
    [Fact]
    public async Task A_program_that_UPX_packed_is_said_to_be()
    {
        var program = File.ReadAllBytes("/usr/bin/true");
        var end = (int)BinaryPrimitives.ReadUInt64LittleEndian(program.AsSpan(32)) + (BinaryPrimitives.ReadUInt16LittleEndian(program.AsSpan(54)) * BinaryPrimitives.ReadUInt16LittleEndian(program.AsSpan(56)));
        "UPX!"u8.CopyTo(program.AsSpan(end + 4));
        program.AsSpan(40, 8).Clear();
        program.AsSpan(60, 4).Clear();

        var document = await MemoryImage.InspectAsync(new TarBytes().Entry("usr/local/bin/tool", '0', program, mode: 0x1ed).Entry("usr/local/bin/plain", '0', File.ReadAllBytes("/usr/bin/true"), mode: 0x1ed));

        document.Executables!.Select(executable => (executable.Path, executable.Packer)).ShouldBe([("/usr/local/bin/plain", null), ("/usr/local/bin/tool", "upx")]);
        document.Findings.ShouldContain(finding => finding.Kind == FindingKinds.UnownedExecutable && finding.Path == "/usr/local/bin/tool" && finding.Reason.Contains("packed with UPX"));
    }

    [Fact]
    public async Task A_packed_program_of_Windows_is_told_by_its_sections()
    {
        var document = await MemoryImage.InspectAsync(new TarBytes().Entry("app/tool.exe", '0', ProgramBytes.Pe("UPX0", new byte[64]), mode: 0x1ed));
        document.Executables!.ShouldHaveSingleItem().Packer.ShouldBe("upx");
    }
}
