using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Server.Tests.Durability;

/// <summary>What clients and supervisors are told while the database is away, and that all is well afterwards.</summary>
public sealed class DatabaseOutageTests(PostgresRegistry registry) : IClassFixture<PostgresRegistry>
{
    [Fact]
    public async Task Answers_503_with_Retry_After_and_goes_on_afterwards()
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        await repository.PushAsync(Content.Random(100));
        (await registry.Wire.GetAsync("/health/ready")).Expect(200);
        var database = registry.Database;
        await PostgresServer.AllowConnectionsAsync(database, false);
        try
        {
            var refused = (await registry.Wire.PostAsync(repository.Uploads)).ExpectError(503, "UNAVAILABLE");
            int.Parse(refused["Retry-After"]!).ShouldBeGreaterThan(0);
            await ReadinessAsync(503);
            (await registry.Wire.GetAsync("/health/live")).Expect(200);
            (await registry.Wire.GetAsync("/api/v1/repositories")).Expect(503)["Retry-After"].ShouldNotBeNull();
            (await registry.Wire.GetAsync("/auth/token?service=x")).ExpectError(503, "UNAVAILABLE");
        }
        finally
        {
            await PostgresServer.AllowConnectionsAsync(database, true);
        }
        await repository.PushAsync(Content.Random(100));
        await ReadinessAsync(200);
    }

    /// <summary>Waits for the answer: a check counts for a few seconds.</summary>
    private async Task ReadinessAsync(int status)
    {
        for (var attempt = 0; (await registry.Wire.GetAsync("/health/ready")).Status != status; attempt++)
        {
            attempt.ShouldBeLessThan(1200, $"/health/ready never answers {status}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_start_without_the_database_names_the_setting_and_not_the_password()
    {
        using var data = new TemporaryFolder();
        var options = new ServerOptions { Data = data.Path, Url = "http://127.0.0.1:0", Database = "postgres://ada:sesame@127.0.0.1:1/registry" };
        var refused = await Should.ThrowAsync<OptionsException>(PlimsollServer.StartAsync(options, null, CancellationToken.None));
        refused.Key.ShouldBe("database");
        refused.ToString().ShouldNotContain("sesame");
        OptionSchema.Options.Single(o => o.Key == "database").Read(options).ShouldNotContain("sesame");
    }
}
