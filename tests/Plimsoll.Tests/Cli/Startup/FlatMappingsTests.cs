using System.Globalization;
using System.Runtime.InteropServices;
using Plimsoll.Cli.Startup;

namespace Plimsoll.Tests.Cli.Startup;

public sealed class FlatMappingsTests
{
    [Theory]
    [InlineData("7f3a10000000-7f3a10400000 r--s 00000000 fe:00 5326715                    /opt/plimsoll/Npgsql.dll", 0x7f3a10000000, 0x400000)]
    [InlineData("7f3a10000000-7f3a10001000 r--s 00000000 fe:00 5326715                    /opt/with space/A.dll", 0x7f3a10000000, 0x1000)]
    public void An_assembly_that_is_mapped_as_a_file_is_given_back(string line, long start, long length) => FlatMappings.Read(line).ShouldBe(((nint)start, (nint)length));

    [Theory]
    [InlineData("7f3a10000000-7f3a10400000 r-xp 00000000 fe:00 5326715                    /opt/plimsoll/Npgsql.dll")]
    [InlineData("7f3a10000000-7f3a10400000 rw-p 00000000 fe:00 5326715                    /opt/plimsoll/Npgsql.dll")]
    [InlineData("7f3a10000000-7f3a10400000 rw-s 00000000 fe:00 5326715                    /opt/plimsoll/Npgsql.dll")]
    [InlineData("7f3a10000000-7f3a10400000 r--s 00000000 fe:00 5326715                    /srv/data/plimsoll.db")]
    [InlineData("7f3a10000000-7f3a10400000 r--s 00000000 fe:00 5326715                    /opt/plimsoll/Npgsql.dll (deleted)")]
    [InlineData("7f3a10400000-7f3a10000000 r--s 00000000 fe:00 5326715                    /opt/plimsoll/Npgsql.dll")]
    [InlineData("7f3a10000000-7f3a10400000 r--s 00000000 00:00 0")]
    [InlineData("nonsense")]
    [InlineData("")]
    public void Nothing_else_is(string line) => FlatMappings.Read(line).ShouldBeNull();

    [Fact]
    public void What_is_given_back_can_be_read_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux says what is mapped");
        var mapped = File.ReadLines("/proc/self/maps").Select(FlatMappings.Read).OfType<(nint Start, nint Length)>().ToList();
        mapped.ShouldNotBeEmpty();
        var before = mapped.ConvertAll(mapping => Marshal.ReadInt16(mapping.Start));
        FlatMappings.GiveBack();
        mapped.ConvertAll(mapping => Marshal.ReadInt16(mapping.Start)).ShouldBe(before);
        typeof(FlatMappingsTests).GetMethods().ShouldContain(method => method.Name == nameof(What_is_given_back_can_be_read_again));
        before.ShouldContain(short.Parse("5a4d", NumberStyles.HexNumber, CultureInfo.InvariantCulture), "assemblies begin with MZ");
    }
}
