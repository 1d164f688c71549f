using Plimsoll.Cli;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Cli;

public sealed class SbomCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _image;

    public SbomCommandTests()
    {
        new LayoutBuilder(_directory.Path).Image("1", [new DpkgSystem().Package("a").Package("b", "2.0").ToTar().End()]).Write();
        _image = $"oci:{_directory.Path}:1";
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("spdx-json")]
    [InlineData("spdx3-json")]
    [InlineData("cyclonedx-json")]
    [InlineData("cyclonedx-xml")]
    public async Task Prints_the_document_or_writes_it_to_a_file(string format)
    {
        await using var content = OciLayoutContent.OpenDirectory(_directory.Path, "1");
        var document = await new ImageInspector(TimeProvider.System).InspectAsync(content, InspectOptions.Default, null, TestContext.Current.CancellationToken);
        var expected = SbomWriter.ToBytes(document, new SbomOptions(SbomFormats.Parse(format)));
        var file = Path.Combine(_directory.Path, "sbom");

        (await RunAsync("sbom", _image, "--format", format)).ShouldBe((ExitCode.Ok, System.Text.Encoding.UTF8.GetString(expected), ""));
        (await RunAsync("sbom", _image, "--format", format, "--output", file)).ShouldBe((ExitCode.Ok, "", ""));
        (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).ShouldBe(expected);
    }

    [Fact]
    public async Task Lists_files_on_request() => (await RunAsync("sbom", _image, "--files")).Output.ShouldContain("./usr/share/doc/a/copyright");

    [Fact]
    public async Task Compares_with_a_file_and_ends_with_4_where_that_is_asked_for()
    {
        var right = Path.Combine(_directory.Path, "right.cdx.json");
        await RunAsync("sbom", _image, "--format", "cyclonedx-json", "--output", right);
        var wrong = Path.Combine(_directory.Path, "wrong.cdx.json");
        await File.WriteAllTextAsync(wrong, (await File.ReadAllTextAsync(right, TestContext.Current.CancellationToken)).Replace("pkg:deb/debian/b@2.0", "pkg:deb/debian/c@2.0", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (code, output, _) = await RunAsync("sbom", "compare", _image, "--with", right, "--strict");
        (code, output.Split('\n')[0]).ShouldBe((ExitCode.Ok, "1 SBOM says what is inside"));
        (code, output, _) = await RunAsync("sbom", "compare", _image, "--with", wrong);
        (code, output.Split('\n')[0]).ShouldBe((ExitCode.Ok, "Of 1 SBOM 1 does not say what is inside"));
        output.ShouldContain("1 of 2 packages are there as it says; 1 are not, 0 in another version; 1 are not named");
        output.ShouldEndWith($"Next: plimsoll sbom compare {_image} --with {wrong} --format json\n");
        (await RunAsync("sbom", "compare", _image, "--with", wrong, "--strict", "--format", "json")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(ExitCode.Warnings), r => r.Output.ShouldContain("\"verdict\": \"differs\""));
    }

    [Theory]
    [InlineData(ExitCode.Usage, "sbom", "oci:IMAGE", "--format", "pdf")]
    [InlineData(ExitCode.Usage, "sbom", "oci:IMAGE", "--attach")]
    [InlineData(ExitCode.Usage, "sbom", "compare", "oci:IMAGE")]
    [InlineData(ExitCode.NotFound, "sbom", "compare", "oci:IMAGE", "--with", "/no/such/file")]
    public async Task Says_what_is_wrong_with_the_call(int code, params string[] arguments)
    {
        var (actual, _, error) = await RunAsync([.. arguments.Select(a => a == "oci:IMAGE" ? _image : a)]);

        actual.ShouldBe(code);
        error.ShouldStartWith("plimsoll: ");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
