using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli;
using Plimsoll.Cli.Commands;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Cli;

public sealed class LicencesCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public LicencesCommandTests() => new LayoutBuilder(_directory.Path).Image("1",
    [
        new TarBytes().File("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\nSource: s (2)\n\nPackage: b\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3\n")
            .File("usr/share/doc/a/copyright", "Format: x\n\nFiles: *\nCopyright: 2020 A\nLicense: GPL-2+ and Expat\n").End(),
    ]).Write();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Prints_a_verdict_first_and_the_next_command_last()
    {
        var lines = (await RunAsync()).TrimEnd().Split('\n');

        lines[0].ShouldBe("2 packages under 2 licences, what 1 of them ask for is unknown");
        lines.ShouldContain("deb   a        1        high  GPL-2.0-or-later AND MIT");
        lines.ShouldContain("deb   b        3        low   NOASSERTION");
        lines[^1].ShouldBe($"Next: plimsoll licences oci:{_directory.Path}:1 --format notice");
    }

    [Fact]
    public async Task Prints_json()
    {
        var report = JsonNode.Parse(await RunAsync("--format", "json"))!;

        report["packages"]![0]!["licence"]!.GetValue<string>().ShouldBe("GPL-2.0-or-later AND MIT");
        report["licences"]!.AsArray().Select(licence => licence!["id"]!.GetValue<string>()).ShouldBe(["GPL-2.0-or-later", "MIT", "NOASSERTION"]);
    }

    [Fact]
    public async Task Prints_csv() => (await RunAsync("--format", "csv")).Split("\r\n")[1].ShouldStartWith("deb,a,1,GPL-2.0-or-later AND MIT,strong-copyleft,high,(GPL-2+ and Expat),/usr/share/doc/a/copyright,0,pkg:deb/");

    [Fact]
    public async Task Prints_the_notices_to_pass_on() => (await RunAsync("--format", "notice")).ShouldContain("a 1 (deb)\nLicence: GPL-2.0-or-later AND MIT\n\n[/usr/share/doc/a/copyright]\nFormat: x\n");

    [Fact]
    public async Task Prints_the_sources_to_offer() => (await RunAsync("--format", "sources")).ShouldContain("deb   s       2        strong-copyleft  apt-get source s=2  a");

    [Fact]
    public async Task Reads_the_texts_of_an_unpacked_root_as_well()
    {
        _directory.Write("root/var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n"u8.ToArray());
        _directory.Write("root/usr/share/doc/a/copyright", "Format: x\n\nFiles: *\nLicense: Expat\n"u8.ToArray());

        (await RunAsync("--format", "notice", $"dir:{_directory.Path}/root")).ShouldContain("[/usr/share/doc/a/copyright]\nFormat: x\n");
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var output = new StringWriter();
        var reference = arguments is [.., var last] && last.StartsWith("dir:", StringComparison.Ordinal) ? [] : (string[])[$"oci:{_directory.Path}:1"];
        var command = LicencesCommand.Create((_, _) => throw new InvalidOperationException("no registry is asked"));
        (await command.Parse([.. arguments, .. reference]).InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false })).ShouldBe(ExitCode.Ok);
        return output.ToString();
    }
}
