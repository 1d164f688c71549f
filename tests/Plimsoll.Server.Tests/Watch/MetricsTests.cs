using System.Text.RegularExpressions;
using Plimsoll.Server.Tests.Auth;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Watch;

/// <summary>What <c>/metrics</c> says, read by a parser that is not ours and held against the description of the format.</summary>
public sealed partial class MetricsTests(AccountsOnServer server) : IClassFixture<AccountsOnServer>
{
    private RepositoryOnWire NewRepository() => RepositoryOnWire.New(server.Admin, "measured");

    [Fact]
    public async Task Is_text_that_keeps_every_rule_of_the_format()
    {
        var answer = (await server.Admin.GetAsync("/metrics")).Expect(200);
        answer["Content-Type"].ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        answer["Cache-Control"].ShouldBe("no-store");

        answer.Text.ShouldEndWith("\n");
        var typed = new HashSet<string>();
        var helped = new HashSet<string>();
        var seen = new HashSet<string>();
        foreach (var line in answer.Text[..^1].Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal)) helped.Add(line.Split(' ')[2]).ShouldBeTrue(line);
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                line.Split(' ')[3].ShouldBeOneOf("counter", "gauge", "histogram");
                typed.Add(line.Split(' ')[2]).ShouldBeTrue("a second TYPE line: " + line);
            }
            else
            {
                SampleLine().IsMatch(line).ShouldBeTrue(line);
                seen.Add(line[..line.LastIndexOf(' ')]).ShouldBeTrue("twice: " + line);
            }
        }
        helped.ShouldBe(typed, ignoreOrder: true);
        typed.ShouldAllBe(name => !name.EndsWith("_count", StringComparison.Ordinal) && !name.EndsWith("_sum", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Histograms_are_cumulative_and_end_with_their_count()
    {
        await server.Admin.GetAsync("/v2/");
        var scrape = await Scrape.OfAsync(server.Admin);

        var histograms = scrape.Samples.Where(s => s.Type == "histogram").GroupBy(s => s.Family).ToList();
        histograms.Select(h => h.Key).ShouldContain("plimsoll_http_request_duration_seconds");
        foreach (var series in histograms.SelectMany(h => h.GroupBy(s => h.Key + string.Join(',', s.Labels.Where(l => l.Key != "le").OrderBy(l => l.Key)))))
        {
            var buckets = series.Where(s => s.Name.EndsWith("_bucket", StringComparison.Ordinal)).ToList();
            buckets.Select(b => b.Value).ShouldBeInOrder();
            buckets[^1].Labels["le"].ShouldBe("+Inf");
            buckets[^1].Value.ShouldBe(series.Single(s => s.Name.EndsWith("_count", StringComparison.Ordinal)).Value, series.Key);
        }
    }

    [Fact]
    public async Task Counts_what_clients_do()
    {
        var before = await Scrape.OfAsync(server.Admin);
        var repository = NewRepository();
        var layer = Content.Of(new byte[100_000], mediaType: ImageBuilder.LayerGzip);
        foreach (var blob in new[] { layer, ImageBuilder.EmptyJson() }) await repository.PushAsync(blob);
        var image = ImageBuilder.Image(ImageBuilder.EmptyJson().Descriptor, [layer.Descriptor]);
        (await repository.PutAsync(image, "1")).Expect(201);
        for (var i = 0; i < 3; i++) (await server.Admin.GetAsync(repository.Manifest("1"))).Expect(200);
        (await server.Admin.GetAsync(repository.Manifest("2"))).Expect(404);
        (await server.Admin.GetAsync(repository.Blob(layer.Digest))).Expect(200);
        (await server.Admin.PatchAsync(await repository.StartAsync(), [1, 2, 3])).Expect(202);

        var after = await Scrape.OfAsync(server.Admin);

        double Grown(string name, params (string, string)[] labels) => after.Sum(name, labels) - before.Sum(name, labels);
        Grown("plimsoll_http_requests_total", ("route", "manifest"), ("method", "GET"), ("status", "200")).ShouldBe(3);
        Grown("plimsoll_http_requests_total", ("route", "manifest"), ("method", "GET"), ("status", "404")).ShouldBe(1);
        Grown("plimsoll_http_requests_total", ("route", "manifest"), ("method", "PUT"), ("status", "201")).ShouldBe(1);
        Grown("plimsoll_http_requests_total", ("route", "blob"), ("method", "GET")).ShouldBe(1);
        Grown("plimsoll_http_requests_total", ("route", "uploads"), ("method", "POST"), ("status", "202")).ShouldBe(3);
        Grown("plimsoll_http_request_duration_seconds_count", ("route", "manifest"), ("method", "GET")).ShouldBe(4);
        Grown("plimsoll_registry_received_bytes_total", ("content", "blob")).ShouldBe(100_000 + ImageBuilder.EmptyJson().Bytes.Length + 3);
        Grown("plimsoll_registry_sent_bytes_total", ("content", "blob")).ShouldBe(100_000);
        Grown("plimsoll_registry_sent_bytes_total", ("content", "manifest")).ShouldBe(3 * image.Bytes.Length);
        Grown("plimsoll_cache_lookups_total", ("cache", "tag"), ("result", "hit")).ShouldBe(1, "what is looked for twice is kept");
        Grown("plimsoll_database_changes_total").ShouldBeGreaterThan(3);
        Grown("plimsoll_database_commit_duration_seconds_count").ShouldBeGreaterThan(0);
        Grown("plimsoll_blob_store_operation_duration_seconds_count", ("operation", "flush")).ShouldBeGreaterThan(0);
        Grown("plimsoll_blob_store_written_bytes_total").ShouldBeGreaterThanOrEqualTo(100_000);
        after.Sum("plimsoll_uploads_open").ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task Tells_of_the_process_the_runtime_the_disk_and_the_build()
    {
        var scrape = await Scrape.OfAsync(server.Admin);

        scrape.Sum("process_resident_memory_bytes").ShouldBeGreaterThan(10_000_000);
        scrape.Sum("process_cpu_seconds_total").ShouldBeGreaterThan(0);
        scrape.Sum("process_open_fds").ShouldBeGreaterThan(10);
        scrape.Sum("process_threads").ShouldBeGreaterThan(2);
        scrape.Sum("process_start_time_seconds").ShouldBeInRange(1_700_000_000, 5_000_000_000);
        scrape.Sum("dotnet_gc_collections_total").ShouldBeGreaterThanOrEqualTo(0);
        scrape.Samples.ShouldContain(s => s.Name == "dotnet_thread_pool_threads" && s.Type == "gauge");
        scrape.Sum("plimsoll_disk_free_bytes").ShouldBeGreaterThan(0);
        foreach (var name in new[] { "plimsoll_audit_queue", "plimsoll_database_queue", "plimsoll_uploads_receiving", "plimsoll_inspections", "plimsoll_logins_throttled_total" })
            scrape.Samples.ShouldContain(s => s.Name == name);
        scrape.Samples.Single(s => s.Name == "plimsoll_build_info").Labels["version"].ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    [Fact]
    public async Task Labels_hold_nothing_that_a_client_wrote()
    {
        var secret = AccountsOnServer.Unique("unseen");
        foreach (var path in new[] { $"/v2/{secret}/manifests/{secret}", $"/v2/{secret}/blobs/{secret}", $"/v2/{secret}", $"/r/{secret}", $"/api/v1/{secret}", $"/{secret}", $"/assets/{secret}" })
        {
            await server.Admin.GetAsync(path);
            await server.Admin.SendAsync(secret.ToUpperInvariant(), path, (byte[]?)null);
        }

        var scrape = await Scrape.OfAsync(server.Admin);

        scrape.Samples.SelectMany(s => s.Labels.Values).ShouldAllBe(v => !v.Contains(secret, StringComparison.OrdinalIgnoreCase));
        scrape.Samples.Where(s => s.Name == "plimsoll_http_requests_total").Select(s => s.Labels["method"]).ShouldContain("other");
        scrape.Samples.GroupBy(s => s.Family).ShouldAllBe(f => f.Count() < 1500);
    }

    [Fact]
    public async Task Is_read_with_the_role_for_it_and_no_other_right()
    {
        (await server.Anonymous.GetAsync("/metrics")).Expect(401)["WWW-Authenticate"].ShouldStartWith("Basic ");
        var name = AccountsOnServer.Unique("prometheus");
        var made = (await AccountsOnServer.SendAsync(server.Admin, "POST", "robots", new { name, paths = new[] { "**" }, role = "monitor" })).Expect(201).Json;
        using var robot = server.Registry.Login(made.GetProperty("login").GetString()!, made.GetProperty("secret").GetString()!);

        (await robot.GetAsync("/metrics")).Expect(200);
        (await robot.GetAsync("/v2/_catalog")).Expect(200).Json.GetProperty("repositories").GetArrayLength().ShouldBe(0);
        (await robot.GetAsync("/api/v1/events")).Expect(403);
        (await robot.GetAsync("/api/v1/jobs")).Expect(403);
        (await robot.GetAsync("/api/v1/users")).Expect(403);

        var nobody = await server.AddUserAsync(AccountsOnServer.Unique("nobody"));
        (await nobody.GetAsync("/metrics")).Expect(403).Text.ShouldContain("monitor");
        var auditor = AccountsOnServer.Unique("auditor");
        using var reads = await server.AddUserAsync(auditor);
        await server.GrantAsync("user:" + auditor, "auditor", "**");
        (await reads.GetAsync("/metrics")).Expect(200);
    }

    /// <summary>Name, labels in braces with escaped values, a number; no time stamp.</summary>
    [GeneratedRegex("""^[a-zA-Z_:][a-zA-Z0-9_:]*(\{[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*")*\})? ([+-]?[0-9.]+(E[+-]?[0-9]+)?|\+Inf|-Inf|NaN)$""")]
    private static partial Regex SampleLine();
}
