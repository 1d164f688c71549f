using System.Security.Cryptography;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Authority;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every database promises to the transparency log.</summary>
public abstract class TransparencyStoreContract : MetadataContract
{
    [Fact]
    public async Task An_empty_log_has_no_state()
    {
        (await Store.Transparency.FindHeadAsync(default)).ShouldBeNull();
        (await Store.Transparency.FindTileAsync(0, 0, default)).ShouldBeNull();
        (await Store.Transparency.ListEntriesAsync(0, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Grows_over_tiles_and_keeps_every_state()
    {
        var bodies = Enumerable.Range(0, 600).Select(i => BitConverter.GetBytes(i)).ToList();

        (await AppendAsync(bodies[..3])).ShouldBe(0);
        (await AppendAsync(bodies[3..299])).ShouldBe(3);
        (await AppendAsync(bodies[299..])).ShouldBe(299);

        var head = (await Store.Transparency.FindHeadAsync(default))!;
        head.Size.ShouldBe(600);
        head.Root.ShouldBe(Root(bodies));
        (await Store.Transparency.FindTileAsync(0, 1, default))!.Length.ShouldBe(256 * 32);
        (await Store.Transparency.FindTileAsync(0, 2, default))!.Length.ShouldBe(88 * 32);
        (await Store.Transparency.FindTileAsync(1, 0, default))!.Length.ShouldBe(2 * 32);
        (await Store.Transparency.ListEntriesAsync(298, 2, default)).Select(e => (e.Index, BitConverter.ToInt32(e.Body))).ShouldBe([(298, 298), (299, 299)]);
    }

    [Fact]
    public async Task Keeps_the_first_note_of_a_state()
    {
        await AppendAsync([[1]]);
        (await Store.Transparency.FindSignedAsync(default)).ShouldBeNull();

        (await Store.Transparency.KeepNoteAsync(1, "first", default)).ShouldBe("first");
        (await Store.Transparency.KeepNoteAsync(1, "second", default)).ShouldBe("first");
        await AppendAsync([[2]]);

        (await Store.Transparency.FindSignedAsync(default))!.ShouldSatisfyAllConditions(state => state.Size.ShouldBe(1), state => state.Note.ShouldBe("first"));
        (await Store.Transparency.FindHeadAsync(default))!.Note.ShouldBeNull();
    }

    [Fact]
    public async Task A_growth_that_fails_leaves_nothing_behind()
    {
        await AppendAsync([[1]]);

        await Should.ThrowAsync<InvalidOperationException>(() => Store.Transparency.AppendAsync([[2]], _ => throw new InvalidOperationException("no"), Now, default));
        await Should.ThrowAsync<Exception>(() => Store.Transparency.AppendAsync([[2]], tail => new TreeState(tail.Size, new byte[32], new Dictionary<(int, long), byte[]>()), Now, default), "a size has one root");

        (await Store.Transparency.FindHeadAsync(default))!.Size.ShouldBe(1);
        (await Store.Transparency.ListEntriesAsync(0, 10, default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Appends_of_many_at_once_come_one_after_another()
    {
        var places = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => AppendAsync([BitConverter.GetBytes(i), BitConverter.GetBytes(i)])));

        places.Order().ShouldBe(Enumerable.Range(0, 20).Select(i => 2L * i));
        var entries = await Store.Transparency.ListEntriesAsync(0, 100, default);
        (await Store.Transparency.FindHeadAsync(default))!.Root.ShouldBe(Root([.. entries.Select(e => e.Body)]));
    }

    [Fact]
    public async Task Keys_are_made_once_and_replaced_once()
    {
        await Store.Trust.AddMissingKeysAsync([Key("a", "log"), Key("b", "authority")], default);
        await Store.Trust.AddMissingKeysAsync([Key("c", "log"), Key("d", "tokens")], default);
        Advance(TimeSpan.FromHours(1));

        (await Store.Trust.ReplaceKeyAsync("a", Now, Key("e", "log"), Event("trust.rotate"), default)).ShouldBeTrue();
        (await Store.Trust.ReplaceKeyAsync("a", Now, Key("f", "log"), Event("trust.rotate"), default)).ShouldBeFalse();

        (await Store.Trust.ListKeysAsync(default)).Select(k => (k.Id, k.Role, k.End is null)).ShouldBe([("a", "log", false), ("b", "authority", true), ("d", "tokens", true), ("e", "log", true)]);
    }

    [Fact]
    public async Task Documents_have_each_number_once()
    {
        (await Store.Trust.AddDocumentsAsync([new TrustDocument("root", 1, [1], Now), new TrustDocument("targets", 1, [2], null)], default)).ShouldBeTrue();
        (await Store.Trust.AddDocumentsAsync([new TrustDocument("timestamp", 1, [3], Now), new TrustDocument("root", 1, [4], Now)], default)).ShouldBeFalse();
        (await Store.Trust.AddDocumentsAsync([new TrustDocument("root", 2, [5], Now)], default)).ShouldBeTrue();

        (await Store.Trust.FindDocumentAsync("timestamp", null, default)).ShouldBeNull();
        (await Store.Trust.FindDocumentAsync("root", null, default))!.Content.ShouldBe([5]);
        (await Store.Trust.FindDocumentAsync("root", 1, default))!.Content.ShouldBe([1]);
    }

    private TrustKeyRecord Key(string id, string role) => new(id, role, [1], [2], "registry.example.org", Now, null);

    private Task<long> AppendAsync(IReadOnlyList<byte[]> bodies) => Store.Transparency.AppendAsync(bodies, tail =>
    {
        var grown = TileTree.Grow(tail.Size, tail.Tiles, [.. bodies.Select(body => TileTree.LeafHash(body))]);
        return new TreeState(grown.Size, grown.Root, grown.Tiles);
    }, Now, default);

    /// <summary>The definition of RFC 9162, 2.1.1, word for word.</summary>
    private static byte[] Root(IReadOnlyList<byte[]> entries)
    {
        if (entries.Count == 1) return SHA256.HashData((byte[])[0, .. entries[0]]);
        var left = 1;
        while (left * 2 < entries.Count) left *= 2;
        return SHA256.HashData((byte[])[1, .. Root([.. entries.Take(left)]), .. Root([.. entries.Skip(left)])]);
    }
}
