using System.Diagnostics;
using Plimsoll.Inspection.Comparison;

namespace Plimsoll.Tests.Inspection.Comparison;

public sealed class VersionDirectionTests
{
    public static TheoryData<string, string> Pairs
    {
        get
        {
            string[] versions = ["1.0", "1.0-1", "1.0-1+b1", "1.0~rc1-1", "1:0.9", "2.36-9+deb12u10", "2.36-9+deb12u9", "2.36-9+deb12u10~bpo1", "10.0", "9.9", "1.0.1", "0:1.0", "1.0+dfsg-2", "1.0a", "1.0~~", "1.0~"];
            return [.. versions.SelectMany(_ => versions, (a, b) => (a, b))];
        }
    }

    [Fact]
    public void Agrees_with_dpkg_about_the_versions_of_Debian()
    {
        foreach (var row in Pairs)
        {
            var (a, b) = row.Data;
            var expected = Dpkg(a, "lt", b) ? DiffKind.Upgraded : Dpkg(a, "gt", b) ? DiffKind.Downgraded : DiffKind.Changed;
            VersionDirection.Of("deb", a, b).ShouldBe(expected, $"{a} → {b}");
        }
    }

    [Theory]
    [InlineData("npm", "1.0.0-rc.1", "1.0.0", DiffKind.Upgraded)]
    [InlineData("npm", "1.0.0", "1.0.0+build", DiffKind.Changed)]
    [InlineData("npm", "1.0.0-alpha.9", "1.0.0-alpha.10", DiffKind.Upgraded)]
    [InlineData("golang", "v1.2.10", "v1.2.9", DiffKind.Downgraded)]
    [InlineData("pypi", "2.0rc1", "2.0", DiffKind.Upgraded)]
    [InlineData("pypi", "1!1.0", "2.0", DiffKind.Downgraded)]
    [InlineData("rpm", "1:1.0-1", "2.0-1", DiffKind.Downgraded)]
    [InlineData("apk", "1.2.3-r0", "1.2.3-r11", DiffKind.Upgraded)]
    [InlineData("maven", "2.14.1", "2.17.0", DiffKind.Upgraded)]
    public void Tells_later_from_earlier(string type, string from, string to, DiffKind expected) => VersionDirection.Of(type, from, to).ShouldBe(expected);

    private static bool Dpkg(string a, string relation, string b)
    {
        using var process = Process.Start("dpkg", ["--compare-versions", a, relation, b]);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
