using System.Text.Json;
using Plimsoll.Cli;

namespace Plimsoll.Server.Tests.Clients;

/// <summary><c>plimsoll verify</c> of what cosign and notation signed in a registry.</summary>
public sealed class VerifyTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "plimsoll");

    private readonly Workbench _bench = new(server.Host);
    private readonly string _repository = $"{server.Host}/verify/{Guid.CreateVersion7():N}";

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("--new-bundle-format=true", "sigstore")]
    [InlineData("--new-bundle-format=false", "cosign")]
    public async Task Verifies_a_signature_of_cosign(string format, string family)
    {
        var image = await PrepareAsync();
        await _bench.RunAsync("cosign", "generate-key-pair");
        await _bench.RunAsync("cosign", "generate-key-pair", "--output-key-prefix", "other");
        (await VerifyAsync(image, "--key", _bench["cosign.pub"])).Code.ShouldBe(ExitCode.VerificationFailed);

        await _bench.RunAsync("cosign", "sign", "-y", "--key", "cosign.key", "--use-signing-config=false", format, "--tlog-upload=false", "--allow-http-registry", image);

        var (code, report) = await VerifyAsync(image, "--key", _bench["cosign.pub"]);
        code.ShouldBe(ExitCode.Ok, report.ToString());
        report.GetProperty("verdict").GetString().ShouldBe("verified");
        var signature = report.GetProperty("signatures").EnumerateArray().ShouldHaveSingleItem();
        signature.GetProperty("family").GetString().ShouldBe(family);
        signature.GetProperty("identity").GetString()!.ShouldStartWith("key:sha256:");
        image.ShouldEndWith(signature.GetProperty("subject").GetString()!);
        (code, report) = await VerifyAsync(image, "--key", _bench["other.pub"]);
        code.ShouldBe(ExitCode.VerificationFailed);
        report.GetProperty("signatures")[0].GetProperty("verdict").GetString().ShouldBe("refused");
    }

    [Fact]
    public async Task Verifies_an_attestation_of_cosign()
    {
        var image = await PrepareAsync();
        await _bench.RunAsync("cosign", "generate-key-pair");
        await File.WriteAllTextAsync(_bench["predicate.json"], """{"built":"here"}""");
        await _bench.RunAsync("cosign", "attest", "-y", "--key", "cosign.key", "--use-signing-config=false", "--new-bundle-format=false", "--tlog-upload=false", "--allow-http-registry", "--type", "https://example.com/built/v1", "--predicate", "predicate.json", image);

        var (code, report) = await VerifyAsync(image, "--key", _bench["cosign.pub"]);

        code.ShouldBe(ExitCode.Ok, report.ToString());
        report.GetProperty("signatures")[0].GetProperty("predicateType").GetString().ShouldBe("https://example.com/built/v1");
    }

    [Theory]
    [InlineData("jws", "false")]
    [InlineData("cose", "false")]
    [InlineData("jws", "true")]
    public async Task Verifies_a_signature_of_notation(string format, string byTag)
    {
        var image = await PrepareAsync();
        await _bench.RunAsync("notation", "cert", "generate-test", "--default", "plimsoll.test");
        await File.WriteAllTextAsync(_bench["policy.json"], """
            {"version":"1.0","trustPolicies":[{"name":"tests","registryScopes":["*"],"signatureVerification":{"level":"strict"},"trustStores":["ca:plimsoll.test"],"trustedIdentities":["*"]}]}
            """);
        var options = new[] { "--trust-policy", _bench["policy.json"], "--trust-store", _bench[".config/notation"] };
        (await VerifyAsync(image, options)).Code.ShouldBe(ExitCode.VerificationFailed);

        await _bench.RunAsync("notation", "sign", "--insecure-registry", "--signature-format", format, "--force-referrers-tag=" + byTag, image);

        var (code, report) = await VerifyAsync(image, options);
        code.ShouldBe(ExitCode.Ok, report.ToString());
        report.GetProperty("signatures").EnumerateArray().ShouldHaveSingleItem().GetProperty("family").GetString().ShouldBe("notation");
        report.GetProperty("signatures")[0].GetProperty("identity").GetString()!.ShouldContain("CN=plimsoll.test");
    }

    [Fact]
    public async Task Verifies_a_signature_in_an_image_layout()
    {
        var image = await PrepareAsync();
        await _bench.RunAsync("cosign", "generate-key-pair");
        await _bench.RunAsync("cosign", "sign", "-y", "--key", "cosign.key", "--use-signing-config=false", "--tlog-upload=false", "--allow-http-registry", image);
        await _bench.RunAsync("oras", "cp", "-r", "--from-plain-http", "--to-oci-layout", _repository + ":1", _bench["copy"] + ":1");

        var (code, report) = await RunAsync($"oci:{_bench["copy"]}:1", "--key", _bench["cosign.pub"]);

        code.ShouldBe(ExitCode.Ok, report.ToString());
    }

    [Fact]
    public async Task Says_when_there_is_no_such_image() =>
        (await CommandAsync("verify", $"{server.Host}/verify/none:1", "--key", await KeyAsync())).Code.ShouldBe(ExitCode.NotFound);

    private async Task<string> KeyAsync()
    {
        await _bench.RunAsync("cosign", "generate-key-pair");
        return _bench["cosign.pub"];
    }

    private async Task<string> PrepareAsync()
    {
        var digest = (await SampleImage.MakeAsync(_bench)).Digest;
        await _bench.RunAsync("crane", "push", "layout", _repository + ":1");
        return $"{_repository}@{digest}";
    }

    private Task<(int Code, JsonElement Report)> VerifyAsync(string image, params string[] options) => RunAsync(image, options);

    private async Task<(int Code, JsonElement Report)> RunAsync(string image, params string[] options)
    {
        var (code, output, error) = await CommandAsync(["verify", image, .. options, "--format", "json"]);
        return output.Length > 0 ? (code, JsonDocument.Parse(output).RootElement) : throw new Xunit.Sdk.XunitException($"{code}: {error}");
    }

    private async Task<(int Code, string Output, string Error)> CommandAsync(params string[] arguments)
    {
        var output = await _bench.TryAsync(Program, arguments);
        return (output.Code, output.Standard, output.Error);
    }
}
