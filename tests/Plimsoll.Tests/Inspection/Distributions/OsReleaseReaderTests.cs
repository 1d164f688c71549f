using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Distributions;

namespace Plimsoll.Tests.Inspection.Distributions;

public sealed class OsReleaseReaderTests
{
    [Fact]
    public void Reads_what_Debian_writes()
    {
        var os = Read("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\nID=debian\nHOME_URL=\"https://www.debian.org/\"\n")!;

        (os.Id, os.VersionId, os.Name, os.PrettyName, os.VersionCodename).ShouldBe(("debian", "12", "Debian GNU/Linux", "Debian GNU/Linux 12 (bookworm)", "bookworm"));
    }

    /// <summary>A shell reads the same files.</summary>
    [Theory]
    [InlineData("NAME='single quotes $x'")]
    [InlineData("NAME=\"escaped \\\" \\$ \\\\ \\`\"")]
    [InlineData("NAME=plain\\ escape")]
    [InlineData("# NAME=comment\nNAME=after")]
    [InlineData("NAME=first\nNAME=last")]
    [InlineData("NAME=")]
    [InlineData("NAME=\"\"")]
    [InlineData("  NAME=indented")]
    [InlineData("NAME=trailing   ")]
    public void Reads_quotes_as_a_shell_does(string text)
    {
        var expected = Encoding.UTF8.GetString(Fixtures.Tool.Run("sh", ["-c", text + "\nprintf %s \"$NAME\""]));

        (Read("ID=x\n" + text)!.Name ?? "").ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n\n")]
    [InlineData("\u0001\u0002\u0003")]
    public void Is_nothing_without_an_assignment(string text) => Read(text).ShouldBeNull();

    [Fact]
    public void Takes_the_defaults_of_the_manual() => Read("NAME=x\nID_LIKE=\"rhel fedora\"").ShouldNotBeNull().ShouldSatisfyAllConditions(
        os => os.Id.ShouldBe("linux"), os => os.IdLike.ShouldBe(["rhel", "fedora"]), os => os.VersionId.ShouldBeNull());

    private static OsFacts? Read(string text) => OsReleaseReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
