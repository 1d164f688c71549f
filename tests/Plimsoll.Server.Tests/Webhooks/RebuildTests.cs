using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Core.Advisories;
using Plimsoll.Server.Tests.Pages;
using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Server.Webhooks;

namespace Plimsoll.Server.Tests.Webhooks;

/// <summary>Rebuilds from the bottom up, by requests as the builders document them.</summary>
public sealed class RebuildTests(HookedImages images) : IClassFixture<HookedImages>
{
    private async Task<JsonElement> AddAsync(object wish) =>
        (await images.Wire.PostAsync("/api/v1/webhooks", JsonSerializer.SerializeToUtf8Bytes(wish), ("Content-Type", "application/json"))).Expect(201).Json;

    private static Dictionary<string, string> Form(string body) =>
        body.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')));

    [Fact]
    public async Task A_base_is_rebuilt_first_then_what_stands_on_it_then_what_stands_on_that()
    {
        using var receiver = new FakeReceiver();
        await AddAsync(new { name = "gh", kind = "github", url = receiver.Url + "repos/acme/base/dispatches", paths = new[] { "base/**" }, secret = "ghp_token" });
        await AddAsync(new { name = "gl", kind = "gitlab", url = receiver.Url + "api/v4/projects/7/trigger/pipeline", paths = new[] { "shop/**" }, branch = "release", secret = "glptt-token" });
        await AddAsync(new { name = "tk", kind = "tekton", url = receiver.Url + "listener", paths = new[] { "shop/app" } });
        await AddAsync(new { name = "pl", kind = "plain", url = receiver.Url + "plain", paths = new[] { "shop/*" } });
        var metadata = images.Server.Services.GetRequiredService<IMetadataStore>();
        await metadata.Advisories.PutAsync("debian",
        [
            new Advisory { Source = "Debian", Id = "DSA-1", Affected = [new AffectedPackage { Namespace = "deb:debian:12", Name = "openssl", Level = PackageLevel.Source, Ranges = [AffectedRange.From("0", "3.0.2")] }] },
        ], default);

        // https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
        var dispatch = (await receiver.WaitAsync(1))[0];
        (dispatch.Method, dispatch.Path).ShouldBe(("POST", "/repos/acme/base/dispatches"));
        dispatch.Headers["authorization"].ShouldBe("Bearer ghp_token");
        dispatch.Headers["accept"].ShouldBe("application/vnd.github+json");
        dispatch.Headers["x-github-api-version"].ShouldBe("2022-11-28");
        dispatch.Headers["user-agent"].ShouldStartWith("plimsoll/");
        var body = JsonDocument.Parse(dispatch.Body).RootElement;
        body.EnumerateObject().Select(property => property.Name).ShouldBe(["event_type", "client_payload"]);
        body.GetProperty("event_type").GetString().ShouldBe("plimsoll-rebuild");
        var payload = body.GetProperty("client_payload");
        payload.EnumerateObject().Count().ShouldBeLessThanOrEqualTo(10);
        (payload.GetProperty("repository").GetString(), payload.GetProperty("tags")[0].GetString(), payload.GetProperty("reasons")[0].GetString()).ShouldBe(("base/debian", "12", "DSA-1"));
        receiver.Received.Count.ShouldBe(1);

        // The new base: shop/app:1 stands directly on the old one, shop/app:2 on shop/app:1.
        var root = SampleLayer.Debian(SampleLayer.Package("libc6", "2.36-9") + SampleLayer.Package("openssl", "3.0.2"));
        await images.PushAsync("base/debian", "12", root);
        var second = (await receiver.WaitAsync(4)).Skip(1).ToDictionary(request => request.Path);

        // https://docs.gitlab.com/api/pipeline_triggers
        var trigger = second["/api/v4/projects/7/trigger/pipeline"];
        trigger.Headers["content-type"].ShouldBe("application/x-www-form-urlencoded");
        var form = Form(trigger.Body);
        (form["token"], form["ref"], form["variables[PLIMSOLL_REPOSITORY]"], form["variables[PLIMSOLL_TAGS]"], form["variables[PLIMSOLL_REASONS]"]).ShouldBe(("glptt-token", "release", "shop/app", "1", "base/debian:12"));
        var listener = second["/listener"];
        listener.Headers["content-type"].ShouldBe("application/cloudevents+json; charset=utf-8");
        listener.Headers["webhook-signature"].ShouldStartWith("v1,");
        var told = JsonDocument.Parse(listener.Body).RootElement;
        (told.GetProperty("type").GetString(), told.GetProperty("data").GetProperty("repository").GetString()).ShouldBe(("plimsoll.rebuild.requested", "shop/app"));
        var plain = second["/plain"];
        plain.Headers["content-type"].ShouldBe("application/json; charset=utf-8");
        JsonDocument.Parse(plain.Body).RootElement.GetProperty("tags")[0].GetString().ShouldBe("1");

        // And when that is pushed, what stands on it.
        await images.PushAsync("shop/app", "1", root, SampleLayer.Of(("srv/app/run", "one"), ("srv/app/conf", "a=1")));
        var third = (await receiver.WaitAsync(2, request => request.Path == "/plain"))[1];
        var rebuilt = JsonDocument.Parse(third.Body).RootElement;
        rebuilt.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["2", "latest"], ignoreOrder: true);
        rebuilt.GetProperty("reasons")[0].GetString().ShouldBe("shop/app:1");
    }

    [Fact]
    public async Task A_webhook_is_made_tried_listed_and_removed_by_administrators_only()
    {
        using var receiver = new FakeReceiver();
        var made = await AddAsync(new { name = "chat", url = receiver.Url + "chat", events = new[] { "plimsoll.kev.listed" } });
        made.GetProperty("secret").GetString()!.ShouldStartWith("whsec_");
        made.GetProperty("webhook").GetRawText().ShouldNotContain("secret");
        (await images.Wire.GetAsync("/api/v1/webhooks")).Expect(200).Text.ShouldNotContain(made.GetProperty("secret").GetString()!);
        var outcome = (await images.Wire.PostAsync("/api/v1/webhooks/chat/test", [], ("Content-Type", "application/json"))).Expect(200).Json;
        (outcome.GetProperty("isDelivered").GetBoolean(), outcome.GetProperty("status").GetInt32()).ShouldBe((true, 204));
        receiver.Received.ShouldHaveSingleItem().Headers["webhook-id"].ShouldBe(outcome.GetProperty("id").GetString());
        (await images.Anonymous.GetAsync("/api/v1/webhooks")).Expect(401);

        foreach (var (wish, reason) in new (object, string)[]
        {
            (new { name = "chat", url = receiver.Url }, "already a webhook"),
            (new { name = "a", url = "ftp://example.com" }, "'url'"),
            (new { name = "a", url = "https://user:pw@example.com/" }, "must not hold a user"),
            (new { name = "a", url = "http://169.254.169.254/latest" }, "not a public address"),
            (new { name = "a", url = "https://example.com", events = new[] { "plimsoll.nothing" } }, "no type of event"),
            (new { name = "a", url = "https://example.com", kind = "github", paths = new[] { "a/**" } }, "'secret' is the token"),
            (new { name = "a", url = "https://example.com", kind = "plain" }, "'paths' says"),
            (new { name = "a", url = "https://example.com", kind = "pigeon" }, "'kind' is one of"),
            (new { name = "no spaces", url = "https://example.com" }, "'name'"),
        })
        {
            (await images.Wire.PostAsync("/api/v1/webhooks", JsonSerializer.SerializeToUtf8Bytes(wish), ("Content-Type", "application/json"))).Expect(400, 409).Text.ShouldContain(reason);
        }
        (await images.Wire.DeleteAsync("/api/v1/webhooks/chat")).Expect(204);
        (await images.Wire.DeleteAsync("/api/v1/webhooks/chat")).Expect(404);
    }
}
