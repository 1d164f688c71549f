using System.Text;
using Plimsoll.Client.Auth;

namespace Plimsoll.Tests.Client.Auth;

public sealed class DockerConfigTests
{
    [Fact]
    public void Finds_what_the_different_logins_write()
    {
        var config = DockerConfig.Parse("""
            {"auths":{
              "registry.example.com:5000":{"auth":"YWxpY2U6czpl"},
              "https://old.example.com/v1/":{"username":"bob","password":"pw"},
              "https://index.docker.io/v1/":{"auth":"aHViOnB3"},
              "cloud.example.com":{"auth":"PHRva2VuPjo=","identitytoken":"refresh"},
              "helper.example.com":{}},
             "credsStore":"desktop"}
            """u8.ToArray());

        config.Find("registry.example.com:5000").ShouldBe(new Credential.Password("alice", "s:e"));
        config.Find("old.example.com").ShouldBe(new Credential.Password("bob", "pw"));
        config.Find("docker.io").ShouldBe(new Credential.Password("hub", "pw"));
        config.Find("cloud.example.com").ShouldBe(new Credential.IdentityToken("refresh"));
        config.Find("helper.example.com").ShouldBeNull();
        config.Find("registry.example.com").ShouldBeNull();
        config.Find("evil-registry.example.com:5000").ShouldBeNull();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"auths":[]}""")]
    [InlineData("""{"auths":{"a.example":"text"}}""")]
    public void Is_empty_without_entries(string text) => DockerConfig.Parse(Encoding.UTF8.GetBytes(text)).Find("a.example").ShouldBeNull();

    [Theory]
    [InlineData("""{"auths":{"a.example":{"auth":"%%%"}}}""", "not base64")]
    [InlineData("""{"auths":{"a.example":{"auth":"bm9jb2xvbg=="}}}""", "not user:password")]
    public void Says_which_entry_is_broken(string text, string reason) =>
        Should.Throw<FormatException>(() => DockerConfig.Parse(Encoding.UTF8.GetBytes(text))).Message.ShouldContain(reason);

    [Fact]
    public void Names_the_file_that_is_broken()
    {
        var folder = Directory.CreateTempSubdirectory("plimsoll-");
        File.WriteAllText(Path.Combine(folder.FullName, "config.json"), "{");

        var failure = Should.Throw<FormatException>(() => DockerConfig.Load(name => name == "DOCKER_CONFIG" ? folder.FullName : null));

        failure.Message.ShouldContain(Path.Combine(folder.FullName, "config.json"));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Takes_a_pair_from_the_environment_only_when_it_is_complete()
    {
        GivenCredential.FromEnvironment(name => name == "PLIMSOLL_USER" ? "alice" : null).ShouldBeNull();
        GivenCredential.FromEnvironment(name => name == "PLIMSOLL_USER" ? "alice" : "pw")!.Find("any").ShouldBe(new Credential.Password("alice", "pw"));
        new Credential.Password("alice", "pw").ToString().ShouldNotContain("pw");
    }
}
