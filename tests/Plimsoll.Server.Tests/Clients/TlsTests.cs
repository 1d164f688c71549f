namespace Plimsoll.Server.Tests.Clients;

/// <summary>The server with a certificate from PEM files, signed through an intermediate of an authority that only these tests know.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly Workbench _authority = new();
    private readonly RunningServer _server = new() { Scheme = "https" };

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_authority["san"], "subjectAltName=IP:127.0.0.1,DNS:localhost\nbasicConstraints=CA:FALSE\n");
        await _authority.RunLineAsync("openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=authority");
        await File.WriteAllTextAsync(_authority["signs"], "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n");
        await _authority.RunLineAsync("openssl req -newkey rsa:2048 -nodes -keyout between.key -out between.csr -subj /CN=between");
        await _authority.RunLineAsync("openssl x509 -req -in between.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile signs -out between.crt");
        await _authority.RunLineAsync("openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=127.0.0.1");
        await _authority.RunLineAsync("openssl x509 -req -in server.csr -CA between.crt -CAkey between.key -CAcreateserial -days 2 -extfile san -out server.crt");
        await File.AppendAllTextAsync(_authority["server.crt"], await File.ReadAllTextAsync(_authority["between.crt"]));
        _server.Settings["PLIMSOLL__TLS__CERTIFICATE"] = _authority["server.crt"];
        _server.Settings["PLIMSOLL__TLS__KEY"] = _authority["server.key"];
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task Serves_clients_that_know_the_authority_and_no_others()
    {
        using var bench = new Workbench(_server.Host);
        var image = await SampleImage.MakeAsync(bench);
        Directory.CreateDirectory(bench["trusted"]);
        File.Copy(_authority["ca.crt"], bench["trusted/ca.crt"]);
        var target = $"{_server.Host}/tls/image";

        (await bench.FailAsync("skopeo", "copy", "oci:layout:1", $"docker://{target}:1")).ShouldContain("certificate signed by unknown authority");
        (await bench.FailAsync("crane", "push", "layout", target + ":1")).ShouldContain("certificate signed by unknown authority");

        await bench.RunAsync("skopeo", "copy", "--dest-cert-dir", "trusted", "oci:layout:1", $"docker://{target}:1");
        bench.Set("SSL_CERT_FILE", _authority["ca.crt"]);
        (await bench.RunAsync("crane", "digest", target + ":1")).ShouldBe(image.Digest);
        (await bench.RunAsync("oras", "resolve", "--ca-file", "trusted/ca.crt", target + ":1")).ShouldBe(image.Digest);
    }

    [Fact]
    public async Task Speaks_no_plain_http_on_the_same_port()
    {
        using var http = new HttpClient();

        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(new UriBuilder(_server.Address) { Scheme = "http" }.Uri));
    }
}
