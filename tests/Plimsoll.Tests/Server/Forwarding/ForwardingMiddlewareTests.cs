using System.Net;
using Microsoft.AspNetCore.Http;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Forwarding;

namespace Plimsoll.Tests.Server.Forwarding;

public sealed class ForwardingMiddlewareTests
{
    private const string Proxy = "10.0.0.1";

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.7:51234", "203.0.113.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("[2001:db8::7]:443", "2001:db8::7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("1.1.1.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("1.1.1.1, 203.0.113.7, 10.0.0.2", "203.0.113.7")]
    [InlineData("10.0.0.3,10.0.0.2", "10.0.0.3")]
    [InlineData("rubbish, 203.0.113.7", "203.0.113.7")]
    public void Takes_the_first_address_from_the_right_that_is_no_proxy(string header, string client) => ClientOf(("X-Forwarded-For", header)).ShouldBe(client);

    /// <summary>The examples of RFC 7239, sections 4, 6.1, 6.3 and 7.1, behind a proxy that is trusted.</summary>
    [Theory]
    [InlineData("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60")]
    [InlineData("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17")]
    [InlineData("for=192.0.2.43, for=198.51.100.17", "198.51.100.17")]
    [InlineData("for=192.0.2.43,for=\"[2001:db8:cafe::17]\",for=10.9.9.9", "2001:db8:cafe::17")]
    [InlineData("for=\"192.0.2.43:47011\"", "192.0.2.43")]
    [InlineData("for=192.0.2.43, for=\"_gazonk\"", Proxy)]
    [InlineData("for=unknown", Proxy)]
    [InlineData("by=203.0.113.43;proto=https", Proxy)]
    [InlineData("for=\"1\\92.0.2.43\" ; by=\"a,b;c\\\"\" , for=10.9.9.9", "192.0.2.43")]
    public void Reads_the_standard_header(string header, string client) => ClientOf(("Forwarded", header)).ShouldBe(client);

    [Theory]
    [InlineData("X-Forwarded-For", "")]
    [InlineData("X-Forwarded-For", "unknown")]
    [InlineData("X-Forwarded-For", "203.0.113.7, ")]
    [InlineData("X-Forwarded-For", "203.0.113.7:99999")]
    [InlineData("X-Forwarded-For", "203.0.113.07")]
    [InlineData("X-Forwarded-For", "3405803783")]
    [InlineData("X-Forwarded-For", "fe80::1%eth0")]
    [InlineData("X-Forwarded-For", "[203.0.113.7]")]
    [InlineData("X-Forwarded-For", "[2001:db8::7")]
    [InlineData("Forwarded", "for=203.0.113.7,")]
    [InlineData("Forwarded", "for=203.0.113.7;for=203.0.113.8")]
    [InlineData("Forwarded", "for=\"203.0.113.7")]
    [InlineData("Forwarded", "for=\"203.0.113.7\\")]
    [InlineData("Forwarded", "for=203.0.113.7 for=203.0.113.8")]
    [InlineData("Forwarded", "203.0.113.7")]
    [InlineData("Forwarded", "for=")]
    [InlineData("Forwarded", "")]
    public void Lets_the_proxys_address_count_where_the_header_is_malformed(string name, string value) => ClientOf((name, value)).ShouldBe(Proxy);

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7,")]
    [InlineData("Forwarded", "for=203.0.113.7,")]
    public void Does_not_read_a_header_that_is_longer_than_4096_characters(string name, string element)
    {
        var fits = string.Concat(Enumerable.Repeat(element, 4096 / element.Length)).TrimEnd(',');

        ClientOf((name, fits)).ShouldBe("203.0.113.7");
        ClientOf((name, fits + "," + fits)).ShouldBe(Proxy);
    }

    [Fact]
    public void Believes_nobody_else()
    {
        var http = Request("192.0.2.99", ("X-Forwarded-For", "203.0.113.7"), ("Forwarded", "for=203.0.113.7;proto=https;host=evil.example"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"));

        Run(http);

        http.Connection.RemoteIpAddress.ShouldBe(IPAddress.Parse("192.0.2.99"));
        http.Request.Scheme.ShouldBe("http");
        http.Request.Host.Value.ShouldBe("registry:5000");
    }

    [Fact]
    public void Knows_a_proxy_whose_connection_shows_IPv4_as_IPv6()
    {
        var http = Request("::ffff:10.0.0.1", ("X-Forwarded-For", "203.0.113.7"));

        Run(http);

        http.Connection.RemoteIpAddress.ShouldBe(IPAddress.Parse("203.0.113.7"));
    }

    /// <summary>A proxy that sets one of them passes the other on as the client wrote it.</summary>
    [Fact]
    public void Believes_neither_header_when_they_name_different_clients()
    {
        ClientOf(("X-Forwarded-For", "203.0.113.7"), ("Forwarded", "for=203.0.113.8")).ShouldBe(Proxy);
        ClientOf(("X-Forwarded-For", "203.0.113.7"), ("Forwarded", "for=203.0.113.7")).ShouldBe("203.0.113.7");
    }

    [Theory]
    [InlineData("203.0.113.7", "https", "images.example:8443", "https", "images.example:8443")]
    [InlineData("203.0.113.7, 10.0.0.2", "https, http", "images.example, inner.example", "https", "images.example")]
    [InlineData("1.1.1.1, 203.0.113.7", "gopher, https", "evil.example, images.example", "https", "images.example")]
    [InlineData("203.0.113.7, 10.0.0.2", "HTTPS", "[2001:db8::1]:5000", "https", "[2001:db8::1]:5000")]
    [InlineData("203.0.113.7", "javascript", "a\"b", "http", "registry:5000")]
    [InlineData("203.0.113.7", "", "a:b:c", "http", "registry:5000")]
    public void Takes_scheme_and_host_from_the_headers_beside_it(string client, string proto, string host, string scheme, string expectedHost)
    {
        var http = Request(Proxy, ("X-Forwarded-For", client), ("X-Forwarded-Proto", proto), ("X-Forwarded-Host", host));

        Run(http);

        (http.Request.Scheme, http.Request.Host.Value).ShouldBe((scheme, expectedHost));
    }

    [Fact]
    public void Takes_scheme_and_host_from_the_standard_header()
    {
        var http = Request(Proxy, ("Forwarded", "for=203.0.113.7;proto=https;host=\"images.example:8443\", for=10.0.0.2;proto=http;host=inner.example"));

        Run(http);

        (http.Request.Scheme, http.Request.Host.Value).ShouldBe(("https", "images.example:8443"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.7:80")]
    [InlineData("10")]
    [InlineData("10/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("proxy.example")]
    [InlineData("[fd00::1]")]
    public void Refuses_a_proxy_that_is_neither_an_address_nor_a_network(string text) =>
        Should.Throw<OptionsException>(() => Trusting(text)).Key.ShouldBe("trustedProxies");

    private static string ClientOf(params (string Name, string Value)[] headers)
    {
        var http = Request(Proxy, headers);
        Run(http);
        return http.Connection.RemoteIpAddress!.ToString();
    }

    private static void Run(HttpContext http)
    {
        var passed = false;
        new ForwardingMiddleware(_ => { passed = true; return Task.CompletedTask; }, Trusting("10.0.0.0/8", "fd00::/8", "127.0.0.1")).InvokeAsync(http).IsCompletedSuccessfully.ShouldBeTrue();
        passed.ShouldBeTrue();
    }

    private static TrustedProxies Trusting(params string[] proxies)
    {
        var options = new ServerOptions();
        foreach (var proxy in proxies) options.TrustedProxies.Add(proxy);
        return TrustedProxies.Of(options);
    }

    private static DefaultHttpContext Request(string peer, params (string Name, string Value)[] headers)
    {
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(peer) }, Request = { Scheme = "http", Host = new HostString("registry:5000") } };
        foreach (var (name, value) in headers) http.Request.Headers.Append(name, value);
        return http;
    }
}
