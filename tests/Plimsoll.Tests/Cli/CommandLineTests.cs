using Plimsoll.Cli;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("help")]
    [InlineData("--help")]
    public async Task Says_what_it_can_do(params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        code.ShouldBe(ExitCode.Ok);
        output.ShouldContain("serve");
        error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Explains_a_verb()
    {
        var (code, output, _) = await RunAsync("help", "serve");

        code.ShouldBe(ExitCode.Ok);
        output.ShouldContain("--data");
        output.ShouldContain("--config");
    }

    [Fact]
    public async Task Says_that_the_secret_to_revoke_may_be_left_out()
    {
        (await RunAsync("help", "robot", "revoke")).Output.ShouldContain(" robot revoke <NAME> [<SECRET>]");
        (await RunAsync("help", "robot")).Output.ShouldContain("without SECRET the only or the older of two");
    }

    [Fact]
    public async Task Prints_its_version() => (await RunAsync("version")).Output.ShouldStartWith("plimsoll 0.");

    [Theory]
    [InlineData("plimsoll: 'sail' is not understood; see 'plimsoll help'", "sail")]
    [InlineData("plimsoll: 'revok' is not understood; see 'plimsoll help robot'", "robot", "revok")]
    [InlineData("plimsoll: '--dta' is not understood; see 'plimsoll help robot disable'", "robot", "disable", "shop-ci", "--dta")]
    [InlineData("plimsoll: '--dta' is not understood; see 'plimsoll help serve'", "serve", "--dta")]
    [InlineData("plimsoll: Required argument missing for option: '--data'; see 'plimsoll help serve'", "serve", "--data")]
    [InlineData("plimsoll: Argument 'spdx' not recognized. Must be one of: 'cyclonedx-json', 'cyclonedx-xml', 'spdx-json', 'spdx3-json'; see 'plimsoll help sbom'", "sbom", "oci:x", "--format", "spdx")]
    [InlineData("plimsoll: 'x' is not a number, which --layer expects; see 'plimsoll help tree'", "tree", "oci:x", "--layer", "x")]
    [InlineData("plimsoll: '9999999999999' is not a number, which --most expects; see 'plimsoll help search'", "search", "--most", "9999999999999")]
    public async Task Refuses_what_it_does_not_understand_with_code_2(string message, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        code.ShouldBe(ExitCode.Usage);
        error.TrimEnd().ShouldBe(message);
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_where_an_image_was_looked_for_and_what_may_have_been_meant()
    {
        using var here = new TemporaryDirectory();
        var root = here.Path;
        File.WriteAllBytes(Path.Combine(root, "cut.tar"), new TarBytes().File("manifest.json", new string(' ', 5000)).End()[..2048]);

        (await RunAsync("inspect", root)).Error.ShouldEndWith($"it has no index.json; if it is an unpacked root file system, write dir:{root}\n");
        (await RunAsync("inspect", "oci:" + root)).Error.ShouldEndWith($"it has no index.json; if it is an unpacked root file system, write dir:{root}\n");
        (await RunAsync("inspect", root + "/cut.tar")).Error.ShouldStartWith($"plimsoll: '{root}/cut.tar' is not an archive of images: the tar ends in the middle of a file");
        (await RunAsync("whatis", root + "/none")).Error.ShouldBe($"plimsoll: there is no file '{root}/none', and it is no SHA-256, which has 64 lower-case hexadecimal digits\n");
        (await RunAsync("whatis", new string('0', 64), "--in", "dir:" + root)).Output.ShouldContain(" does not have it");
    }

    [Fact]
    public async Task Ends_with_code_2_and_names_the_file_when_the_settings_cannot_be_read()
    {
        var (code, _, error) = await RunAsync("serve", "--config", "/nowhere/plimsoll.yaml");

        code.ShouldBe(ExitCode.Usage);
        error.ShouldStartWith("plimsoll: config: '/nowhere/plimsoll.yaml' cannot be used; ");
    }

    [Theory]
    [InlineData("url: http://127.0.0.1:5000\npublicUrl: registry.example.org", "plimsoll: publicUrl: 'registry.example.org' cannot be used; ")]
    [InlineData("trustedProxies: [proxy.example]", "plimsoll: trustedProxies: 'proxy.example' cannot be used; ")]
    [InlineData("url: https://127.0.0.1:5000\ntls: {certificate: /nowhere/tls.crt}", "plimsoll: tls.certificate: '/nowhere/tls.crt' cannot be used; there is no such file")]
    public async Task Config_check_refuses_what_a_start_would_refuse(string yaml, string message)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, yaml, TestContext.Current.CancellationToken);

        var (code, _, error) = await RunAsync("config", "check", "--config", file);

        code.ShouldBe(ExitCode.Usage);
        error.ShouldStartWith(message);
        File.Delete(file);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await CommandLine.RunAsync(args, output, error), output.ToString(), error.ToString());
    }
}
