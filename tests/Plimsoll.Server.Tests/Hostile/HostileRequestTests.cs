using System.Text;
using System.Text.Json;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Hostile;

/// <summary>
/// Every row of the table is sent over a connection of its own: it gets the status and the code that the specification gives, never a 5xx, the error list is well
/// formed, the store is what it was before, and the server still serves.
/// </summary>
public sealed class HostileRequestTests(HostileFixture registry) : IClassFixture<HostileFixture>
{
    private static readonly Dictionary<string, HostileRequest> Table = new HostileRequest[][]
    {
        [.. HostileNames.Rows], [.. HostileDigests.Rows], [.. HostileRanges.Rows], [.. HostileHeaders.Rows], [.. HostileManifests.Rows], [.. HostileQueries.Rows], [.. HostileMethods.Rows], [.. HostileSizes.Rows],
    }.SelectMany(rows => rows).ToDictionary(row => row.Name);

    public static TheoryData<string> Names => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_answered_as_the_specification_says_and_changes_nothing(string name)
    {
        var row = Table[name];
        await registry.PrepareAsync();
        var before = StoreSnapshot.Take(registry.Data, !row.MayTouchUploads);

        var answer = await RawHttp.SendAsync(new Uri(registry.Address), Render(row), row.EndsEarly);

        // Nobody waits for an answer to a request that was cut off: the server may still be at it.
        if (row.EndsEarly) await Task.Delay(500, TestContext.Current.CancellationToken);
        answer.Status.ShouldBeLessThan(500, answer.Text);
        row.Status.ShouldContain(answer.Status, answer.Text);
        ShouldBeWellFormed(row, answer);
        StoreSnapshot.Take(registry.Data, !row.MayTouchUploads).ShouldBe(before);
        (await registry.Wire.HeadAsync(registry.Repository.Manifest("latest"))).Expect(200);
    }

    [Fact]
    public void The_table_is_long_enough() => Table.Count.ShouldBeGreaterThanOrEqualTo(220);

    private static void ShouldBeWellFormed(HostileRequest row, RawAnswer answer)
    {
        if (row.Code is null)
        {
            if (answer.Body.Length == 0 || answer.Status < 400 || !answer.Headers.GetValueOrDefault("Content-Type", "").Contains("json", StringComparison.Ordinal)) return;
        }
        answer.Headers["Content-Type"].ShouldBe("application/json");
        using var body = JsonDocument.Parse(answer.Body);
        var errors = body.RootElement.GetProperty("errors");
        errors.GetArrayLength().ShouldBe(1);
        if (row.Code is not null) errors[0].GetProperty("code").GetString().ShouldBe(row.Code, answer.Text);
        errors[0].GetProperty("message").GetString()!.Length.ShouldBeInRange(1, 1000);
        answer.Body.Length.ShouldBeLessThan(4096, "nobody is shown more of their own input than helps them");
    }

    private byte[] Render(HostileRequest row)
    {
        var head = new StringBuilder($"{row.Method} {registry.Fill(row.Path)} HTTP/1.1\r\n");
        head.Append(row.Host ?? "Host: " + new Uri(registry.Address).Authority).Append("\r\nConnection: close\r\n");
        if (!row.Anonymous && !Has(row, "Authorization:")) head.Append(registry.LoginHeader).Append("\r\n");
        foreach (var header in row.Headers) head.Append(registry.Fill(header)).Append("\r\n");
        var body = row.Body.AsSpan().Contains((byte)'{') ? Encoding.Latin1.GetBytes(registry.Fill(Encoding.Latin1.GetString(row.Body))) : row.Body;
        if (!Has(row, "Content-Length:") && !Has(row, "Transfer-Encoding:") && (body.Length > 0 || row.Method is "POST" or "PUT" or "PATCH")) head.Append($"Content-Length: {body.Length}\r\n");
        return [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    private static bool Has(HostileRequest row, string header) => row.Headers.Any(h => h.StartsWith(header, StringComparison.OrdinalIgnoreCase));
}
