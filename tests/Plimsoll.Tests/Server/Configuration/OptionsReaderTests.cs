using System.Collections;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Tests.Server.Configuration;

public sealed class OptionsReaderTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Lets_the_environment_win_over_the_file_and_the_command_line_over_both()
    {
        var options = Read("""
            data: /file
            url: http://127.0.0.1:1
            registry:
              uploadHours: 1
              graceHours: 2
              sparseIndexes: ["a/**", b]
            inspection: {enabled: false}
            """,
            new() { ["PLIMSOLL__URL"] = "http://127.0.0.1:2", ["PLIMSOLL__REGISTRY__UPLOADHOURS"] = "3", ["PLIMSOLL__DATA"] = "/environment", ["PLIMSOLL_ADMIN_PASSWORD"] = "x" },
            new() { ["data"] = "/typed" });

        options.Data.ShouldBe("/typed");
        options.Url.ShouldBe("http://127.0.0.1:2");
        options.Registry.UploadHours.ShouldBe(3);
        options.Registry.GraceHours.ShouldBe(2);
        options.Registry.SparseIndexes.ShouldBe(["a/**", "b"]);
        options.Inspection.Enabled.ShouldBeFalse();
    }

    [Fact]
    public void Takes_a_list_from_the_environment_with_commas() =>
        Read("registry: {namespaces: [x]}", new() { ["PLIMSOLL__Registry__Namespaces"] = "a.example, b.example" }, []).Registry.Namespaces.ShouldBe(["a.example", "b.example"]);

    [Fact]
    public void Is_all_defaults_without_sources()
    {
        var options = OptionsReader.Read(null, new Hashtable(), new Dictionary<string, string>());

        options.Data.ShouldBe("./data");
        options.Url.ShouldBe("http://127.0.0.1:5000");
    }

    [Theory]
    [InlineData("registry: {graceHurs: 1}", "registry.graceHurs: '1' cannot be used; there is no such setting", "registry.graceHours")]
    [InlineData("registry: {graceHours: many}", "registry.graceHours: 'many' cannot be used; a whole number is expected", "line 1")]
    [InlineData("registry: {graceHours: -1}", "registry.graceHours: '-1' cannot be used", "whole number")]
    [InlineData("inspection:\n  enabled: maybe", "inspection.enabled: 'maybe' cannot be used; true or false is expected", "line 2")]
    [InlineData("data: [a, b]", "data: 'a, b' cannot be used; one value is expected", "line 1")]
    [InlineData("registry: {namespaces: [{a: b}]}", "registry.namespaces: ", "a single value is expected")]
    [InlineData("registry: [", "config: ", "cannot be used")]
    [InlineData("just text", ": 'just text' cannot be used; there is no such setting", "known are")]
    public void Names_the_key_the_value_and_what_is_allowed(string yaml, string start, string also)
    {
        var message = Should.Throw<OptionsException>(() => Read(yaml, [], [])).Message;

        message.ShouldContain(start);
        message.ShouldContain(also);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("registry:\n  accelRedirect:\n")]
    public void Takes_what_says_nothing_as_the_default(string yaml) => Read(yaml, [], []).Registry.AccelRedirect.ShouldBeNull();

    [Fact]
    public void Knows_every_key_with_its_default() => OptionsReader.Keys().ShouldContain(("registry.uploadHours", "24"));

    private ServerOptions Read(string yaml, Dictionary<string, string> environment, Dictionary<string, string> commandLine)
    {
        File.WriteAllText(_file, yaml);
        return OptionsReader.Read(_file, environment, commandLine);
    }
}
