using System.Text.Json.Nodes;
using Plimsoll.Cli;
using Plimsoll.Server;
using Plimsoll.Server.Configuration;
using Plimsoll.Tests.Vulnerabilities.Feeds;

namespace Plimsoll.Tests.Cli;

public sealed class AdvisoriesCommandTests : IDisposable
{
    private readonly FeedFixture _feed = new();

    public void Dispose() => _feed.Dispose();

    private string Data => Path.Combine(_feed.Folder, "data");

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(["advisories", .. args, "--data", Data], output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public async Task Imports_lists_and_shows()
    {
        var zip = _feed.Zip("Go.zip", ("GO-1.json", FeedFixture.Osv("GO-1", "Go", "example.org/m", aliases: "\"CVE-2024-1\"")), ("GO-2.json", "{\"id\":\"GO-2\",\"modified\":"));
        var kev = _feed.Write("kev.json", """{"catalogVersion":"1","vulnerabilities":[{"cveID":"CVE-2024-1","vendorProject":"A","product":"B","dateAdded":"2024-02-03"}]}""");

        var (code, output, _) = await RunAsync("import", zip, kev);
        code.ShouldBe(ExitCode.Ok);
        output.Split('\n')[0].ShouldBe("2 records of 2 feeds were read; 1 problem");
        output.ShouldContain("Go.zip!GO-2.json GO-2: ");
        (await RunAsync("import", zip, "--strict")).Code.ShouldBe(ExitCode.Warnings);

        var listed = JsonNode.Parse((await RunAsync("list", "--format", "json")).Output)!["feeds"]!.AsArray();
        listed.Select(feed => (feed!["name"]!.GetValue<string>(), feed["records"]!.GetValue<int>(), feed["problems"]!.GetValue<int>(), feed["isStale"]!.GetValue<bool>())).ShouldBe([("Go", 1, 1, false), ("KEV", 1, 0, false)]);
        listed[0]!["firstProblems"]![0]!["record"]!.GetValue<string>().ShouldBe("GO-2");
        (await RunAsync("list")).Output.Split('\n')[0].ShouldBe("2 feeds with 2 records; 0 stale");

        var shown = (await RunAsync("show", "CVE-2024-1")).Output;
        shown.ShouldContain("known to be exploited since 2024-02-03");
        shown.ShouldContain("golang");
        shown.ShouldContain("before 1.3.0");
        JsonNode.Parse((await RunAsync("show", "GO-1", "--format", "json")).Output)!["records"]![0]!["advisory"]!["aliases"]![0]!.GetValue<string>().ShouldBe("CVE-2024-1");
        (await RunAsync("show", "CVE-1")).Code.ShouldBe(ExitCode.NotFound);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_at_all_is_no_success()
    {
        var (code, output, _) = await RunAsync("import", _feed.Write("x.json", "{\"hello\":1}"), _feed.Write("GO-1.json", FeedFixture.Osv("GO-1", "Go")));
        code.ShouldBe(ExitCode.VerificationFailed);
        output.ShouldContain("x.json: The file has none of the formats");
        (await RunAsync("list")).Code.ShouldBe(ExitCode.Warnings, "the file is listed as a feed that never was read");
        (await RunAsync("import", "/nowhere")).Code.ShouldBe(ExitCode.NotFound);
    }

    [Fact]
    public async Task What_was_imported_by_mistake_can_be_removed()
    {
        await RunAsync("import", _feed.Write("notes.txt", "nothing of that kind"), _feed.Write("GO-1.json", FeedFixture.Osv("GO-1", "Go")));
        (await RunAsync("list")).Output.ShouldContain("notes.txt");

        (await RunAsync("remove", "notes.txt")).Output.ShouldBe("The feed notes.txt is forgotten, 0 records with it\n");

        (await RunAsync("list")).Code.ShouldBe(ExitCode.Ok);
        (await RunAsync("remove", "notes.txt")).Code.ShouldBe(ExitCode.NotFound);
    }

    [Fact]
    public async Task To_publish_with_a_key_that_is_not_there_says_how_one_is_made()
    {
        await RunAsync("import", _feed.Write("GO-1.json", FeedFixture.Osv("GO-1", "Go")));

        var (code, _, error) = await RunAsync("publish", "127.0.0.1:1/security/advisories:latest", "--key", "/nowhere/publisher.key");

        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("leave --key out");
    }

    [Fact]
    public async Task Says_when_there_are_none()
    {
        var (code, _, error) = await RunAsync("list");
        code.ShouldBe(ExitCode.NotFound);
        error.ShouldContain("plimsoll advisories import");
    }

    [Fact]
    public async Task Uses_the_database_of_a_server_that_does_not_run_and_names_the_option_for_one_that_does()
    {
        var options = new ServerOptions { Data = Data };
        await using (await OpenStores.OpenOrCreateAsync(options, TimeProvider.System, default))
        {
            // Makes the database of a server.
        }
        (await RunAsync("import", _feed.Write("GO-1.json", FeedFixture.Osv("GO-1", "Go")))).Code.ShouldBe(ExitCode.Ok);
        File.Exists(Path.Combine(Data, "advisories.db")).ShouldBeFalse();
        await using (var stores = await OpenStores.OpenExistingAsync(options, TimeProvider.System, default)) (await stores.Metadata.Advisories.ListFeedsAsync(default)).ShouldHaveSingleItem().Name.ShouldBe("Go");

        using var running = OpenStores.Hold(options);
        var (code, _, error) = await RunAsync("list");
        code.ShouldBe(ExitCode.Operational);
        error.ShouldContain("--server");
    }
}
