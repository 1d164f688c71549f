using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Plimsoll.Cli;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>A repository of Notary v1 (Docker Content Trust) that the real client and server made: <c>plimsoll verify-notary</c> reads what the client lists.</summary>
public sealed class NotaryTests : IAsyncLifetime
{
    private const string Repository = "registry.example/shop/api";
    private const string Hash = "641d4ff4d97fedf4a570b2769eaff17ea8f28a58d834e23c5c2c628aa2c77abe";

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "plimsoll");

    private readonly Workbench _bench = new(loggedIn: false);
    private Process? _server;
    private string _address = "";

    private string Metadata => _bench[$"trust/tuf/{Repository}/metadata"];

    public async ValueTask InitializeAsync()
    {
        WriteCertificate();
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _address = listener.LocalEndpoint.ToString()!;
        }
        await File.WriteAllTextAsync(_bench["server.json"], $$"""
            {"server": {"http_addr": "{{_address}}", "tls_cert_file": "{{_bench["cert.pem"]}}", "tls_key_file": "{{_bench["key.pem"]}}"},
             "trust_service": {"type": "local", "hostname": "", "port": "", "tls_ca_file": "", "key_algorithm": "ecdsa"}, "logging": {"level": "error"}, "storage": {"backend": "memory"} }
            """);
        _server = Process.Start(new ProcessStartInfo(Tool.Locate("notary-server"), ["-config", _bench["server.json"]]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        foreach (var role in new[] { "ROOT", "TARGETS", "SNAPSHOT", "DELEGATION" }) _bench.Set($"NOTARY_{role}_PASSPHRASE", "correct-horse");
        await AnswersAsync();
    }

    public ValueTask DisposeAsync()
    {
        _server?.Kill();
        _server?.WaitForExit();
        _server?.Dispose();
        _bench.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Reads_what_the_client_published_and_refuses_what_was_changed_in_it()
    {
        await NotaryAsync("init", "-p", Repository);
        await NotaryAsync("addhash", "-p", Repository, "1", "123", "--sha256", Hash);
        (await NotaryAsync("list", Repository)).ShouldContain(Hash);

        var (code, output, _) = await VerifyAsync("1");
        code.ShouldBe(ExitCode.Ok);
        output.ShouldStartWith("Verified: signed by notary:");
        output.ShouldContain("the tag is bound to sha256:" + Hash);

        (await VerifyAsync("2")).ShouldSatisfyAllConditions(answer => answer.Code.ShouldBe(ExitCode.VerificationFailed), answer => answer.Error.ShouldContain("binds no tag '2'"));
        (await VerifyAsync("1", "--root-key-id", new string('0', 64))).ShouldSatisfyAllConditions(answer => answer.Code.ShouldBe(ExitCode.VerificationFailed), answer => answer.Error.ShouldContain("none of the trusted keys"));
        var targets = Path.Combine(Metadata, "targets.json");
        await File.WriteAllTextAsync(targets, (await File.ReadAllTextAsync(targets)).Replace("\"length\":123", "\"length\":124"));
        (await VerifyAsync("1")).ShouldSatisfyAllConditions(answer => answer.Code.ShouldBe(ExitCode.VerificationFailed), answer => answer.Error.ShouldContain("targets is another file"));
    }

    private Task<string> NotaryAsync(params string[] arguments) => _bench.RunAsync("notary", ["-s", "https://" + _address, "-d", _bench["trust"], "--tlscacert", _bench["cert.pem"], .. arguments]);

    private async Task<(int Code, string Output, string Error)> VerifyAsync(string tag, params string[] options)
    {
        var run = await _bench.TryAsync(Program, ["verify-notary", "--metadata", Metadata, "--tag", tag, .. options]);
        return (run.Code, run.Standard, run.Error);
    }

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        File.WriteAllText(_bench["cert.pem"], certificate.ExportCertificatePem());
        File.WriteAllText(_bench["key.pem"], key.ExportPkcs8PrivateKeyPem());
    }

    private async Task AnswersAsync()
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPEndPoint.Parse(_address));
                return;
            }
            catch (SocketException) when (!_server!.HasExited)
            {
                await Task.Delay(100);
            }
        }
        throw new TimeoutException("notary-server does not answer");
    }
}
