using System.Net.Http.Headers;
using System.Text;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Api;

/// <summary>What the audit log holds of uploads, refusals and failed logins.</summary>
public sealed class TrailTests(RegistryFixture registry)
{
    [Fact]
    public async Task Uploads_that_are_started_appended_to_and_cancelled_are_events()
    {
        using var http = Client("admin", registry.Password);
        var repository = "trail/" + Guid.NewGuid().ToString("n")[..12];
        var started = await http.PostAsync($"/v2/{repository}/blobs/uploads/", null);
        var location = started.Headers.Location!.ToString();
        (await http.PatchAsync(location, new ByteArrayContent([1, 2, 3]))).StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        (await http.DeleteAsync(location)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);

        var events = await http.GetStringAsync($"/api/v1/events?repository={repository}");

        foreach (var action in new[] { "start-upload", "append-upload", "cancel-upload" }) events.ShouldContain($"\"{action}\"");
    }

    [Fact]
    public async Task A_failed_login_says_as_whom_it_was_tried_and_by_whom_it_was_not()
    {
        var name = "victim-" + Guid.NewGuid().ToString("n")[..8];
        using var guesser = Client(name, "guess-guess");
        (await guesser.GetAsync("/v2/")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);

        using var http = Client("admin", registry.Password);
        var events = await http.GetStringAsync("/api/v1/events?outcome=UNAUTHORIZED&n=100");

        events.ShouldContain($"\"failed:{name}\"");
    }

    [Fact]
    public async Task HEAD_is_GET_without_the_body_outside_the_registry_API()
    {
        using var http = Client("admin", registry.Password);
        using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/v1/repositories"));

        head.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    private HttpClient Client(string user, string password) => new()
    {
        BaseAddress = new Uri(registry.Address),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))) },
    };
}
