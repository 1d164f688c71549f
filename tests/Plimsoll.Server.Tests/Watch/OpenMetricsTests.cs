using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Watch;

/// <summary>A server whose measurements are open to everybody.</summary>
public sealed class OpenMetricsTests(OpenMetricsTests.Open registry) : IClassFixture<OpenMetricsTests.Open>
{
    [Fact]
    public async Task Are_read_without_a_login_where_the_setting_says_so() =>
        (await Scrape.OfAsync(registry.Anonymous)).Sum("plimsoll_build_info").ShouldBe(1);

    /// <summary>The server.</summary>
    public sealed class Open : RegistryFixture
    {
        /// <inheritdoc/>
        protected override void Configure(ServerOptions options) => options.Metrics.Public = true;
    }
}
