using Plimsoll.Client.Http;

namespace Plimsoll.Tests.Client.Http;

public sealed class TargetRuleTests
{
    [Theory]
    [InlineData("http://auth.example.com/token", "leaves https")]
    [InlineData("https://169.254.169.254/latest/meta-data", "link-local")]
    [InlineData("https://[fe80::1]/token", "link-local")]
    [InlineData("https://0.0.0.0/token", "link-local or reserved")]
    [InlineData("https://[64:ff9b::7f00:1]/token", "reserved")]
    [InlineData("https://127.0.0.1/token", "this machine")]
    [InlineData("https://127.1/token", "this machine")]
    [InlineData("https://2130706433/token", "this machine")]
    [InlineData("https://0x7f.0.0.1/token", "this machine")]
    [InlineData("https://127。0。0。1/token", "this machine")]
    [InlineData("https://[::1]/token", "this machine")]
    [InlineData("https://[::ffff:127.0.0.1]/token", "this machine")]
    [InlineData("https://localhost/token", "this machine")]
    [InlineData("https://localhost./token", "this machine")]
    [InlineData("https://db.localhost/token", "this machine")]
    [InlineData("https://10.0.0.1/token", "private network")]
    [InlineData("https://172.31.255.255/token", "private network")]
    [InlineData("https://192.168.1.1./token", "private network")]
    [InlineData("https://[::ffff:10.0.0.1]/token", "private network")]
    [InlineData("https://[fd00::1]/token", "private network")]
    [InlineData("https://postgres/token", "private network")]
    [InlineData("https://vault.internal/token", "private network")]
    [InlineData("https://user:secret@auth.example.com/token", "user name")]
    [InlineData("file:///etc/passwd", "only http and https")]
    [InlineData("gopher://auth.example.com/", "only http and https")]
    public void Refuses_places_where_a_registry_of_the_internet_has_no_business(string target, string reason) =>
        TargetRule.Refusal(new Uri("https://registry.example.com/"), new Uri(target)).ShouldNotBeNull().ShouldContain(reason);

    [Theory]
    [InlineData("https://registry.example.com/", "https://auth.example.net/token")]
    [InlineData("https://registry.example.com/", "https://registry.example.com:8443/token")]
    [InlineData("https://registry.example.com/", "https://8.8.8.8/token")]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1:5001/token")]
    [InlineData("http://localhost:5000/", "http://127.0.0.1:5001/token")]
    [InlineData("http://127.0.0.1:5000/", "http://192.168.1.9:9000/bucket")]
    [InlineData("https://registry:5000/", "https://auth:5001/token")]
    [InlineData("https://10.0.0.5/", "https://10.0.0.6/token")]
    [InlineData("https://10.0.0.5/", "https://auth.example.com/token")]
    [InlineData("http://registry.example.com/", "https://auth.example.net/token")]
    public void Lets_a_registry_name_its_like(string registry, string target) => TargetRule.Refusal(new Uri(registry), new Uri(target)).ShouldBeNull();

    [Theory]
    [InlineData("https://10.0.0.5/", "https://127.0.0.1/token")]
    [InlineData("https://10.0.0.5/", "https://169.254.169.254/token")]
    [InlineData("http://127.0.0.1:5000/", "http://169.254.169.254/token")]
    [InlineData("http://registry.example.com/", "http://auth.example.net/token")]
    public void Refuses_what_lies_nearer_than_the_registry(string registry, string target) => TargetRule.Refusal(new Uri(registry), new Uri(target)).ShouldNotBeNull();

    [Theory]
    [InlineData("https://a.example:443/x", "https://A.example/y", true)]
    [InlineData("https://a.example/x", "http://a.example/x", false)]
    [InlineData("https://a.example/x", "https://a.example:444/x", false)]
    [InlineData("https://a.example/x", "https://b.a.example/x", false)]
    public void Knows_when_two_addresses_have_one_origin(string a, string b, bool same) => TargetRule.SameOrigin(new Uri(a), new Uri(b)).ShouldBe(same);
}
