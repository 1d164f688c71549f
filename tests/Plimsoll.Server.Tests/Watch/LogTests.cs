using System.Text;
using System.Text.Json;
using Plimsoll.Server.Tests.Clients;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Watch;

/// <summary>The log of a server, as it comes out of the process.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task Each_line_is_json_that_finds_its_answer_and_its_event()
    {
        await using var server = await StartAsync("json", "debug");
        using var admin = new Wire(server.Address.ToString(), "admin", RunningServer.Password);
        var refused = (await admin.GetAsync("/v2/shop/api/manifests/none", ("User-Agent", "quote \" and \\ in it"))).Expect(404);
        var page = (await admin.GetAsync("/audit?digest=hidden")).Expect(200);
        var audited = (await admin.GetAsync("/api/v1/events?outcome=MANIFEST_UNKNOWN")).Expect(200).Json.GetProperty("items")[0];
        await server.StopAsync();

        var lines = Lines(server);

        lines.ShouldAllBe(l => l.GetProperty("time").GetDateTimeOffset() > DateTimeOffset.UnixEpoch && l.GetProperty("level").GetString()!.Length > 0 && l.GetProperty("message").GetString()!.Length > 0);
        var line = Of(lines, refused);
        (line.GetProperty("method").GetString(), line.GetProperty("path").GetString(), line.GetProperty("status").GetInt32(), line.GetProperty("caller").GetString())
            .ShouldBe(("GET", "/v2/shop/api/manifests/none", 404, "admin"));
        line.GetProperty("milliseconds").GetDouble().ShouldBeGreaterThan(0);
        line.GetProperty("userAgent").GetString().ShouldBe("quote \" and \\ in it");
        Of(lines, page).GetProperty("path").GetString().ShouldBe("/audit");
        audited.GetProperty("requestId").GetString().ShouldBe(refused["X-Request-Id"]);
    }

    [Fact]
    public async Task Holds_no_secret_whatever_is_sent_and_however_much_is_logged()
    {
        foreach (var format in new[] { "json", "text" })
        {
            await using var server = await StartAsync(format, "trace");
            using var anonymous = new Wire(server.Address.ToString());
            using var admin = new Wire(server.Address.ToString(), "admin", RunningServer.Password);
            var secrets = new List<string> { RunningServer.Password, "a-wrong-guess-77", "not.a.bearer-88", "session-of-nobody-99", "secret-in-the-query-66" };
            var robot = (await admin.PostAsync("/api/v1/robots", """{"name":"ci","paths":["shop/**"],"role":"writer"}"""u8.ToArray(), ("Content-Type", "application/json"))).Expect(201).Json;
            secrets.Add(robot.GetProperty("secret").GetString()!);
            using var program = new Wire(server.Address.ToString(), robot.GetProperty("login").GetString(), secrets[^1]);
            var token = (await program.GetAsync("/auth/token?service=x&scope=repository:shop/api:pull")).Expect(200).Json.GetProperty("token").GetString()!;
            secrets.Add(token);
            secrets.AddRange(secrets.ToList().Select(s => Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:" + s))));
            await anonymous.GetAsync("/v2/", ("Authorization", "Bearer " + token));
            await anonymous.GetAsync("/v2/", ("Authorization", "Bearer not.a.bearer-88"));
            await anonymous.GetAsync("/v2/", ("Authorization", "Basic " + Convert.ToBase64String("admin:a-wrong-guess-77"u8)));
            await anonymous.GetAsync("/account", ("Cookie", "plimsoll_session=session-of-nobody-99"));
            await anonymous.GetAsync("/v2/shop/api/tags/list?token=secret-in-the-query-66");
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "admin", ["password"] = RunningServer.Password });
            var login = (await anonymous.SendAsync("POST", "/login", form)).Expect(303);
            secrets.Add(login["Set-Cookie"]!.Split('=', 2)[1].Split(';')[0]);
            await server.StopAsync();

            server.Log.Split('\n').Length.ShouldBeGreaterThan(8);
            foreach (var secret in secrets) server.Log.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task Says_nothing_of_requests_unless_asked_and_nothing_below_its_level()
    {
        await using var server = new RunningServer { Settings = { ["PLIMSOLL__LOG__FORMAT"] = "json", ["PLIMSOLL__LOG__LEVEL"] = "information" } };
        await server.InitializeAsync();
        using var admin = new Wire(server.Address.ToString(), "admin", RunningServer.Password);
        await admin.GetAsync("/v2/shop/api/manifests/none");
        await server.StopAsync();

        server.Log.ShouldNotContain("shop/api");
        Lines(server).ShouldAllBe(l => l.GetProperty("level").GetString() != "debug" && l.GetProperty("level").GetString() != "trace");
    }

    [Fact]
    public async Task A_fault_is_found_by_the_id_that_the_client_was_told()
    {
        await using var server = await StartAsync("json", "information");
        using var admin = new Wire(server.Address.ToString(), "admin", RunningServer.Password);
        var layer = Content.Of(new byte[20_000]);
        await new RepositoryOnWire(admin, "shop/api").PushAsync(layer);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(server.Data, "blobs"), "*", SearchOption.AllDirectories)) File.Delete(file);

        var answer = (await admin.GetAsync($"/v2/shop/api/blobs/{layer.Digest}")).Expect(500);
        await server.StopAsync();

        var id = answer["X-Request-Id"]!;
        answer.Text.ShouldContain(id);
        var line = Lines(server).Single(l => l.GetProperty("level").GetString() == "error");
        line.GetProperty("requestId").GetString().ShouldBe(id);
        line.GetProperty("error").GetString()!.ShouldContain("IOException");
    }

    private static async Task<RunningServer> StartAsync(string format, string level)
    {
        var server = new RunningServer { Settings = { ["PLIMSOLL__LOG__FORMAT"] = format, ["PLIMSOLL__LOG__LEVEL"] = level, ["PLIMSOLL__LOG__REQUESTS"] = "true" } };
        await server.InitializeAsync();
        return server;
    }

    private static List<JsonElement> Lines(RunningServer server) => server.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }).ToList();

    private static JsonElement Of(List<JsonElement> lines, Answer answer) =>
        lines.Single(l => l.TryGetProperty("requestId", out var id) && id.GetString() == answer["X-Request-Id"]);
}
