using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Plimsoll.Client;
using Plimsoll.Client.Auth;
using static Plimsoll.Tests.Client.FakeRegistry;

namespace Plimsoll.Tests.Client;

/// <summary>Redirects, pauses, time limits and errors.</summary>
public sealed class TransportTests
{
    private static readonly byte[] Blob = "some layer"u8.ToArray();
    private static readonly RegistryClientOptions Alice = new() { Credentials = [new GivenCredential(new Credential.Password("alice", "secret"))] };

    [Fact]
    public async Task Follows_a_redirect_to_a_storage_host_without_the_authorization()
    {
        await using var storage = await StartAsync(context => SendAsync(context, Blob, "application/octet-stream"));
        await using var registry = await StartAsync(context => Guard(context, () => context.Response.Redirect($"http://{storage.Host}/bucket?signature=x")));

        await using var stream = await registry.Repository(Alice).OpenBlobAsync(BlobOf(Blob), 0, default);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);

        copy.ToArray().ShouldBe(Blob);
        registry.Requests.Last().Authorization.ShouldNotBeNull();
        storage.Requests.ShouldHaveSingleItem().Authorization.ShouldBeNull();
    }

    [Fact]
    public async Task Keeps_the_authorization_on_a_redirect_within_the_registry()
    {
        await using var registry = await StartAsync(context => Guard(context, () =>
        {
            if (context.Request.Path == "/moved") context.Response.ContentLength = 0;
            else context.Response.Redirect("/moved");
        }));

        await using var stream = await registry.Repository(Alice).OpenBlobAsync(BlobOf([]), 0, default);

        registry.Requests.Last().ShouldSatisfyAllConditions(request => request.Path.ShouldBe("/moved"), request => request.Authorization.ShouldNotBeNull());
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data", "link-local")]
    [InlineData("ftp://127.0.0.1/x", "only http and https")]
    [InlineData("http://127.0.0.1:1/?a", null)]
    public async Task Refuses_redirects_to_where_the_registry_has_no_business(string target, string? reason)
    {
        await using var registry = await StartAsync(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = target;
            return Task.CompletedTask;
        });

        var failure = await Should.ThrowAsync<RegistryException>(() => registry.Repository().OpenBlobAsync(BlobOf(Blob), 0, default));

        if (reason is not null) failure.Message.ShouldContain(reason);
        else failure.Message.ShouldNotContain("?a");
    }

    [Fact]
    public async Task Gives_up_on_a_ring_of_redirects()
    {
        await using var registry = await StartAsync(context =>
        {
            context.Response.Redirect(context.Request.Path + "x");
            return Task.CompletedTask;
        });

        (await Should.ThrowAsync<RegistryException>(() => registry.Repository().OpenBlobAsync(BlobOf(Blob), 0, default))).Message.ShouldContain("too many redirects");
        registry.Requests.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Waits_as_long_as_a_busy_registry_asks(int status)
    {
        var busy = 2;
        await using var registry = await StartAsync(context =>
        {
            if (busy-- <= 0) return SendAsync(context, Blob, "application/octet-stream");
            context.Response.Headers.RetryAfter = busy == 1 ? "0" : "1";
            return RefuseAsync(context, status, "TOOMANYREQUESTS", "later");
        });
        var clock = Stopwatch.StartNew();

        await using var stream = await registry.Repository().OpenBlobAsync(BlobOf(Blob), 0, default);

        registry.Requests.Count.ShouldBe(3);
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(900));
    }

    [Fact]
    public async Task Stops_asking_a_registry_that_stays_busy()
    {
        await using var registry = await StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "99999999";
            return RefuseAsync(context, 429, "TOOMANYREQUESTS", "later");
        });
        var options = new RegistryClientOptions { Attempts = 3, MaxRetryPause = TimeSpan.FromMilliseconds(5) };

        var failure = await Should.ThrowAsync<RegistryException>(() => registry.Repository(options).FetchManifestAsync("1.0", default));

        failure.Code.ShouldBe("TOOMANYREQUESTS");
        registry.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Gives_up_on_a_registry_that_does_not_answer()
    {
        await using var registry = await StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var options = new RegistryClientOptions { ResponseTimeout = TimeSpan.FromMilliseconds(200) };

        (await Should.ThrowAsync<RegistryException>(() => registry.Repository(options).FetchManifestAsync("1.0", default))).Message.ShouldContain("no answer within 0.2 s");
    }

    [Fact]
    public async Task Names_the_address_when_nobody_listens()
    {
        using var client = new RegistryClient("127.0.0.1:1");

        var failure = await Should.ThrowAsync<RegistryException>(() => client.PingAsync(default));

        failure.Status.ShouldBeNull();
        failure.Message.ShouldContain("http://127.0.0.1:1/v2/");
    }

    [Fact]
    public async Task Decodes_errors_and_takes_the_teeth_out_of_their_text()
    {
        await using var registry = await StartAsync(context => RefuseAsync(context, 403, "DENIED", "no\\u001b[31m\\nway" + new string('x', 5000)));

        var failure = await Should.ThrowAsync<RegistryException>(() => registry.Repository().FetchManifestAsync("1.0", default));

        failure.Status.ShouldBe(HttpStatusCode.Forbidden);
        failure.Code.ShouldBe("DENIED");
        failure.Errors[0].Message.ShouldStartWith("no [31m way");
        failure.Errors[0].Message.Length.ShouldBe(1000);
        failure.Message.ShouldContain($"GET http://{registry.Host}/v2/shop/api/manifests/1.0: 403 DENIED");
    }

    [Theory]
    [InlineData("<html>502</html>")]
    [InlineData("{\"errors\":{}}")]
    [InlineData("{\"errors\":[1,null]}")]
    [InlineData("")]
    public async Task Reports_the_status_when_the_error_is_not_the_list_of_the_spec(string body)
    {
        await using var registry = await StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync(body);
        });

        var failure = await Should.ThrowAsync<RegistryException>(() => registry.Repository().FetchManifestAsync("1.0", default));

        failure.IsNotFound.ShouldBeTrue();
        failure.Errors.ShouldBeEmpty();
        (await registry.Repository().ResolveAsync("1.0", default)).ShouldBeNull();
    }

    private static Task Guard(HttpContext context, Action answer)
    {
        if (context.Request.Headers.Authorization.Count == 0)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"fake\"";
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        }
        answer();
        return Task.CompletedTask;
    }
}
