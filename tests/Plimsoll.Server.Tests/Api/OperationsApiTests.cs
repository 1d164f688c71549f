using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Core;
using Plimsoll.Inspection;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Auth;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Tests.Api;

/// <summary>Jobs and storage, as programs and people see them.</summary>
public sealed class OperationsApiTests(OperationsApiTests.Idle registry) : IClassFixture<OperationsApiTests.Idle>
{
    private static readonly RepositoryName Shop = RepositoryName.Parse("shop/api");

    private IMetadataStore Metadata => registry.Server.Services.GetRequiredService<IMetadataStore>();

    [Fact]
    public async Task An_inspection_that_failed_says_why_and_can_be_tried_again()
    {
        var digest = await FailedInspectionAsync("the layer is <not> a tar");

        var entry = (await registry.Wire.GetAsync("/api/v1/jobs?kind=inspection&state=failed")).Expect(200).Json.GetProperty("items").EnumerateArray().Single(j => j.GetProperty("id").GetString() == digest.Value);
        (entry.GetProperty("subject").GetString(), entry.GetProperty("error").GetString(), entry.GetProperty("attempts").GetInt32()).ShouldBe(($"shop/api@{digest}", "the layer is <not> a tar", 1));
        var page = await registry.Wire.PageAsync("/jobs?state=failed");
        page.Rows("Jobs that failed").Single(r => r[0].Contains(digest.Value[7..19])).ShouldContain("the layer is <not> a tar");

        (await registry.Wire.PostAsync($"/api/v1/jobs/{digest}/retry")).Expect(202);

        (await Metadata.Facts.FindImageAsync(digest, ImageInspector.ScannerVersion, default))!.State.ShouldBe("waiting");
        (await registry.Wire.PostAsync($"/api/v1/jobs/{digest}/retry")).Expect(409);
        (await registry.Wire.GetAsync("/api/v1/events?action=job.retry")).Json.GetProperty("items")[0].GetProperty("reference").GetString().ShouldBe(digest.Value);
    }

    [Fact]
    public async Task A_run_that_failed_can_be_tried_again_by_form()
    {
        var kind = AccountsOnServer.Unique("kind");
        var run = (await Metadata.Jobs.BeginAsync(new JobClaim(kind, "shop/**", "here", TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)), default))!;
        (await registry.Wire.PageAsync("/jobs")).Rows("Jobs that run now").Single(r => r[0].StartsWith(kind, StringComparison.Ordinal)).ShouldContain(cell => cell.StartsWith("here", StringComparison.Ordinal));
        await Metadata.Jobs.FailAsync(run.Id, "here", "no room", null, default);
        (await registry.Wire.PageAsync("/jobs?state=failed")).QuerySelectorAll($"input[value='{run.Id}']").ShouldHaveSingleItem();

        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["do"] = "retry", ["name"] = run.Id.ToString() });
        (await registry.Wire.SendAsync("POST", "/jobs", form)).Expect(303).Location.ShouldBe("/jobs?state=failed");

        (await Metadata.Jobs.ListAsync(new JobQuery { Kind = kind }, default)).ShouldHaveSingleItem().State.ShouldBe(JobState.Waiting);
        using var again = new FormUrlEncodedContent(new Dictionary<string, string> { ["do"] = "retry", ["name"] = run.Id.ToString() });
        HtmlPage.Parse((await registry.Wire.SendAsync("POST", "/jobs", again)).Expect(409).Text).QuerySelector("[role=alert]")!.Words().ShouldContain("did not fail");
    }

    [Fact]
    public async Task Lists_runs_and_inspections_in_one_row_of_pages_and_as_csv()
    {
        var kinds = Enumerable.Range(0, 3).Select(_ => AccountsOnServer.Unique("page")).ToList();
        foreach (var kind in kinds) await Metadata.Jobs.BeginAsync(new JobClaim(kind, "", "here", TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)), default);
        var failed = new[] { await FailedInspectionAsync("a"), await FailedInspectionAsync("b") };

        var ids = new List<string>();
        for (string? next = "/api/v1/jobs?n=2"; next is not null;)
        {
            var page = (await registry.Wire.GetAsync(next)).Expect(200).Json;
            page.GetProperty("items").GetArrayLength().ShouldBeInRange(1, 2);
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!));
            next = page.TryGetProperty("next", out var link) ? link.GetString() : null;
        }

        ids.ShouldBeUnique();
        ids.Count(id => Guid.TryParse(id, out _)).ShouldBeGreaterThanOrEqualTo(3);
        ids.ShouldContain(failed[0].Value);
        ids.ShouldContain(failed[1].Value);
        var csv = (await registry.Wire.GetAsync("/api/v1/jobs?format=csv")).Expect(200);
        csv.Text.Split("\r\n")[0].ShouldStartWith("id,kind,subject,state,attempts,");
        csv.Text.ShouldContain(kinds[0]);
    }

    [Theory]
    [InlineData("/api/v1/jobs?state=odd", 400)]
    [InlineData("/api/v1/jobs?after=odd", 400)]
    [InlineData("/api/v1/jobs?after=odd/sha256:00", 400)]
    [InlineData("/api/v1/storage/repositories?after=odd", 400)]
    [InlineData("/api/v1/storage/repositories?after=1/UPPER", 400)]
    public async Task Refuses_places_that_there_are_not(string path, int status) => (await registry.Wire.GetAsync(path)).Expect(status);

    [Theory]
    [InlineData("GET", "/api/v1/jobs")]
    [InlineData("POST", "/api/v1/jobs/0197b0f3-c2a8-7e5c-9f1d-2b6a4c8e0f13/retry")]
    [InlineData("GET", "/api/v1/storage")]
    [InlineData("GET", "/api/v1/storage/repositories")]
    [InlineData("POST", "/api/v1/storage/count")]
    public async Task Is_for_administrators(string method, string path)
    {
        (await registry.Anonymous.SendAsync(method, path, (byte[]?)null)).Expect(401);
        var name = AccountsOnServer.Unique("owner");
        await AccountsOnServer.SendAsync(registry.Wire, "POST", "users", new { name, password = "a password for tests" });
        await AccountsOnServer.SendAsync(registry.Wire, "POST", "grants", new { subject = "user:" + name, role = "owner", path = "**" });
        using var owner = registry.Login(name, "a password for tests");
        (await owner.SendAsync(method, path, (byte[]?)null)).Expect(403);
    }

    [Fact]
    public async Task A_job_that_there_is_not_is_not_found()
    {
        foreach (var id in new[] { "nonsense", Guid.CreateVersion7().ToString(), Digest.Of("nothing"u8).Value }) (await registry.Wire.PostAsync($"/api/v1/jobs/{id}/retry")).Expect(404);
    }

    [Fact]
    public async Task Counts_what_is_stored_when_asked_and_says_when()
    {
        var repository = RepositoryOnWire.New(registry.Wire, "counted");
        var other = RepositoryOnWire.New(registry.Wire, "counted");
        var layer = Content.Of(new byte[50_000]);
        await repository.PushAsync(layer);
        (await registry.Wire.PostAsync($"{other.Uploads}?mount={layer.Digest}&from={repository.Name}")).Expect(201);
        await repository.PushAsync(Content.Of(new byte[70_000]));
        var asked = DateTimeOffset.UtcNow;

        (await registry.Wire.PostAsync("/api/v1/storage/count")).Expect(202);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!((await registry.Wire.GetAsync("/api/v1/storage")).Expect(200).Json.TryGetProperty("counted", out var counted) && counted.GetProperty("countedAt").GetDateTimeOffset() >= asked)) await Task.Delay(200, patience.Token);

        var storage = (await registry.Wire.GetAsync("/api/v1/storage")).Json;
        storage.GetProperty("diskFreeBytes").GetInt64().ShouldBeGreaterThan(0);
        storage.GetProperty("counted").GetProperty("storedBytes").GetInt64().ShouldBeGreaterThanOrEqualTo(120_000);
        var rows = (await registry.Wire.GetAsync("/api/v1/storage/repositories")).Expect(200).Json.GetProperty("items").EnumerateArray().ToDictionary(r => r.GetProperty("name").GetString()!);
        (rows[repository.Name].GetProperty("bytes").GetInt64(), rows[repository.Name].GetProperty("uniqueBytes").GetInt64(), rows[repository.Name].GetProperty("sharedBytes").GetInt64()).ShouldBe((120_000, 70_000, 50_000));
        (rows[other.Name].GetProperty("bytes").GetInt64(), rows[other.Name].GetProperty("uniqueBytes").GetInt64()).ShouldBe((50_000, 0));
        (await registry.Wire.PageAsync("/storage")).Rows("Repositories").Single(r => r[0] == repository.Name)[1..].ShouldBe(["117 KiB", "68.4 KiB", "48.8 KiB", "2"]);
        (await registry.Wire.GetAsync("/api/v1/jobs?kind=count-storage&state=done")).Json.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0);
    }

    private async Task<Digest> FailedInspectionAsync(string error)
    {
        var digest = Digest.Of(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        await Metadata.Facts.EnqueueAsync(Shop, digest, ImageInspector.ScannerVersion, default);
        while ((await Metadata.Facts.TakeAsync(ImageInspector.ScannerVersion, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1), default))?.Digest is { } taken && taken != digest) { }
        await Metadata.Facts.FailAsync(digest, ImageInspector.ScannerVersion, error, null, default);
        return digest;
    }

    /// <summary>A server that opens nothing by itself.</summary>
    public sealed class Idle : RegistryFixture
    {
        /// <inheritdoc/>
        protected override void Configure(ServerOptions options) => options.Inspection.Enabled = false;
    }
}
