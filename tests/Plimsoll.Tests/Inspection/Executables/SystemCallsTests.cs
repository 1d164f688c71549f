using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Executables;

public sealed class SystemCallsTests
{
    /// <summary>As assemblers write them: write(1, …), uname by push and pop, openat2, read by xor, then exit_group with a number from memory.</summary>
    private static readonly byte[] Code =
    [
        0xb8, 1, 0, 0, 0, 0xbf, 1, 0, 0, 0, 0x48, 0x8d, 0x35, 0, 0, 0, 0, 0x0f, 0x05,
        0x6a, 63, 0x58, 0x0f, 0x05,
        0x48, 0xc7, 0xc0, 0xb5, 0x01, 0, 0, 0x0f, 0x05,
        0x31, 0xc0, 0x31, 0xff, 0x0f, 0x05,
        0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x8b, 0x07, 0x0f, 0x05,
        0xb8, 0xff, 0xff, 0xff, 0x7f, 0x0f, 0x05,
    ];

    [Fact]
    public async Task A_program_without_libraries_tells_what_it_asks_the_kernel_for()
    {
        var document = await MemoryImage.InspectAsync(new TarBytes().Entry("usr/local/bin/tool", '0', ProgramBytes.Elf((".text", Code)), mode: 0x1ed));
        document.Executables!.ShouldHaveSingleItem().SystemCalls.ShouldBe(["read", "write", "uname", "openat2"]);
    }

    [Fact]
    public async Task What_libraries_do_for_a_program_is_not_told()
    {
        var document = await MemoryImage.InspectAsync(new TarBytes().Entry("usr/local/bin/tool", '0', File.ReadAllBytes("/usr/bin/true"), mode: 0x1ed));
        document.Executables!.ShouldHaveSingleItem().SystemCalls.ShouldBeNull();
    }
}
