using Plimsoll.Client;

namespace Plimsoll.Tests.Client;

public sealed class RegistryEndpointTests
{
    [Theory]
    [InlineData("registry.example.com", null, "https://registry.example.com/")]
    [InlineData("registry.example.com:8443", null, "https://registry.example.com:8443/")]
    [InlineData("registry.example.com", true, "http://registry.example.com/")]
    [InlineData("localhost", null, "http://localhost:5000/")]
    [InlineData("127.0.0.1", null, "http://127.0.0.1:5000/")]
    [InlineData("127.0.0.1:8080", null, "http://127.0.0.1:8080/")]
    [InlineData("[::1]:8080", null, "http://[::1]:8080/")]
    [InlineData("localhost:5443", false, "https://localhost:5443/")]
    [InlineData("docker.io", null, "https://registry-1.docker.io/")]
    public void Finds_the_address(string host, bool? plainHttp, string expected) => RegistryEndpoint.Of(host, plainHttp).AbsoluteUri.ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("host/path")]
    [InlineData("user@host")]
    [InlineData("host:99999")]
    [InlineData("host?x")]
    public void Refuses_what_is_no_host(string host) => Should.Throw<FormatException>(() => RegistryEndpoint.Of(host, null));
}
