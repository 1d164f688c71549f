using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli;
using Plimsoll.Cli.Commands;
using Plimsoll.Core.References;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Cli;

public sealed class InspectCommandTests : IDisposable
{
    private const string Stanza = "Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n";

    private readonly TemporaryDirectory _directory = new();

    public InspectCommandTests() =>
        new LayoutBuilder(_directory.Path).Image("1", [new TarBytes().File("var/lib/dpkg/status", Stanza).File("../out\u001b[31m").End()]).Write();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Prints_a_verdict_first_and_the_next_command_last()
    {
        var (code, output) = await RunAsync($"oci:{_directory.Path}:1");

        code.ShouldBe(ExitCode.Ok);
        var lines = output.TrimEnd().Split('\n');
        lines[0].ShouldBe("Complete: 1 package in 1 layer, 1 finding");
        lines[^1].ShouldBe($"Next: plimsoll inspect oci:{_directory.Path}:1 --format json");
        lines.ShouldContain("deb   a        1        amd64      0");
        output.ShouldContain("../out\\x1b[31m");
        output.ShouldNotContain('\u001b');
    }

    [Theory]
    [InlineData("linux/amd64")]
    [InlineData("amd64")]
    public async Task Opens_a_single_image_when_it_is_for_the_platform_that_is_asked_for(string platform) =>
        (await RunAsync($"oci:{_directory.Path}:1", "--platform", platform)).Code.ShouldBe(ExitCode.Ok);

    [Theory]
    [InlineData("linux/arm64")]
    [InlineData("windows/amd64")]
    [InlineData("linux/amd64/v3")]
    public async Task Refuses_a_single_image_for_another_platform_and_names_the_one_it_has(string platform)
    {
        var refused = await Should.ThrowAsync<PlatformMismatchException>(() => RunAsync($"oci:{_directory.Path}:1", "--platform", platform));

        Failure.Of(refused).ShouldBe(new Failure(ExitCode.Operational, $"the image is for linux/amd64, not for {platform}; it is a single image, so leave the platform out"));
    }

    [Fact]
    public async Task Prints_the_document_as_json()
    {
        var (code, output) = await RunAsync($"oci:{_directory.Path}:1", "--format", "json");

        code.ShouldBe(ExitCode.Ok);
        JsonNode.Parse(output)!["packages"]![0]!["purl"]!.GetValue<string>().ShouldBe("pkg:deb/debian/a@1?arch=amd64");
    }

    [Fact]
    public async Task Opens_an_image_of_a_registry_by_the_client_it_is_given()
    {
        ImageReference.Registry? asked = null;
        var (code, output) = await RunAsync(
            (reference, _) =>
            {
                asked = reference;
                return OciLayoutContent.OpenDirectory(_directory.Path, "1");
            },
            "localhost:5000/shop/api:1");

        code.ShouldBe(ExitCode.Ok);
        asked!.Host.ShouldBe("localhost:5000");
        output.ShouldContain("Next: plimsoll inspect localhost:5000/shop/api:1");
    }

    [Theory]
    [InlineData(ExitCode.NotFound, "oci:/nowhere")]
    [InlineData(ExitCode.NotFound, "dir:/nowhere")]
    [InlineData(ExitCode.NotFound, "docker-archive:/nowhere.tar")]
    [InlineData(ExitCode.Usage, "NOT A REFERENCE")]
    [InlineData(ExitCode.Usage, "oci:/nowhere", "--platform", "a/b/c/d")]
    public async Task Ends_with_the_code_that_scripts_expect(int code, params string[] args)
    {
        var exception = await Should.ThrowAsync<Exception>(() => RunAsync(args));

        Failure.Of(exception).Code.ShouldBe(code, exception.Message);
    }

    [Fact]
    public void Refuses_an_unknown_format() =>
        Command((_, _) => throw new InvalidOperationException()).Parse(["oci:/x", "--format", "xml"]).Errors.ShouldNotBeEmpty();

    private static Task<(int Code, string Output)> RunAsync(params string[] args) => RunAsync((_, _) => throw new InvalidOperationException("no registry here"), args);

    private static async Task<(int Code, string Output)> RunAsync(Func<ImageReference.Registry, bool?, IImageContent> openRegistry, params string[] args)
    {
        using var output = new StringWriter();
        var code = await Command(openRegistry).Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
        return (code, output.ToString());
    }

    private static Command Command(Func<ImageReference.Registry, bool?, IImageContent> openRegistry) => InspectCommand.Create(openRegistry);
}
