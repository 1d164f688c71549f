using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Pages;

/// <summary>What people see who may see a part, or nothing.</summary>
public sealed class VisitorTests(VisitorTests.HalfOpen registry) : IClassFixture<VisitorTests.HalfOpen>
{
    [Fact]
    public async Task Shows_strangers_what_is_open_to_everybody_and_no_more()
    {
        var home = await registry.Anonymous.PageAsync("/");
        home.Rows("Repositories").Select(row => row[0]).ShouldBe(["public/app"]);
        home.Rows("Pushed lately").Select(row => row[0]).ShouldBe(["public/app:1"]);
        home.QuerySelector(".numbers")!.Words().ShouldBe("1 repositories 1 tags 1 manifests");
        (await registry.Anonymous.PageAsync("/?q=private")).Rows("Repositories").ShouldBeEmpty();

        (await registry.Anonymous.PageAsync("/r/public/app:1")).QuerySelector("nav[aria-label=Main]")!.Words().ShouldBe("Search imagesLog in");
        (await registry.Anonymous.GetAsync("/r/private/app:1")).Expect(302).Location.ShouldBe("/login?next=%2Fr%2Fprivate%2Fapp%3A1");
        (await registry.Anonymous.GetAsync("/r/private/none")).Expect(302);
    }

    [Fact]
    public async Task Lists_for_strangers_only_what_is_open_to_everybody()
    {
        var list = (await registry.Anonymous.GetAsync("/api/v1/repositories?format=csv")).Expect(200).Text;
        list.ShouldContain("public/app");
        list.ShouldNotContain("private");
        (await registry.Anonymous.GetAsync("/api/v1/tags?repository=public/app")).Expect(200);
        (await registry.Anonymous.GetAsync("/api/v1/tags?repository=private/app")).Expect(401);
        (await registry.Anonymous.GetAsync("/api/v1/tags?repository=private/none")).Expect(401);
        (await registry.Anonymous.GetAsync("/api/v1/image?image=private/app:1")).Expect(401);
        (await registry.Anonymous.GetAsync("/api/v1/events?repository=public/app")).Expect(401);
    }

    [Fact]
    public async Task Shows_owners_the_events_of_their_repositories_alone()
    {
        using var owner = registry.Login("owner", "own-harbour-1");
        var repository = await owner.PageAsync("/r/private/app");
        repository.QuerySelectorAll(".tabs a").Select(a => a.Words()).ShouldContain("Events");
        (await owner.PageAsync("/audit?repository=private/app")).Rows("Events").ShouldNotBeEmpty();
        (await owner.GetAsync("/api/v1/events?repository=private/app")).Expect(200);
        (await owner.GetAsync("/api/v1/events")).Expect(403);
        (await owner.GetAsync("/audit")).Expect(403);
        (await owner.GetAsync("/audit?repository=public/app")).Expect(403);
        (await owner.PageAsync("/r/public/app")).QuerySelectorAll(".tabs a").Select(a => a.Words()).ShouldNotContain("Events");
    }

    /// <summary>A registry with one repository for everybody, one for its owner and the administrator.</summary>
    public sealed class HalfOpen : RegistryFixture, IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            foreach (var name in new[] { "public/app", "private/app" })
            {
                var repository = new RepositoryOnWire(Wire, name);
                var (config, layer) = (ImageBuilder.Config(), ImageBuilder.Layer());
                foreach (var blob in new[] { config, layer }) await repository.PushAsync(blob);
                (await repository.PutAsync(ImageBuilder.Image(config.Descriptor, [layer.Descriptor]), "1")).Expect(201);
            }
            await PostAsync("/api/v1/users", """{"name":"owner","password":"own-harbour-1"}""");
            await PostAsync("/api/v1/grants", """{"subject":"user:owner","role":"owner","path":"private/**"}""");
            await PostAsync("/api/v1/grants", """{"subject":"anonymous","role":"reader","path":"public/**"}""");
        }

        private async Task PostAsync(string path, string json) => (await Wire.PostAsync(path, System.Text.Encoding.UTF8.GetBytes(json), ("Content-Type", "application/json"))).Expect(201);
    }
}
