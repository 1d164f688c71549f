using System.Collections;
using Plimsoll.Server;
using Plimsoll.Server.Configuration;
using Plimsoll.Tests.Architecture;

namespace Plimsoll.Tests.Server.Configuration;

public sealed class ServerOptionsLoaderTests : IDisposable
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
        var options = ServerOptionsLoader.Load(null, new Hashtable(), new Dictionary<string, string>());

        options.Data.ShouldBe("./data");
        options.Url.ShouldBe("http://127.0.0.1:5000");
    }

    [Theory]
    [InlineData("registry: {graceHurs: 1}", "registry.graceHurs: '1' cannot be used; there is no such setting", "did you mean registry.graceHours?")]
    [InlineData("dta: /x", "dta: '/x' cannot be used", "did you mean data?")]
    [InlineData("registry: {graceHours: many}", "registry.graceHours: 'many' cannot be used; expected a whole number", "line 1")]
    [InlineData("registry: {graceHours: -1}", "registry.graceHours: '-1' cannot be used", "from 1 to 8760")]
    [InlineData("registry: {maxBlobSize: 0}", "registry.maxBlobSize: '0' cannot be used", "from 1 to ")]
    [InlineData("registry: {maxBlobSize: 99999999999999999999}", "registry.maxBlobSize: '99999999999999999999' cannot be used", "whole number")]
    [InlineData("inspection:\n  enabled: maybe", "inspection.enabled: 'maybe' cannot be used; expected true or false", "line 2")]
    [InlineData("data: [a, b]", "data: 'a,b' cannot be used; expected a text", "line 1")]
    [InlineData("data: {a: b}", "data.a: 'b' cannot be used; there is no such setting", "line 1")]
    [InlineData("registry: {namespaces: [{a: b}]}", "registry.namespaces: ", "expected a text or a number")]
    [InlineData("registry: [", "config: ", "not valid YAML")]
    [InlineData("registry: &r {namespaces: *r}", "registry.namespaces: '*r' cannot be used; the alias *r stands inside what it stands for, &r", "line 1")]
    [InlineData("registry:\n  namespaces: &n [a, *n]", "registry.namespaces: '*n' cannot be used; the alias *n stands inside what it stands for, &n", "line 2")]
    [InlineData("&a {*a : 1}", "config: '*a' cannot be used; the alias *a stands inside", "line 1")]
    [InlineData("registry: {uploadHours: 1, namespaces: *n}", "config: ", "anchor 'n' does not exist")]
    [InlineData("just text", "config: 'just text' cannot be used", "expected 'key: value' lines")]
    public void Names_the_key_the_value_and_what_is_allowed(string yaml, string start, string also)
    {
        var message = Should.Throw<OptionsException>(() => Read(yaml, [], [])).Message;

        message.ShouldContain(start);
        message.ShouldContain(also);
    }

    [Fact]
    public void Takes_a_list_that_is_named_and_used_again() =>
        Read("registry: {sparseIndexes: &mirrors [a, b], namespaces: *mirrors}", [], []).Registry.Namespaces.ShouldBe(["a", "b"]);

    [Theory]
    [InlineData("PLIMSOLL__REGISTRY__UPLOADHOURS", "many", "registry.uploadHours: 'many' cannot be used; expected a whole number from 1 to 8760 (PLIMSOLL__REGISTRY__UPLOADHOURS)")]
    [InlineData("plimsoll__Registry__UploadHours", "0", "registry.uploadHours: '0' cannot be used; expected a whole number from 1 to 8760 (plimsoll__Registry__UploadHours)")]
    [InlineData("PLIMSOLL__REGISTRY__UPLOADHOUR", "1", "there is no such setting (PLIMSOLL__REGISTRY__UPLOADHOUR); did you mean PLIMSOLL__REGISTRY__UPLOADHOURS (registry.uploadHours)?")]
    public void Names_a_variable_as_it_was_written_and_the_setting_that_it_is(string name, string value, string message) =>
        Should.Throw<OptionsException>(() => Read("", new() { [name] = value }, [])).Message.ShouldContain(message);

    [Fact]
    public async Task Says_where_a_value_was_written_that_only_a_start_refuses()
    {
        var loaded = ServerOptionsLoader.LoadWithSources(_file, new Hashtable { ["PLIMSOLL__PUBLICURL"] = "registry" }, new Dictionary<string, string>());

        var refused = await Should.ThrowAsync<OptionsException>(() => loaded.RunAsync(options => Task.Run(() => PlimsollServer.Check(options))));

        refused.Message.ShouldStartWith("publicUrl: 'registry' cannot be used; ");
        refused.Message.ShouldEndWith("(PLIMSOLL__PUBLICURL)");
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("registry:\n  accelRedirect:\n")]
    public void Takes_what_says_nothing_as_the_default(string yaml) => Read(yaml, [], []).Registry.AccelRedirect.ShouldBeNull();

    [Fact]
    public void Says_where_a_value_comes_from()
    {
        File.WriteAllText(_file, "url: http://127.0.0.1:1\nregistry:\n  uploadHours: 1\n  graceHours: 2\n");

        var sources = ServerOptionsLoader.LoadWithSources(_file, new Hashtable { ["PLIMSOLL__REGISTRY__UPLOADHOURS"] = "3" }, new Dictionary<string, string> { ["url"] = "http://127.0.0.1:2", ["trustedProxies"] = "10.0.0.1, 10.0.0.2" }).Sources;

        sources["url"].ShouldBe("--url");
        sources["trustedProxies"].ShouldBe("--trusted-proxies");
        sources["registry.uploadHours"].ShouldBe("PLIMSOLL__REGISTRY__UPLOADHOURS");
        sources["registry.graceHours"].ShouldEndWith(" line 4");
        sources.Keys.ShouldNotContain("data");
    }

    [Fact]
    public void Reads_an_older_name_too_and_says_the_new_one()
    {
        File.WriteAllText(_file, "vouching:\n  keys: [a.pub]\nsignatures:\n  identities: folder\n");

        var loaded = ServerOptionsLoader.LoadWithSources(_file, new Hashtable { ["PLIMSOLL__VOUCHING__KEYS"] = "b.pub,c.pub" }, new Dictionary<string, string>());

        loaded.Options.Signatures.Identities.ShouldBe(["folder", "a.pub", "b.pub", "c.pub"]);
        loaded.Warnings.Count.ShouldBe(2);
        loaded.Warnings[0].ShouldMatch(@"^vouching\.keys \(.* line 2\) is called signatures\.identities now; both are read$");
        loaded.Warnings[1].ShouldContain("PLIMSOLL__VOUCHING__KEYS");
    }

    [Fact]
    public void Is_described_option_by_option_with_the_default_that_holds()
    {
        var page = File.ReadAllLines(Path.Combine(SourceTree.Root, "docs", "configuration.md"));
        var described = page.Where(line => line.StartsWith("| `", StringComparison.Ordinal) && !line.StartsWith("| `PLIMSOLL", StringComparison.Ordinal))
            .Select(line => line.Split('|')).Select(cells => (Key: cells[1].Trim(' ', '`'), Default: cells[2].Trim(' ', '`'), Text: cells[3].Trim())).ToList();

        described.Select(d => (d.Key, d.Default)).ShouldBe(OptionSchema.Options.Select(o => (o.Key, o.Default)));
        described.ShouldAllBe(d => d.Text.Length > 10);
    }

    private ServerOptions Read(string yaml, Dictionary<string, string> environment, Dictionary<string, string> commandLine)
    {
        File.WriteAllText(_file, yaml);
        return ServerOptionsLoader.Load(_file, environment, commandLine);
    }
}
