using Plimsoll.Core;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every database promises about copies of itself.</summary>
public abstract class DatabaseCopyContract : MetadataContract
{
    [Fact]
    public async Task A_copy_holds_the_same_rows_and_is_sound()
    {
        await FillAsync();
        await using var target = await OpenAsync(new ManualClock());
        var before = await RowsAsync(Store);

        await CopyAsync(target.Store);

        (await RowsAsync(target.Store)).ShouldBe(before);
        (await target.ViolationsAsync()).ShouldBeEmpty();
        (await target.Store.Journal.TakeAsync(1, 1, default)).ShouldBeNull("the journal begins with the whole state, not with a queue of it");
    }

    [Fact]
    public async Task A_copy_can_be_written_to()
    {
        await FillAsync();
        await using var target = await OpenAsync(new ManualClock());
        await CopyAsync(target.Store);
        var image = await PushImageAsync(null, "later");

        (await target.Store.Manifests.PutAsync(new ManifestPut(Shop, image.Digest, image.Content, image.Manifest, [Tag.Parse("later")], "ada"), Event(), default)).ShouldBeOfType<ManifestPutResult.Missing>();
        foreach (var blob in image.Manifest.Layers.Append(image.Manifest.Config!))
            await target.Store.Blobs.PublishAsync(new BlobPublication(Shop, blob.Digest, blob.Size, new BlobLocation.Stored(NewKey()), null, Now), Event("push-blob"), default);
        (await target.Store.Manifests.PutAsync(new ManifestPut(Shop, image.Digest, image.Content, image.Manifest, [Tag.Parse("later")], "ada"), Event(), default)).ShouldBe(new ManifestPutResult.Stored(true));
        (await target.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_snapshot_shows_one_moment()
    {
        var image = await PushImageAsync(null, "latest");
        await using var snapshot = await Store.Copy.OpenSnapshotAsync(default);
        await PushImageAsync(null, "later");
        await Store.Manifests.RemoveAsync(Shop, image.Digest, "ada", Event("delete"), default);

        var manifests = await snapshot.ReadAsync(snapshot.Tables.Single(t => t.Name == "manifests"), default).ToListAsync();

        manifests.ShouldHaveSingleItem().Values.ShouldContain(image.Digest.Value);
    }

    [Fact]
    public async Task Names_tables_after_those_that_they_refer_to()
    {
        await using var snapshot = await Store.Copy.OpenSnapshotAsync(default);
        var names = snapshot.Tables.Select(t => t.Name).ToList();

        names.IndexOf("repositories").ShouldBeLessThan(names.IndexOf("manifests"));
        names.IndexOf("manifests").ShouldBeLessThan(names.IndexOf("manifest_blobs"));
        names.IndexOf("blobs").ShouldBeLessThan(names.IndexOf("manifest_blobs"));
        names.ShouldNotContain("migrations");
        names.ShouldNotContain("collection_holds");
        new[] { "repositories", "blobs", "repo_blobs", "tags", "tag_moves", "events", "principals", "grants", "credentials", "signing_keys", "store_state" }.ShouldBeSubsetOf(names);
    }

    [Fact]
    public async Task A_copy_may_be_changed_although_the_source_may_not()
    {
        await Store.State.SetReadOnlyAsync("it moves", default);
        await using var target = await OpenAsync(new ManualClock());

        await CopyAsync(target.Store);

        var (from, to) = (await Store.State.ReadAsync(default), await target.Store.State.ReadAsync(default));
        to.ReadOnly.ShouldBeNull();
        to.StoreId.ShouldBe(from.StoreId);
    }

    [Fact]
    public async Task Imports_into_an_empty_database_only()
    {
        await FillAsync();
        await using var target = await OpenAsync(new ManualClock());
        (await target.Store.Copy.IsEmptyAsync(default)).ShouldBeTrue();
        await CopyAsync(target.Store);
        (await target.Store.Copy.IsEmptyAsync(default)).ShouldBeFalse();

        await Should.ThrowAsync<InvalidOperationException>(CopyAsync(target.Store));
    }

    [Fact]
    public async Task An_import_that_fails_leaves_the_database_empty()
    {
        await FillAsync();
        await using var target = await OpenAsync(new ManualClock());
        var before = await RowsAsync(target.Store);
        await using var snapshot = await Store.Copy.OpenSnapshotAsync(default);

        await Should.ThrowAsync<InvalidDataException>(target.Store.Copy.ImportAsync(BreakOff(All(snapshot)), snapshot.Counters, default));

        (await RowsAsync(target.Store)).ShouldBe(before);
        await CopyAsync(target.Store);
        (await RowsAsync(target.Store)).ShouldBe(await RowsAsync(Store));
    }

    [Fact]
    public async Task Refuses_tables_and_columns_that_it_does_not_know()
    {
        var table = new TableShape("cargo", ["id"]);
        var column = new TableShape("repositories", ["id", "name", "created_at", "weight"]);

        (await Should.ThrowAsync<InvalidDataException>(Store.Copy.ImportAsync(One(new TableRow(table, [1L])), new Dictionary<string, long>(), default))).Message.ShouldContain("cargo");
        (await Should.ThrowAsync<InvalidDataException>(Store.Copy.ImportAsync(One(new TableRow(column, [1L, "shop", 0L, 1L])), new Dictionary<string, long>(), default))).Message.ShouldContain("weight");
    }

    [Fact]
    public async Task Columns_that_are_missing_get_their_defaults()
    {
        var table = new TableShape("repositories", ["id", "name", "created_at"]);

        await Store.Copy.ImportAsync(One(new TableRow(table, [7L, "shop/api", 0L])), new Dictionary<string, long>(), default);

        (await PushImageAsync(null, "latest")).ShouldNotBeNull();
        (await Probe.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Numbers_of_accounts_are_never_used_again_in_the_copy_either()
    {
        (await Store.Identities.AddFirstUserAsync(new NewPrincipal(PrincipalKind.User, "ada", "", "hash", null, Now, "system") { Grants = [("admin", "**")] }, Event("user.add"), default)).ShouldBeTrue();
        await AddUserAsync(Store, "bob");
        var bob = await AddUserAsync(Store, "eve");
        (await Store.Identities.RemovePrincipalAsync(bob, Event("user.remove"), default)).ShouldBe(IdentityChange.Done);
        await using var target = await OpenAsync(new ManualClock());
        await CopyAsync(target.Store);

        (await AddUserAsync(target.Store, "late")).ShouldBeGreaterThan(bob);
    }

    private async Task<long> AddUserAsync(IMetadataStore store, string name)
    {
        (await store.Identities.AddPrincipalAsync(new NewPrincipal(PrincipalKind.User, name, "", "hash", null, Now, "admin"), Event("user.add"), default)).ShouldBe(IdentityChange.Done);
        return (await store.Identities.LoadAsync(default)).Principals.Single(p => p.Name == name).Id;
    }

    private async Task FillAsync()
    {
        var image = await PushImageAsync(null, "one", "two");
        await PutAsync(BuiltManifest.Index([image.Descriptor()]), tags: "all");
        await PutAsync(BuiltManifest.Image(await PushBlobAsync(), [], subject: image.Descriptor(), annotations: new() { ["a"] = "ü\u0001\n\"" }));
        await PublishAsync(Digest.Of("small"u8), 5, new BlobLocation.Inline(new byte[] { 0, 255, 10, 13, 1 }));
        await PushImageAsync(Other, "one");
        await Store.Manifests.RemoveTagAsync(Shop, Tag.Parse("two"), "ada", Event("delete"), default);
        await StartUploadAsync();
        await AddUserAsync(Store, "ada");
        await Store.Facts.StoreLayerAsync(image.Manifest.Layers[0].Digest, 1, new byte[] { 1, 2, 3 }, default);
        foreach (var terms in new RuleTerms[] { new ImmutabilityTerms { Tags = ["v*"] }, new RetentionTerms { KeepLast = 3 }, new QuotaTerms { MaxBytes = 1 << 30, MaxTags = 9 } })
            await Store.Rules.AddAsync(new NewRule(PathPattern.Parse("shop/**"), terms is QuotaTerms, terms, "ada"), Event("rule.add"), default);
        await Store.Uploads.ReserveAsync(Shop, (await StartUploadAsync()).Id, 500, default);
        await Store.Retention.AddHoldAsync(new HoldRecord(0, Shop, Tag.Parse("one"), null, HoldKind.Hold, "audit", Now, "ada", Now.AddDays(1)), Event("hold.add"), default);
        await Store.Audit.AppendAsync(Event("pull") with { Repository = Shop.Value, Digest = image.Digest.Value }, default);
        await EventsAsync();
    }

    private async Task CopyAsync(IMetadataStore target)
    {
        await using var snapshot = await Store.Copy.OpenSnapshotAsync(default);
        await target.Copy.ImportAsync(All(snapshot), snapshot.Counters, default);
    }

    private static IAsyncEnumerable<TableRow> All(IDatabaseSnapshot snapshot) => snapshot.Tables.ToAsyncEnumerable().SelectMany(t => snapshot.ReadAsync(t, default));

    private static IAsyncEnumerable<TableRow> One(TableRow row) => new[] { row }.ToAsyncEnumerable();

    private static async IAsyncEnumerable<TableRow> BreakOff(IAsyncEnumerable<TableRow> rows)
    {
        var left = 12;
        await foreach (var row in rows)
        {
            if (left-- == 0) throw new InvalidDataException("it breaks off");
            yield return row;
        }
    }

    /// <summary>Every row as text. What the copy decides by itself, the state of its journal, is left out.</summary>
    private static async Task<List<string>> RowsAsync(IMetadataStore store)
    {
        await using var snapshot = await store.Copy.OpenSnapshotAsync(default);
        var rows = new List<string>();
        await foreach (var row in All(snapshot))
        {
            if (row.Table.Name != "store_state") rows.Add(row.Table.Name + ": " + string.Join(" | ", row.Values.Select(v => v is byte[] bytes ? Convert.ToHexString(bytes) : v?.ToString() ?? "NULL")));
        }
        return [.. rows.Order(StringComparer.Ordinal)];
    }
}
