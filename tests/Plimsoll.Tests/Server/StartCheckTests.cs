using Plimsoll.Server;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Tests.Server;

/// <summary>The same code runs at every start, so what passes here starts, as far as the settings are concerned.</summary>
public sealed class StartCheckTests
{
    [Fact]
    public void Takes_the_defaults_without_making_the_data_folder()
    {
        var data = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        PlimsollServer.Check(new ServerOptions { Data = data });

        Directory.Exists(data).ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://*:0", null)]
    [InlineData("http://localhost:5000", "https://registry.example.org")]
    [InlineData("http://[::1]:5000", "http://registry.example.org:5000/")]
    public void Takes_addresses_that_a_server_can_have(string url, string? publicUrl) => PlimsollServer.Check(new ServerOptions { Url = url, PublicUrl = publicUrl });

    [Theory]
    [InlineData("url", "127.0.0.1:5000", null)]
    [InlineData("url", "ftp://127.0.0.1", null)]
    [InlineData("url", "http://nowhere.invalid:5000", null)]
    [InlineData("url", "https://127.0.0.1:5000", null)]
    [InlineData("publicUrl", "http://127.0.0.1:5000", "registry.example.org")]
    [InlineData("publicUrl", "http://127.0.0.1:5000", "https://registry.example.org/images")]
    [InlineData("publicUrl", "http://127.0.0.1:5000", "ftp://registry.example.org")]
    [InlineData("publicUrl", "http://127.0.0.1:5000", "")]
    public void Refuses_addresses_that_cannot_be(string key, string url, string? publicUrl) => KeyOf(new ServerOptions { Url = url, PublicUrl = publicUrl }).ShouldBe(key);

    [Fact]
    public void Refuses_TLS_files_that_are_missing_or_hold_something_else()
    {
        var text = Path.GetTempFileName();
        var options = new ServerOptions { Url = "https://127.0.0.1:5000", Tls = { Certificate = text, Key = "/nowhere/tls.key" } };

        KeyOf(options).ShouldBe("tls.key");
        options.Tls.Key = text;
        KeyOf(options).ShouldBe("tls.certificate");
        File.Delete(text);
        KeyOf(options).ShouldBe("tls.certificate");
    }

    [Theory]
    [InlineData("blobs.s3.bucket", null, "http://127.0.0.1:8080", null, null, "")]
    [InlineData("blobs.s3.bucket", null, null, "key", "secret", "")]
    [InlineData("blobs.s3.endpoint", "blobs", "127.0.0.1:8080", null, null, "")]
    [InlineData("blobs.s3.endpoint", "blobs", "http://127.0.0.1:8080/blobs", null, null, "")]
    [InlineData("blobs.s3.endpoint", "blobs", "http://key:secret@127.0.0.1", null, null, "")]
    [InlineData("blobs.s3.secretKey", "blobs", null, "key", null, "")]
    [InlineData("blobs.s3.accessKey", "blobs", null, null, "secret", "")]
    [InlineData("blobs.s3.prefix", "blobs", null, "key", "secret", "/registry")]
    public void Refuses_half_of_an_S3_store(string key, string? bucket, string? endpoint, string? accessKey, string? secretKey, string prefix)
    {
        var options = new ServerOptions { Blobs = { S3 = { Bucket = bucket, Endpoint = endpoint, AccessKey = accessKey, SecretKey = secretKey, Prefix = prefix } } };
        KeyOf(options).ShouldBe(key);
    }

    [Fact]
    public void Takes_an_S3_store_without_looking_for_it_and_never_shows_its_secret()
    {
        var options = new ServerOptions { Blobs = { S3 = { Bucket = "blobs", Endpoint = "https://s3.invalid:9000", AccessKey = "key", SecretKey = "wonderful" } } };
        PlimsollServer.Check(options);
        OptionSchema.Options.Select(o => o.Read(options)).ShouldNotContain(v => v.Contains("wonderful"));
        options.Registry.AccelRedirect = "/protected/";
        KeyOf(options).ShouldBe("registry.accelRedirect");
    }

    [Fact]
    public void Refuses_a_pattern_that_would_never_match()
    {
        var options = new ServerOptions();
        options.Registry.SparseIndexes.Add("mirror/**");
        PlimsollServer.Check(options);
        options.Registry.SparseIndexes.Add("Mirror/**/x");

        var refused = Should.Throw<OptionsException>(() => PlimsollServer.Check(options));

        refused.Message.ShouldStartWith("registry.sparseIndexes: 'Mirror/**/x' cannot be used; expected a repository name");
    }

    [Fact]
    public void Refuses_proxies_that_are_no_addresses()
    {
        var options = new ServerOptions();
        options.TrustedProxies.Add("10.0.0.0/8");
        PlimsollServer.Check(options);
        options.TrustedProxies.Add("proxy.example");

        KeyOf(options).ShouldBe("trustedProxies");
    }

    [Fact]
    public void Refuses_a_file_as_the_data_folder()
    {
        var file = Path.GetTempFileName();

        KeyOf(new ServerOptions { Data = file }).ShouldBe("data");

        File.Delete(file);
    }

    private static string KeyOf(ServerOptions options) => Should.Throw<OptionsException>(() => PlimsollServer.Check(options)).Key;
}
