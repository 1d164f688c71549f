using System.Diagnostics;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;

namespace Plimsoll.Server.Tests.Api;

/// <summary>An image of 10,000 packages and 100,000 files in one directory: what is shown of it stays small, and comes soon.</summary>
public sealed class LargeImageTests(RegistryFixture registry, ITestOutputHelper output) : IClassFixture<RegistryFixture>
{
    // Generous: machines that run tests are busy. The figures themselves are printed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Pages_and_lists_stay_small_and_quick()
    {
        await LargeImage.PushAsync(registry);
        await TimeAsync("first look into a directory", "/api/v1/tree?image=large/image:1&path=/srv/many&n=200");
        var last = "";
        for (var path = "/api/v1/tree?image=large/image:1&path=/srv/many&n=1000&after=f099"; path is not null;)
        {
            var page = (await TimeAsync("a page of 1000 near the end", path)).Json;
            last = page.GetProperty("items").EnumerateArray().Last().GetProperty("path").GetString();
            path = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        last.ShouldBe("/srv/many/f099999");
        var session = await PageSession.SignInAsync(registry.Anonymous, "admin", registry.Password);
        foreach (var path in new[] { "/r/large/image:1/files", "/r/large/image:1/files?path=/srv/many", "/r/large/image:1/files?path=/srv/many&after=f050000", "/diff?from=large/image:1&to=large/image:2", "/search?by=package&text=lib*" })
        {
            var started = Stopwatch.GetTimestamp();
            var page = (await session.GetAsync(path)).Expect(200);
            Report(path, started, page);
            page.Body.Length.ShouldBeLessThan(500_000, path);
        }
        var diff = (await TimeAsync("comparison", "/api/v1/diff?from=large/image:1&to=large/image:2")).Json;
        diff.GetProperty("packages").GetProperty("upgraded").GetInt32().ShouldBe(1);
        diff.GetProperty("files").GetProperty("added").GetInt32().ShouldBe(0);
        diff.GetProperty("files").GetProperty("removed").GetInt32().ShouldBe(LargeImage.Files);
    }

    private async Task<Answer> TimeAsync(string what, string path)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = (await registry.Wire.GetAsync(path)).Expect(200);
        Report(what, started, answer);
        return answer;
    }

    private void Report(string what, long started, Answer answer)
    {
        var taken = Stopwatch.GetElapsedTime(started);
        output.WriteLine($"{what}: {taken.TotalMilliseconds:F0} ms, {answer.Body.Length} bytes");
        taken.ShouldBeLessThan(Patience, what);
    }
}
