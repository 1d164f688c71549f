using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Plimsoll.Core.Advisories;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Exposure;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Server.Webhooks;
using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Vulnerabilities.Matching;

namespace Plimsoll.Tests.Server.Webhooks;

/// <summary>From a change to those who are told, over each database.</summary>
public abstract class DeliveryContract : MetadataContract
{
    private const string Debian = "deb:debian:12";
    private const string Feed = "debian";

    private readonly string _folder = Directory.CreateTempSubdirectory("plimsoll-hooks-").FullName;
    private readonly ServerOptions _options = new() { Url = "https://registry.example.com" };
    private readonly RangeMatcher _matcher = new();
    private readonly byte[] _secret = StandardSignature.NewSecret();

    private KeySealing Sealing => new(_options);

    private static Advisory Says(int number, string name, string? mended) => new()
    {
        Source = "Debian",
        Id = $"CVE-2026-{number}",
        Aliases = [$"GHSA-{number}"],
        Summary = "A flaw",
        Affected = [new AffectedPackage { Namespace = Debian, Name = name, Level = PackageLevel.Source, Ranges = [AffectedRange.From("0", mended)] }],
    };

    private async Task<long> HookAsync(FakeReceiver receiver, string name = "hook", params string[] events)
    {
        _options.Trust.KeyFile ??= Path.Combine(_folder, "trust.key");
        if (_options.Webhooks.PrivateNetworks.Count == 0) _options.Webhooks.PrivateNetworks.Add("127.0.0.1");
        return (await Store.Webhooks.AddAsync(
            new Webhook { Name = name, Kind = WebhookKinds.Events, Url = receiver.Url + name, Events = events, Secret = Sealing.Seal(DeliveryClient.NameOf(name), _secret), CreatedAt = Now, CreatedBy = "ada" }, Event("webhook.add"), default))!.Value;
    }

    private async Task ImageAsync(string name, string version)
    {
        var image = (await PushImageAsync()).Digest;
        var id = (await Store.Index.BeginImageAsync(new IndexedImage(image, 1, [], new Dictionary<string, string>()), default))!.Value;
        var component = new Component { Namespace = Debian, Name = name, Version = version };
        await Store.Exposure.RegisterAsync(id, [new LayerSet(0, new PackageSet("deb", [new SetMember(component, _matcher.KeysOf(component))]))], Now, default);
        await Store.Audit.AppendAsync(Event("pull") with { Digest = image.Value, Address = "192.0.2.1" }, default);
    }

    /// <summary>Matches, routes and delivers what is due, as the server does by itself.</summary>
    private async Task FollowAsync()
    {
        Advance(TimeSpan.FromMinutes(2));
        var advisories = new StoredAdvisories(Store);
        using var matcher = new ExposureMatcher(Store, advisories, _matcher, Time, NullLogger<ExposureMatcher>.Instance);
        while (await matcher.StepAsync(default))
        {
            // Until nothing waits.
        }
        var evidence = new Evidence(advisories, _matcher);
        using var router = new EventRouter(
            Store, new EventWriter(Store, advisories, evidence, _options, Time), new RebuildPlan(Store, evidence, NullLogger<RebuildPlan>.Instance), _options, Time, NullLogger<EventRouter>.Instance);
        while (await router.StepAsync(default))
        {
            // Until nothing waits.
        }
        using var client = new DeliveryClient(_options, Sealing, Time);
        using var worker = new DeliveryWorker(Store, client, Time, NullLogger<DeliveryWorker>.Instance);
        while (await worker.StepAsync(default))
        {
            // Until nothing is due.
        }
        await matcher.StopAsync(default);
        await router.StopAsync(default);
        await worker.StopAsync(default);
    }

    private static List<string> Types(FakeReceiver receiver) => [.. receiver.Received.Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("type").GetString()!)];

    [Fact]
    public async Task Tells_of_a_finding_its_fix_and_its_end_once_each_signed()
    {
        using var receiver = new FakeReceiver();
        await ImageAsync("openssl", "3.0.1-1");
        await FollowAsync();
        await HookAsync(receiver);

        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", null)], default);
        await FollowAsync();
        await FollowAsync();
        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", "3.0.5-1")], default);
        await FollowAsync();
        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", "3.0.0-1")], default);
        await FollowAsync();

        Types(receiver).ShouldBe([EventTypes.FindingOpened, EventTypes.FixAvailable, EventTypes.FindingClosed]);
        var first = receiver.Received.First();
        first.Headers["content-type"].ShouldBe("application/cloudevents+json; charset=utf-8");
        var signed = $"{first.Headers["webhook-id"]}.{first.Headers["webhook-timestamp"]}.{first.Body}";
        first.Headers["webhook-signature"].ShouldBe("v1," + Convert.ToBase64String(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(signed))));
        var told = JsonDocument.Parse(first.Body).RootElement;
        told.GetProperty("specversion").GetString().ShouldBe("1.0");
        told.GetProperty("id").GetString().ShouldBe(first.Headers["webhook-id"]);
        (told.GetProperty("source").GetString(), told.GetProperty("subject").GetString(), told.GetProperty("datacontenttype").GetString()).ShouldBe(("https://registry.example.com", "CVE-2026-1", "application/json"));
        DateTimeOffset.Parse(told.GetProperty("time").GetString()!).ShouldBeLessThan(Now);
        var data = told.GetProperty("data");
        (data.GetProperty("imageCount").GetInt64(), data.GetProperty("packagesAdded").GetInt32(), data.GetProperty("aliases")[0].GetString()).ShouldBe((1, 1, "GHSA-1"));
        JsonDocument.Parse(receiver.Received.ElementAt(1).Body).RootElement.GetProperty("data").GetProperty("packages")[0].GetProperty("fixedIn").GetString().ShouldBe("3.0.5-1");
    }

    [Fact]
    public async Task Tries_again_later_until_it_is_taken_with_the_same_id()
    {
        using var receiver = new FakeReceiver();
        var refusals = 2;
        receiver.Answer = _ => refusals-- > 0 ? (503, "Retry-After", "1200") : (200, "", "");
        await ImageAsync("openssl", "3.0.1-1");
        await FollowAsync();
        await HookAsync(receiver);
        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", "3.0.5-1")], default);
        await FollowAsync();

        var waiting = (await Store.Webhooks.ListDeliveriesAsync("waiting", null, null, 10, default)).ShouldHaveSingleItem();
        (waiting.Attempts, waiting.Status).ShouldBe((1, 503));
        waiting.DueAt.ShouldBeGreaterThan(Now.AddMinutes(15));
        Advance(TimeSpan.FromMinutes(30));
        await FollowAsync();
        Advance(TimeSpan.FromMinutes(30));
        await FollowAsync();

        receiver.Received.Count.ShouldBe(3);
        receiver.Received.Select(request => request.Headers["webhook-id"]).Distinct().ShouldHaveSingleItem();
        receiver.Received.Select(request => request.Headers["webhook-signature"]).Distinct().Count().ShouldBe(3);
        (await Store.Webhooks.ListDeliveriesAsync("done", null, null, 10, default)).ShouldHaveSingleItem().Attempts.ShouldBe(3);
    }

    [Fact]
    public async Task A_destination_that_hangs_keeps_no_other_waiting()
    {
        using var gate = new ManualResetEventSlim();
        using var slow = new FakeReceiver();
        using var quick = new FakeReceiver();
        slow.Answer = _ =>
        {
            gate.Wait(TimeSpan.FromMinutes(2));
            return (204, "", "");
        };
        await ImageAsync("openssl", "3.0.1-1");
        await FollowAsync();
        var hanging = await HookAsync(slow, "slow");
        await HookAsync(quick, "quick");
        await Store.Advisories.PutAsync(Feed, [.. Enumerable.Range(1, 10).Select(number => Says(number, "openssl", null))], default);

        var following = Task.Run(FollowAsync, TestContext.Current.CancellationToken);
        await quick.WaitAsync(10);

        (await Store.Webhooks.ListDeliveriesAsync("waiting", hanging, null, 100, default)).ShouldAllBe(delivery => delivery.Attempts == 0);
        gate.Set();
        await following;
    }

    [Fact]
    public async Task Gives_up_what_nobody_takes_and_delivers_it_once_more_when_asked()
    {
        using var receiver = new FakeReceiver();
        receiver.Answer = _ => (302, "Location", receiver.Url + "elsewhere");
        await ImageAsync("openssl", "3.0.1-1");
        await FollowAsync();
        var hook = await HookAsync(receiver);
        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", "3.0.5-1")], default);
        for (var attempt = 0; attempt < RetryPlan.MaxAttempts; attempt++)
        {
            await FollowAsync();
            Advance(TimeSpan.FromHours(10));
        }

        var dead = (await Store.Webhooks.ListDeliveriesAsync("dead", hook, null, 10, default)).ShouldHaveSingleItem();
        (dead.Attempts, dead.Status).ShouldBe((RetryPlan.MaxAttempts, 302));
        dead.Error.ShouldBe("it answered with a redirect, which is not followed");
        receiver.Received.ShouldAllBe(request => request.Path == "/hook");
        receiver.Answer = _ => (204, "", "");
        (await Store.Webhooks.ReplayDeadAsync(null, Now, Event("webhook.replay"), default)).ShouldBe(1);
        await FollowAsync();
        (await Store.Webhooks.ListDeliveriesAsync(null, null, null, 10, default)).ShouldHaveSingleItem().State.ShouldBe("done");
        (await Store.Webhooks.ReplayAsync(dead.Id, Now, Event("webhook.replay"), default)).ShouldBeTrue();
        (await Store.Webhooks.ReplayAsync(dead.Id, Now, Event("webhook.replay"), default)).ShouldBeFalse();
        await FollowAsync();
        receiver.Received.Count.ShouldBe(RetryPlan.MaxAttempts + 2);
    }

    [Fact]
    public async Task Goes_nowhere_private_that_nobody_allowed()
    {
        using var receiver = new FakeReceiver();
        await ImageAsync("openssl", "3.0.1-1");
        await FollowAsync();
        await HookAsync(receiver);
        _options.Webhooks.PrivateNetworks.Clear();
        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", "3.0.5-1")], default);
        await FollowAsync();

        receiver.Received.ShouldBeEmpty();
        (await Store.Webhooks.ListDeliveriesAsync(null, null, null, 10, default)).ShouldHaveSingleItem().Error!.ShouldContain("127.0.0.1 is not a public address");
    }

    [Fact]
    public async Task Tells_of_exploited_vulnerabilities_only_when_that_is_news_and_somebody_has_an_image()
    {
        using var receiver = new FakeReceiver();
        await ImageAsync("openssl", "3.0.1-1");
        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", "3.0.5-1"), Says(2, "openssl", "3.0.5-1"), Says(3, "curl", "9")], default);
        await FollowAsync();
        await HookAsync(receiver, "kev", EventTypes.KevListed);
        var today = DateOnly.FromDateTime(Now.UtcDateTime);
        KevEntry Listed(int number, int daysAgo) => new() { Cve = $"CVE-2026-{number}", Added = today.AddDays(-daysAgo), Product = "OpenSSL", Ransomware = true };

        await Store.Advisories.PutKevAsync("KEV", [Listed(1, 3), Listed(2, 300), Listed(3, 3)], default);
        await FollowAsync();
        await Store.Advisories.PutKevAsync("KEV", [Listed(1, 2), Listed(2, 300), Listed(3, 3)], default);
        await FollowAsync();

        var told = JsonDocument.Parse(receiver.Received.ShouldHaveSingleItem().Body).RootElement;
        (told.GetProperty("type").GetString(), told.GetProperty("subject").GetString()).ShouldBe((EventTypes.KevListed, "CVE-2026-1"));
        var data = told.GetProperty("data");
        (data.GetProperty("imageCount").GetInt64(), data.GetProperty("pulls").GetInt64(), data.GetProperty("ransomware").GetBoolean()).ShouldBe((1, 1, true));
    }

    [Fact]
    public async Task Tells_of_a_stale_feed_once_until_it_was_read_again()
    {
        using var receiver = new FakeReceiver();
        await HookAsync(receiver);
        await Store.Advisories.EndRunAsync(new FeedRun { Feed = Feed, At = Now }, default);
        await FollowAsync();
        Advance(TimeSpan.FromDays(4));
        await FollowAsync();
        await FollowAsync();
        Types(receiver).ShouldBe([EventTypes.FeedStale]);

        await Store.Advisories.EndRunAsync(new FeedRun { Feed = Feed, At = Now }, default);
        await FollowAsync();
        Advance(TimeSpan.FromDays(4));
        await FollowAsync();
        Types(receiver).ShouldBe([EventTypes.FeedStale, EventTypes.FeedStale]);
    }

    [Fact]
    public async Task Much_at_once_is_told_in_one_message()
    {
        using var receiver = new FakeReceiver();
        await HookAsync(receiver);
        await ImageAsync("openssl", "3.0.1-1");
        await FollowAsync();
        await Store.Advisories.PutAsync(Feed, [.. Enumerable.Range(0, 120).Select(number => Says(number, "openssl", "3.0.5-1"))], default);
        await FollowAsync();

        var told = JsonDocument.Parse(receiver.Received.ShouldHaveSingleItem().Body).RootElement;
        told.GetProperty("type").GetString().ShouldBe(EventTypes.FindingsChanged);
        (told.GetProperty("data").GetProperty("records").GetInt64(), told.GetProperty("data").GetProperty("packagesAdded").GetInt64()).ShouldBe((120, 120));
    }

    [Fact]
    public async Task Forgets_what_was_told_after_a_while_and_what_nobody_took_later()
    {
        using var receiver = new FakeReceiver();
        receiver.Answer = request => (request.Path == "/good" ? 200 : 410, "", "");
        await ImageAsync("openssl", "3.0.1-1");
        await FollowAsync();
        await HookAsync(receiver, "good", EventTypes.FindingOpened);
        await HookAsync(receiver, "bad", EventTypes.FindingClosed);
        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", "3.0.5-1")], default);
        await FollowAsync();
        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", "3.0.0-1")], default);
        await FollowAsync();
        (await Store.Webhooks.ListDeliveriesAsync(null, null, null, 10, default)).Select(d => d.State).ShouldBe(["dead", "done"]);

        Advance(TimeSpan.FromDays(31));
        await FollowAsync();
        (await Store.Webhooks.ListDeliveriesAsync(null, null, null, 10, default)).ShouldHaveSingleItem().State.ShouldBe("dead");
        Advance(TimeSpan.FromDays(60));
        await FollowAsync();
        (await Store.Webhooks.ListDeliveriesAsync(null, null, null, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_that_a_secret_was_sealed_with_another_key()
    {
        using var receiver = new FakeReceiver();
        await ImageAsync("openssl", "3.0.1-1");
        await FollowAsync();
        await HookAsync(receiver);
        (await Store.Webhooks.ListAsync(default))[0].Secret.Span.IndexOf(_secret).ShouldBe(-1);
        _options.Trust.KeyFile = Path.Combine(_folder, "another.key");
        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", "3.0.5-1")], default);
        await FollowAsync();

        receiver.Received.ShouldBeEmpty();
        (await Store.Webhooks.ListDeliveriesAsync(null, null, null, 10, default)).ShouldHaveSingleItem().Error!.ShouldContain("another.key");
    }

    [Fact]
    public async Task A_webhook_goes_with_what_waits_for_it_and_its_name_is_its_own()
    {
        using var receiver = new FakeReceiver();
        receiver.Answer = _ => (500, "", "");
        await ImageAsync("openssl", "3.0.1-1");
        await FollowAsync();
        var hook = await HookAsync(receiver);
        var again = new Webhook { Name = "hook", Kind = WebhookKinds.Events, Url = receiver.Url, Secret = new byte[1], CreatedAt = Now, CreatedBy = "ada" };
        (await Store.Webhooks.AddAsync(again, Event(), default)).ShouldBeNull();
        await Store.Advisories.PutAsync(Feed, [Says(1, "openssl", "3.0.5-1")], default);
        await FollowAsync();
        (await Store.Webhooks.ListDeliveriesAsync("waiting", hook, null, 10, default)).Count.ShouldBe(1);

        (await Store.Webhooks.RemoveAsync(hook, Event(), default)).ShouldBeTrue();
        (await Store.Webhooks.RemoveAsync(hook, Event(), default)).ShouldBeFalse();
        (await Store.Webhooks.ListDeliveriesAsync(null, null, null, 10, default)).ShouldBeEmpty();
        (await Store.Webhooks.ListAsync(default)).ShouldBeEmpty();
    }
}
