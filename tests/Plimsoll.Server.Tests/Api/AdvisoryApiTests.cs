using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;

namespace Plimsoll.Server.Tests.Api;

/// <summary>Advisories, as programs and people import and see them.</summary>
public sealed class AdvisoryApiTests(RegistryFixture registry)
{
    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files)
            {
                using var entry = archive.CreateEntry(file.Name).Open();
                entry.Write(Encoding.UTF8.GetBytes(file.Text));
            }
        }
        return memory.ToArray();
    }

    private static string Osv(string id, string cve) => $$"""
        {"schema_version":"1.6.0","id":"{{id}}","summary":"a <b>bad</b> thing","modified":"2024-01-01T00:00:00Z","aliases":["{{cve}}"],"affected":[{"package":{"ecosystem":"npm","name":"left-pad"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.3.0"}]}]}]}
        """;

    [Fact]
    public async Task A_feed_that_was_imported_by_mistake_is_forgotten_when_an_administrator_says_so()
    {
        await registry.Wire.PostAsync("/api/v1/advisories?name=notes.txt", "nothing of that kind"u8.ToArray());
        (await registry.Wire.PostAsync("/api/v1/advisories?name=one.json&feed=mistaken", Encoding.UTF8.GetBytes(Osv("GHSA-api-9", "CVE-2024-7009")))).Expect(200);
        (await registry.Anonymous.SendAsync("DELETE", "/api/v1/advisories?feed=mistaken")).Expect(401);

        (await registry.Wire.SendAsync("DELETE", "/api/v1/advisories?feed=mistaken")).Expect(200).Json.GetProperty("removed").GetInt32().ShouldBe(1);
        (await registry.Wire.SendAsync("DELETE", "/api/v1/advisories?feed=notes.txt")).Expect(200);

        (await registry.Wire.GetAsync("/api/v1/advisories")).Expect(200).Text.ShouldNotContain("notes.txt");
        (await registry.Wire.GetAsync("/api/v1/advisories/CVE-2024-7009")).Expect(404);
        (await registry.Wire.SendAsync("DELETE", "/api/v1/advisories?feed=mistaken")).Expect(404);
        (await registry.Wire.GetAsync("/api/v1/events?action=remove-advisories")).Json.GetProperty("items").GetArrayLength().ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task An_archive_is_imported_listed_searched_and_shown()
    {
        var report = (await registry.Wire.PostAsync("/api/v1/advisories?name=all.zip&feed=first", Zip(("GHSA-api-1.json", Osv("GHSA-api-1", "CVE-2024-7001")), ("GHSA-api-2.json", "{\"id\":\"GHSA-api-2\",\"modified\":")))).Expect(200).Json;
        (report.GetProperty("feeds")[0].GetProperty("read").GetInt32(), report.GetProperty("problemCount").GetInt32()).ShouldBe((1, 1));

        var feed = (await registry.Wire.GetAsync("/api/v1/advisories")).Expect(200).Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "first");
        (feed.GetProperty("records").GetInt32(), feed.GetProperty("problems").GetInt32(), feed.GetProperty("isStale").GetBoolean()).ShouldBe((1, 1, false));
        (await registry.Wire.GetAsync("/api/v1/advisories/problems?feed=first")).Expect(200).Json.GetProperty("items")[0].GetProperty("record").GetString().ShouldBe("GHSA-api-2");
        (await registry.Wire.GetAsync("/api/v1/advisories/records?q=GHSA-api")).Expect(200).Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe("GHSA-api-1");
        var shown = (await registry.Wire.GetAsync("/api/v1/advisories/CVE-2024-7001")).Expect(200).Json;
        shown.GetProperty("records")[0].GetProperty("advisory").GetProperty("affected")[0].GetProperty("name").GetString().ShouldBe("left-pad");
        (await registry.Wire.GetAsync("/api/v1/advisories/CVE-1900-1")).Expect(404);
        (await registry.Wire.GetAsync("/api/v1/events?action=import-advisories")).Json.GetProperty("items")[0].GetProperty("reference").GetString().ShouldBe("all.zip");

        (await registry.Wire.PageAsync("/advisories?q=GHSA-api")).Rows("Records").ShouldHaveSingleItem()[0].ShouldStartWith("GHSA-api-1");
        var page = await registry.Wire.PageAsync("/advisories/CVE-2024-7001");
        page.Rows("Packages").ShouldHaveSingleItem().ShouldContain("before 1.3.0");
        page.QuerySelector("main b").ShouldBeNull("text of advisories is text");
        (await registry.Wire.PageAsync("/advisories/problems?feed=first")).Rows("Files and records that could not be used").ShouldHaveSingleItem()[1].ShouldBe("GHSA-api-2");
        (await registry.Wire.PageAsync("/advisories")).Rows("Feeds").Single(row => row[0] == "first")[1].ShouldBe("fresh");
    }

    [Fact]
    public async Task The_command_line_sends_files_and_folders_to_a_server()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "feed"));
        for (var i = 0; i < 3; i++) await File.WriteAllTextAsync(Path.Combine(folder.Path, "feed", $"GHSA-cli-{i}.json"), Osv($"GHSA-cli-{i}", "CVE-2024-7002"));

        var (code, output) = await RunAsync("import", Path.Combine(folder.Path, "feed"), "--feed", "second", "--format", "json");
        code.ShouldBe(0, output);
        JsonNode.Parse(output)!["feeds"]![0]!["added"]!.GetValue<int>().ShouldBe(3);

        (await RunAsync("show", "CVE-2024-7002")).Output.ShouldStartWith("CVE-2024-7002: 3 records");
        (await RunAsync("list")).Output.ShouldContain("second");
        (await RunAsync("show", "CVE-1900-1")).Code.ShouldBe(7);
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(["advisories", .. args, "--server", registry.Address, "--user", "admin", "--password", registry.Password], output, error);
        return (code, output.ToString() + error);
    }

    [Fact]
    public async Task Strangers_read_nothing_and_only_administrators_import()
    {
        foreach (var path in new[] { "/api/v1/advisories", "/api/v1/advisories/records?q=G", "/api/v1/advisories/CVE-1", "/api/v1/advisories/problems?feed=x" }) (await registry.Anonymous.GetAsync(path)).Expect(401);
        (await registry.Anonymous.PostAsync("/api/v1/advisories?name=a.json", "{}"u8.ToArray())).Expect(401);
    }
}
