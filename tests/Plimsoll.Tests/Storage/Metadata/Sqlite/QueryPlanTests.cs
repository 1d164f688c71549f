using System.Text.RegularExpressions;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Collection;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

/// <summary>Runs everything that the store can be asked, then looks at the plan of every statement: none may walk through a table that grows.</summary>
public sealed partial class QueryPlanTests : MetadataContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));

    [Fact]
    public async Task No_statement_reads_a_whole_table()
    {
        await RunEverythingAsync();
        var plans = await PlansAsync();
        plans.Count.ShouldBeGreaterThan(50);
        foreach (var (sql, plan) in plans)
        {
            foreach (var step in plan.Where(p => Scan().IsMatch(p))) step.ShouldBe("SCAN events", $"in: {sql}");
        }
        // Newest events of all kinds: along the primary key, and no further than the limit.
        plans.Where(p => p.Plan.Contains("SCAN events")).ShouldAllBe(p => p.Sql.Contains("ORDER BY id DESC LIMIT"));
    }

    [Fact]
    public async Task Nothing_is_sorted_but_the_candidates_of_a_mount_and_what_a_new_quota_begins_with()
    {
        await RunEverythingAsync();
        var sorted = (await PlansAsync()).Where(p => p.Plan.Any(step => step.Contains("TEMP B-TREE"))).Select(p => p.Sql).ToList();
        sorted.ShouldAllBe(sql => sql.Contains("SELECT r.name FROM blobs") || sql.Contains("INSERT INTO quota_blobs"));
    }

    [Theory]
    [InlineData("name > ?2 ORDER BY name LIMIT ?3", "SEARCH tags USING PRIMARY KEY (repository_id=? AND name>?)")]
    [InlineData("repository = ?1 ORDER", "SEARCH events USING INDEX events_by_repository (repository=?)")]
    [InlineData("principal = ?2 ORDER", "SEARCH events USING INDEX events_by_principal (principal=?)")]
    [InlineData("outcome = ?4 AND outcome <> 'ok' ORDER", "SEARCH events USING INDEX events_refused (outcome=?)")]
    [InlineData("NOT IN ('pull', 'resolve') ORDER", "SEARCH events USING INDEX events_changing (action=?)")]
    [InlineData("id >= ?9", "SEARCH events USING PRIMARY KEY (id>?)")]
    [InlineData("FROM repositories WHERE manifest_count > 0", "SEARCH repositories USING INDEX repositories_with_manifests (name>?)")]
    [InlineData("FROM manifest_blobs WHERE blob_id", "SEARCH manifest_blobs USING COVERING INDEX manifest_blobs_by_blob (blob_id=? AND repository_id=?)")]
    public async Task The_right_index_is_used(string part, string expected)
    {
        await RunEverythingAsync();
        var plans = (await PlansAsync()).Where(p => p.Sql.Contains(part)).ToList();
        plans.ShouldNotBeEmpty();
        plans.ShouldAllBe(p => p.Plan.Contains(expected), string.Join('\n', plans.SelectMany(p => p.Plan)));
    }

    // There are a thousand rules at most, and a hundred webhooks.
    [GeneratedRegex(@"^SCAN (?!json_each|CONSTANT ROW|\(subquery|rules|webhooks)")]
    private static partial Regex Scan();

    private async Task<List<(string Sql, List<string> Plan)>> PlansAsync()
    {
        var database = ((SqliteProbe)Probe).Sqlite.Database;
        var statements = new HashSet<string>(await database.WriteAsync(s => s.Statements.ToList(), default));
        CollectFromReaders(database, statements, SqliteDatabase.ReaderCount);
        statements.RemoveWhere(sql => sql.Contains("migrations"));
        return database.Read(s => statements.Where(sql => Plannable().IsMatch(sql)).Select(sql => (sql, Explain(s, sql))).ToList());
    }

    /// <summary>Takes all readers at once, for a reader that is given back is the next one to be taken.</summary>
    private static void CollectFromReaders(SqliteDatabase database, HashSet<string> statements, int count)
    {
        if (count == 0) return;
        database.Read(session =>
        {
            statements.UnionWith(session.Statements);
            CollectFromReaders(database, statements, count - 1);
            return 0;
        });
    }

    [GeneratedRegex("^(SELECT|INSERT|UPDATE|DELETE)")]
    private static partial Regex Plannable();

    private static List<string> Explain(SqliteSession session, string sql) => session.All("EXPLAIN QUERY PLAN " + sql, static row => row.GetString(3));

    private async Task RunEverythingAsync()
    {
        var upload = await StartUploadAsync();
        await Store.Uploads.FindAsync(Shop, upload.Id, default);
        upload = (await Store.Uploads.TakeOverAsync(upload, StorageKey.New(TimeProvider.System), default))!;
        upload = (await Store.Uploads.TakeOverAsync(upload, StorageKey.New(TimeProvider.System), default))!;
        await Store.Uploads.AdvanceAsync(upload, 1, new byte[1], default, Now, default);
        await Store.Uploads.ListExpiredAsync(Now, 10, default);
        var key = new BlobLocation.Stored(upload.Key);
        await Store.Blobs.PublishAsync(new BlobPublication(Shop, Digest.Of("x"u8), 1, key, upload.Id, Now), Event(), default);
        await Store.Uploads.CancelAsync(Shop, (await StartUploadAsync()).Id, default);

        var image = await PushImageAsync(tags: ["1", "2"]);
        var index = BuiltManifest.Index([image.Descriptor(), await PushBlobAsync()], image.Descriptor());
        await PutAsync(index, inspectWith: 1, tags: Tag.ReferrersFallbackOf(image.Digest).Value);
        await PutAsync(index, tags: "1");
        await RunBlobsAsync(image.Manifest.Layers[0].Digest);
        await RunListsAsync(image.Digest);
        await RunFactsAsync(image.Digest);
        await RunAuditAsync();
        await RunJobsAsync();
        await RunRulesAsync(image.Digest);
        await Store.Manifests.RemoveTagAsync(Shop, Tag.Parse("1"), "ada", Event(), default);
        await Store.Manifests.RemoveAsync(Shop, index.Digest, "ada", Event(), default);
        await Store.Manifests.RemoveAsync(Shop, image.Digest, "ada", Event(), default);
        await RunCollectionAsync(image);
    }

    private async Task RunCollectionAsync(BuiltManifest image)
    {
        await Store.Collection.UndeleteAsync(Shop, new DeletedReference.ByDigest(image.Digest), "ada", Event(), default);
        await Store.Collection.UndeleteAsync(Shop, new DeletedReference.ByTag(Tag.Parse("2")), "ada", Event(), default);
        await Store.Manifests.RemoveAsync(Shop, image.Digest, "ada", Event(), default);
        await StartUploadAsync();
        await PushBlobAsync();
        await PushImageAsync(tags: "3");
        await PutAsync(BuiltManifest.Index([(await PushImageAsync()).Descriptor()], image.Descriptor()));
        for (var i = 0; i < 4; i++)
        {
            Advance(TimeSpan.FromDays(2));
            await new Collector(Store, new MemoryBlobStore(), new CollectionSettings { KeepUntagged = false }, TimeProvider.System).RunAsync(false, false, default);
        }
        await Store.Collection.ListRunsAsync(1, default);
    }

    private async Task RunBlobsAsync(Digest layer)
    {
        await Probe.SetBlobStateAsync(layer, 1);
        await Store.Blobs.FindAsync(Shop, layer, default);
        await Store.Blobs.FindAsync(Shop, Digest.EmptyJson, default);
        await Store.Blobs.MountAsync(Other, layer, Now, Event(), default);
        await Store.Blobs.MountAsync(Other, Digest.EmptyJson, Now, Event(), default);
        await Store.Blobs.RepositoriesWithAsync(layer, Shop, 10, default);
        await Store.Blobs.RemoveAsync(Other, layer, Event(), default);
        await Store.Blobs.RemoveAsync(Other, Digest.EmptyJson, Event(), default);
        var content = new byte[] { 1 };
        await PublishAsync(Digest.Of(content), 1, new BlobLocation.Inline(content));
        await Probe.SetBlobStateAsync(Digest.Of(content), 2);
        await PublishAsync(Digest.Of(content), 1, new BlobLocation.Stored(StorageKey.New(TimeProvider.System)));
    }

    private async Task RunListsAsync(Digest image)
    {
        var manifests = Store.Manifests;
        await manifests.FindAsync(Shop, image, default);
        await manifests.ResolveAsync(Shop, Tag.Parse("1"), default);
        await manifests.RepositoryExistsAsync(Shop, default);
        await manifests.ListTagNamesAsync(Shop, "0", 10, default);
        await manifests.ListTagsAsync(Shop, "0", 10, default);
        await manifests.ListTagsOfAsync(Shop, image, 10, default);
        await manifests.TagHistoryAsync(Shop, Tag.Parse("1"), 10, default);
        await manifests.TagHistoryAsync(Shop, null, 10, default);
        await manifests.ListTagMovesAsync(null, null, null, 10, default);
        await manifests.ListTagMovesAsync(Shop, null, 5, 10, default);
        await manifests.ListTagMovesAsync(Shop, Tag.Parse("1"), 5, 10, default);
        await manifests.ListReferrersAsync(Shop, image, ["a", "b"], null, 10, default);
        await manifests.ListManifestsAsync(Shop, image, 10, default);
        await manifests.ListManifestsAsync(Shop, null, 10, default);
        await manifests.ListRepositoriesAsync(Other, 10, default);
    }

    private async Task RunFactsAsync(Digest image)
    {
        await Store.Facts.StoreLayerAsync(image, 1, new byte[1], default);
        await Store.Facts.FindLayerAsync(image, 1, default);
        await Store.Facts.EnqueueAsync(Shop, image, 1, default);
        await Store.Facts.FindImageAsync(image, 1, default);
        await Store.Facts.TakeAsync(1, Now, Now, default);
        await Store.Facts.FailAsync(image, 1, "e", Now, default);
        await Store.Facts.ListOpenAsync(1, null, null, 10, default);
        await Store.Facts.ListOpenAsync(1, "failed", null, 10, default);
        await Store.Facts.CountOpenAsync(1, default);
        await Store.Facts.RetryAsync(image, 1, Event(), default);
        await Store.Facts.CompleteAsync(image, 1, new byte[1], default);
        await Store.Facts.FindLatestLayerAsync(image, 1, default);
        await Store.Facts.FindLatestImageAsync(image, 1, default);
        await Store.Facts.ListOutdatedAsync(2, image, 10, default);
        await RunIndexAsync(image);
    }

    private async Task RunIndexAsync(Digest image)
    {
        var index = Store.Index;
        var task = (await index.ListTasksAsync(10, default))[0];
        await index.CountTasksAsync(10, default);
        var layer = (await PushBlobAsync()).Digest;
        var id = (await index.BeginLayerAsync(layer, 1, default))!.Value;
        await index.AddKeysAsync(id, [1, 2], default);
        await index.RemoveKeysAsync(id, [1], default);
        await index.FindLayerAsync(layer, default);
        var number = (await index.BeginImageAsync(new IndexedImage(image, 1, [layer, image], new Dictionary<string, string> { ["a"] = "b" }), default))!.Value;
        await Store.Exposure.RegisterAsync(number, Sets.Of(new IndexedComponent("deb", "n", "1", 0)), Now, default);
        foreach (var query in new[] { new ComponentQuery("n", false), new ComponentQuery("n", true), new ComponentQuery("n", false, "deb", "1") }) await index.FindComponentsAsync(query, null, 10, default);
        await index.FindComponentsAsync(new ComponentQuery("", false) { Licence = "mit" }, null, 10, default);
        await index.ListBasesAsync(image, 10, default);
        await index.ListDerivedAsync(image, 0, 10, default);
        await RunExposureAsync(image);
        await RunWebhooksAsync();
        await index.FindLabelsAsync("a", "b", null, 10, default);
        await index.FindLabelsAsync("a", null, null, 10, default);
        await index.FindLayersAsync(2, 0, 10, default);
        await index.ListUsesAsync(layer, null, 10, default);
        await index.ListImagesAsync(image, 0, 10, default);
        await index.ListDescendantsAsync(layer, 0, 10, default);
        await index.ListPlacesAsync(image, 10, default);
        await index.EndAsync(task, default);
        await index.ForgetLayerAsync(Digest.Of([9]), default);
        await index.ForgetImageAsync(Digest.Of([9]), default);
        await index.ForgetImageAsync(image, default);
    }

    private async Task RunJobsAsync()
    {
        var jobs = Store.Jobs;
        var run = await jobs.RequestAsync("k", "", Event(), default);
        await jobs.BeginAsync(new JobClaim("k", "", "a", TimeSpan.FromMinutes(1), null), default);
        await jobs.BeginAsync(new JobClaim("l", "", "a", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)), default);
        await jobs.RenewAsync(run.Id, "a", TimeSpan.FromMinutes(1), "p", default);
        await jobs.FailAsync(run.Id, "a", "e", null, default);
        await jobs.RetryAsync(run.Id, Event(), default);
        await jobs.CompleteAsync(run.Id, "a", "r", default);
        foreach (var query in new[] { new JobQuery(), new JobQuery { Kind = "k" }, new JobQuery { State = JobState.Done }, new JobQuery { Kind = "k", State = JobState.Done } }) await jobs.ListAsync(query, default);

        await Probe.SetBlobStateAsync((await PushBlobAsync()).Digest, 1);
        await Store.Usage.CountAsync(_ => Task.CompletedTask, default);
        await Store.Usage.FindAsync(default);
        await Store.Usage.ListAsync(null, 10, default);
        await Store.Uploads.CountAsync(default);
    }

    private async Task RunRulesAsync(Digest image)
    {
        foreach (var terms in new RuleTerms[] { new QuotaTerms { MaxBytes = 1 << 30 }, new ImmutabilityTerms { Tags = ["fixed"] } })
            await Store.Rules.AddAsync(new NewRule(PathPattern.Everything, false, terms, "ada"), Event(), default);
        await Store.Uploads.ReserveAsync(Shop, (await StartUploadAsync()).Id, 5, default);
        await Store.Audit.AppendAsync(Event("pull") with { Repository = Shop.Value, Digest = image.Value }, default);
        var hold = await Store.Retention.AddHoldAsync(new HoldRecord(0, Shop, Tag.Parse("1"), null, HoldKind.Hold, "r", Now, "ada", null), Event(), default);
        await Store.Retention.ListHoldsAsync(Shop, 0, 10, default);
        await Store.Retention.ListHoldsAsync(null, 0, 10, default);
        await Store.Retention.FindHoldAsync(hold, default);
        await PutAsync(BuiltManifest.Index([]), tags: Tag.ReferrersFallbackOf(image).Value);
        await Store.Retention.ListTagsAsync(Shop, Tag.Parse("0"), 10, default);
        await Store.Retention.ListUntaggedAsync(Shop, image, 10, default);
        await Store.Retention.ExpireTagsAsync(Shop, [new TagExpiry(Tag.Parse("2"), image, false, Event())], "system", default);
        await PushImageAsync();
        var untagged = (await Store.Retention.ListUntaggedAsync(Shop, null, 10, default)).First(m => m.NeededBy is null);
        await Store.Retention.ExpireManifestsAsync(Shop, [new ManifestExpiry(untagged.Digest, untagged.PushedAt!.Value, Event())], "system", default);
        await Store.Retention.RemoveHoldAsync(hold, Event(), default);
        await Store.Rules.ListAsync(default);
        await Store.Rules.RemoveAsync(1, Event(), default);
    }

    private async Task RunAuditAsync()
    {
        await Store.Audit.AppendAsync(Event(), default);
        foreach (var query in new[]
        {
            new AuditQuery(),
            new AuditQuery { Repository = "r" },
            new AuditQuery { Principal = "p" },
            new AuditQuery { Outcome = "DENIED" },
            new AuditQuery { Outcome = "ok" },
            new AuditQuery { Action = "push" },
            new AuditQuery { Action = "pull" },
            new AuditQuery { Since = Now },
        }) await Store.Audit.ListAsync(query, default);
        await Store.Audit.RemoveBeforeAsync(Now.AddDays(-1), 10, default);
    }

    private async Task RunWebhooksAsync()
    {
        var webhooks = Store.Webhooks;
        var hook = (await webhooks.AddAsync(new Webhook { Name = "n", Kind = "plain", Url = "u", Paths = ["a/**"], Secret = new byte[1], CreatedAt = Now, CreatedBy = "ada" }, Event(), default))!.Value;
        await webhooks.RouteAsync(
            new EventRouting
            {
                At = Now,
                Done = [1],
                Messages = [new EventMessage("m", "t", "s", Now, "{}")],
                Deliveries = [("m", hook)],
                Stale = ["f"],
                Fresh = ["g"],
                Rebuilds = [new PendingRebuild(hook, "a/b", ["1"], ["r"], Now, Now)],
                Rebuilt = [(hook, "a/c")],
            },
            default);
        await webhooks.ListOutboxAsync(10, default);
        await webhooks.ListStaleAsync(default);
        await webhooks.ListRebuildsAsync(default);
        var due = (await webhooks.ListDueAsync(Now, 4, default))[0];
        await webhooks.RecordAsync(new DeliveryOutcome(due.Id, Now, 500, "no", null), default);
        foreach (var (state, only) in new (string?, long?)[] { ("dead", hook), ("dead", null), (null, hook), (null, null) }) await webhooks.ListDeliveriesAsync(state, only, null, 10, default);
        await webhooks.ReplayAsync(due.Id, Now, Event(), default);
        await webhooks.ReplayDeadAsync(hook, Now, Event(), default);
        await webhooks.SweepAsync(Now.AddDays(1), Now.AddDays(1), 10, default);
        await webhooks.RemoveAsync(hook, Event(), default);
    }

    private async Task RunExposureAsync(Digest image)
    {
        var exposure = Store.Exposure;
        var (key, advisory) = (new PackageKey("deb", "n"), new AdvisoryKey("Debian", "CVE-1"));
        await exposure.EnqueueAsync([key], default);
        var component = (await exposure.ListNewAsync(10, default))[0].Id;
        await exposure.CountWaitingAsync(10, default);
        await exposure.ListComponentsAsync(key, new byte[1], new byte[2], default);
        await exposure.ListComponentsAsync([key], default);
        await exposure.ListByNameAsync(0, 10, default);
        var tasks = await exposure.ListTasksAsync(10, default);
        foreach (var status in new AffectedStatus?[] { AffectedStatus.Affected, null, AffectedStatus.Affected })
        {
            await exposure.UpdateAsync(
                new MatchUpdate
                {
                    At = Now,
                    Changes = [new MatchChange(component, advisory, status)],
                    Events = [new ChangeEvent(advisory, 1, 0, 1, null)],
                    Tasks = tasks,
                    NewComponents = [component],
                    Names = [(component, new PackageKey("deb", "m"))],
                    Progress = new MatchProgress(1, 0),
                },
                default);
        }
        await exposure.FindProgressAsync(default);
        await exposure.ListMatchesAsync([component], default);
        await exposure.ListEventsAsync(0, 10, default);
        await exposure.ListAffectedAsync([advisory.Id], default);
        await exposure.ListHeldAsync([advisory], default);
        await exposure.ListEndedAsync([advisory.Id], 10, default);
        await exposure.CountAsync([component], default);
        await exposure.ListImagesAsync([component], new ImagePosition(0, 0, 0), 10, default);
        await Store.Audit.AppendAsync(Event("pull") with { Digest = image.Value }, default);
        await Store.Audit.ListAsync(new AuditQuery { Limit = 1 }, default);
        await exposure.ListPullsAsync([component], Now.AddDays(-7), null, 10, default);
        await exposure.CountPullsAsync([component], Now.AddDays(-7), default);
        await exposure.ListPullsOfAsync(image, 10, default);
        await exposure.FindBaseAsync(1, 0, default);
        await exposure.ListOfImageAsync(image, default);
        await exposure.FindPushAsync(image, default);
    }
}
