using System.Text;
using Plimsoll.Inspection.Configuration;

namespace Plimsoll.Tests.Inspection.Configuration;

public sealed class ConfigurationReaderTests
{
    [Fact]
    public void Reads_what_docker_writes()
    {
        var (facts, problems) = Read("""
            {"architecture":"arm64","variant":"v8","os":"linux","created":"2025-05-20T00:00:00.5Z","author":"me",
             "config":{"User":"1000:1000","Env":["A=b","PATH=/bin"],"Entrypoint":["/init"],"Cmd":["-v"],"WorkingDir":"/app","StopSignal":"SIGTERM",
               "ExposedPorts":{"8080/tcp":{},"53/udp":{}},"Volumes":{"/data":{}},"Labels":{"b":"2","a":"1"},
               "Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":30000000000,"Retries":3}},
             "rootfs":{"type":"layers","diff_ids":["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]},
             "history":[{"created":"2025-05-20T00:00:00Z","created_by":"ADD x"},{"created_by":"CMD","empty_layer":true,"comment":"c"}]}
            """, layers: 1);

        problems.ShouldBeEmpty();
        facts!.Platform.ShouldBe("linux/arm64/v8");
        facts.Created.ShouldBe("2025-05-20T00:00:00.5Z");
        facts.Labels.Keys.ShouldBe(["a", "b"]);
        facts.Config.ExposedPorts.ShouldBe(["53/udp", "8080/tcp"]);
        facts.Config.Env.ShouldBe(["A=b", "PATH=/bin"]);
        (facts.Config.User, facts.Config.WorkingDir, facts.Config.StopSignal).ShouldBe(("1000:1000", "/app", "SIGTERM"));
        (facts.Config.HealthCheck!.Interval, facts.Config.HealthCheck.Retries, facts.Config.HealthCheck.Timeout).ShouldBe((30_000_000_000, 3, null));
        facts.DiffIds.ShouldHaveSingleItem().ShouldNotBeNull();
        (facts.CreatedBy(0), facts.CreatedBy(1)).ShouldBe(("ADD x", null));
    }

    [Fact]
    public void Ties_no_line_to_a_layer_when_they_do_not_add_up()
    {
        var (facts, problems) = Read("""{"history":[{"created_by":"one"},{"created_by":"two"}]}""", layers: 3);

        facts!.CreatedBy(0).ShouldBeNull();
        facts.History.Select(entry => entry.CreatedBy).ShouldBe(["one", "two"]);
        problems.ShouldHaveSingleItem().ShouldContain("2 lines for 3 layers");
    }

    [Fact]
    public void Names_that_are_not_UTF_8_are_left_out_and_told()
    {
        var problems = new List<string>();
        var json = "{\"config\":{\"Labels\":{\"a\u00d2b\":\"1\",\"c\":\"2\"},\"Volumes\":{\"/d\u00d2\":{}}}}"u8.ToArray();
        // In Latin-1, where one byte is the whole letter.
        var damaged = Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(json));

        var facts = ConfigurationReader.Read(damaged, 0, problems.Add);

        facts!.Labels.Keys.ShouldBe(["c"]);
        facts.Config.Volumes.ShouldBe([]);
        problems.ShouldBe(["config.Labels has a name that is not text", "config.Volumes has a name that is not text"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"config":[]}""", "config is not an object")]
    [InlineData("""{"config":{"Env":"A=b"}}""", null)]
    [InlineData("""{"config":{"Env":[1]}}""", "config.Env has an entry that is not text")]
    [InlineData("""{"config":{"Labels":{"a":1,"b":"2"}}}""", "the value of 'a' is not text")]
    [InlineData("""{"config":{"User":0}}""", "config.User is not text")]
    [InlineData("""{"created":{"a":"b"}}""", "created is not text")]
    [InlineData("""{"history":[1,{"created_by":"x"}]}""", "history has an entry that is not an object")]
    [InlineData("""{"rootfs":{"diff_ids":"x"}}""", null)]
    [InlineData("""{"author":"\ud800"}""", null)]
    [InlineData("""{"config":null,"history":null,"rootfs":null,"created":null}""", null)]
    public void Leaves_out_fields_of_another_type_and_says_so(string json, string? problem)
    {
        var (facts, problems) = Read(json, layers: 1);

        facts.ShouldNotBeNull();
        if (problem is null) problems.ShouldBeEmpty();
        else problems.ShouldHaveSingleItem().ShouldContain(problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("\u0000")]
    public void Says_that_a_configuration_is_none(string json)
    {
        var (facts, problems) = Read(json, layers: 0);

        facts.ShouldBeNull();
        problems.ShouldHaveSingleItem().ShouldStartWith("the image configuration is not");
    }

    [Fact]
    public void Reads_no_deeper_than_64() => Read(new string('[', 100), layers: 0).Facts.ShouldBeNull();

    private static (ConfigurationFacts? Facts, List<string> Problems) Read(string json, int layers)
    {
        var problems = new List<string>();
        return (ConfigurationReader.Read(Encoding.UTF8.GetBytes(json), layers, problems.Add), problems);
    }
}
