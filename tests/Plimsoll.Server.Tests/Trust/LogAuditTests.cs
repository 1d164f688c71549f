using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Cli.Trust;
using Plimsoll.Core;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Trust;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Server.Tests.Trust;

/// <summary>An auditor of a log whose server was tampered with.</summary>
public sealed class LogAuditTests : IAsyncLifetime
{
    private readonly RegistryFixture _registry = new();

    public async ValueTask InitializeAsync()
    {
        await _registry.InitializeAsync();
        await SignAsync();
        await SignAsync();
    }

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    [Fact]
    public async Task Believes_a_log_that_grew_and_tells_what_is_new()
    {
        var first = await AuditAsync(null);
        await SignAsync();

        var (audit, fresh) = await RunAsync(first.Proven);

        audit.Size.ShouldBe(3);
        fresh.ShouldBe([2]);
    }

    /// <summary>What it proved once it need not read again: an entry that is gone since is told by an audit, not by a monitor.</summary>
    [Fact]
    public async Task A_monitor_begins_where_it_was_the_time_before()
    {
        var seen = (await AuditAsync(null)).Proven;
        Tamper("UPDATE log_entries SET body = x'00' WHERE position = 0");
        await SignAsync();

        var (audit, fresh) = await RunAsync(seen, resumes: true);

        audit.Size.ShouldBe(3);
        fresh.ShouldBe([2]);
        await Should.ThrowAsync<RefusedException>(() => RunAsync(seen));
        (await Should.ThrowAsync<RefusedException>(() => RunAsync(seen! with { Root = new byte[32] }, resumes: true))).Message.ShouldContain("was rewritten");
        (await Should.ThrowAsync<RefusedException>(() => RunAsync(seen! with { Size = 9 }, resumes: true))).Message.ShouldContain("it had 9 before");
    }

    [Theory]
    [InlineData("UPDATE log_entries SET body = CAST('x' || substr(CAST(body AS TEXT), 2) AS BLOB) WHERE position = 0", "other hashes than the entries")]
    [InlineData("UPDATE log_tiles SET hashes = zeroblob(64)", "other hashes than the entries")]
    [InlineData("UPDATE log_entries SET position = 1 - position", "other hashes than the entries")]
    [InlineData("UPDATE log_states SET note = replace(note, char(10) || '2' || char(10), char(10) || '1' || char(10)) WHERE size = 2", "not signed by the log")]
    public async Task Refuses_what_does_not_fit_together(string tampering, string reason)
    {
        Tamper(tampering);

        (await Should.ThrowAsync<RefusedException>(() => AuditAsync(null))).Message.ShouldContain(reason);
    }

    [Fact]
    public async Task Refuses_another_history_than_the_one_that_was_seen()
    {
        var seen = (await AuditAsync(null)).Proven!;

        (await Should.ThrowAsync<RefusedException>(() => AuditAsync(seen with { Size = 1 }))).Message.ShouldContain("was rewritten");
        (await Should.ThrowAsync<RefusedException>(() => AuditAsync(seen with { Size = 9 }))).Message.ShouldContain("it had 9 before");
        (await Should.ThrowAsync<RefusedException>(() => AuditAsync(seen with { Origin = "other" }))).Message.ShouldContain("it was other before");
    }

    [Fact]
    public async Task A_log_that_stops_says_so_to_those_who_come_too_late()
    {
        var log = _registry.Server.Services.GetRequiredService<Plimsoll.Server.Trust.Log.LogSequencer>();
        await log.StopAsync(TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<IOException>(() => log.AppendAsync([1], TestContext.Current.CancellationToken))).Message.ShouldContain("stops");
    }

    private void Tamper(string sql)
    {
        using var session = new SqliteSession(Path.Combine(_registry.Data, "plimsoll.db"), readOnly: false);
        // Places change in two steps, because they must differ at every moment.
        if (sql.Contains("1 - position", StringComparison.Ordinal)) session.Script("UPDATE log_entries SET position = position + 10; UPDATE log_entries SET position = 11 - position");
        else session.Script(sql);
    }

    private Task SignAsync() => _registry.Server.Services.GetRequiredService<IBundleSigner>().SignStatementAsync(StatementWriter.OfSignature(Digest.Of("image"u8)), TestContext.Current.CancellationToken);

    private async Task<LogAudit> AuditAsync(SeenCheckpoint? seen) => (await RunAsync(seen)).Audit;

    private async Task<(LogAudit Audit, List<long> Fresh)> RunAsync(SeenCheckpoint? seen, bool resumes = false)
    {
        var config = System.Text.Json.Nodes.JsonNode.Parse((await _registry.Anonymous.GetAsync("/.well-known/plimsoll-trust.json")).Body)!["trustedRoot"]!;
        using var log = new LogReader(new Uri(_registry.Address));
        var audit = new LogAudit(log, TrustedRoot.Read(Encoding.UTF8.GetBytes(config.ToJsonString())).LogKeys, seen);
        var fresh = new List<long>();
        if (resumes) await audit.ResumeAsync(TestContext.Current.CancellationToken);
        await audit.RunAsync((index, _) => fresh.Add(index), TestContext.Current.CancellationToken);
        return (audit, fresh);
    }
}
