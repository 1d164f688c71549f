using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every store of upload sessions promises.</summary>
public abstract class UploadStoreContract : MetadataContract
{
    [Theory]
    [InlineData(DigestAlgorithm.Sha256)]
    [InlineData(DigestAlgorithm.Sha512)]
    public async Task Finds_a_session_again_as_it_was_written(DigestAlgorithm algorithm)
    {
        var upload = await StartUploadAsync(algorithm: algorithm);
        var found = await Store.Uploads.FindAsync(Shop, upload.Id, default);
        found.ShouldNotBeNull();
        (found with { HashState = default, StoreState = default }).ShouldBe(upload with { HashState = default });
        found.StoreState.Length.ShouldBe(0);
        found.HashState.Length.ShouldBe(0);
    }

    [Fact]
    public async Task Finds_a_session_in_its_own_repository_only()
    {
        var upload = await StartUploadAsync();
        (await Store.Uploads.FindAsync(Other, upload.Id, default)).ShouldBeNull();
        (await Store.Uploads.FindAsync(Shop, "no-such-session", default)).ShouldBeNull();
    }

    [Fact]
    public async Task Moves_forward_with_the_state_of_the_hash()
    {
        var upload = await StartUploadAsync();
        (await Store.Uploads.AdvanceAsync(upload, 100, new byte[] { 1, 2, 3 }, new byte[] { 4, 5 }, Now.AddHours(48), default)).ShouldBeTrue();
        var found = (await Store.Uploads.FindAsync(Shop, upload.Id, default))!;
        found.Offset.ShouldBe(100);
        found.HashState.ToArray().ShouldBe([1, 2, 3]);
        found.StoreState.ToArray().ShouldBe([4, 5]);
        found.ExpiresAt.ShouldBe(Now.AddHours(48));
    }

    [Fact]
    public async Task Lets_only_one_of_many_requests_move_a_session()
    {
        var upload = await StartUploadAsync();
        var moved = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Store.Uploads.AdvanceAsync(upload, i, new[] { (byte)i }, default, Now.AddHours(1), default)));
        moved.Count(m => m).ShouldBe(1);
        var found = (await Store.Uploads.FindAsync(Shop, upload.Id, default))!;
        found.Offset.ShouldBe(Array.IndexOf(moved, true) + 1);
        found.HashState.ToArray().ShouldBe([(byte)found.Offset]);
    }

    [Fact]
    public async Task Refuses_to_move_from_an_offset_where_the_session_is_not()
    {
        var upload = await StartUploadAsync();
        (await Store.Uploads.AdvanceAsync(upload with { Offset = 5 }, 10, default, default, Now, default)).ShouldBeFalse();
        (await Store.Uploads.AdvanceAsync(upload with { Id = "no-such-session" }, 10, default, default, Now, default)).ShouldBeFalse();
        (await Store.Uploads.FindAsync(Shop, upload.Id, default))!.Offset.ShouldBe(0);
    }

    [Fact]
    public async Task Who_takes_a_session_over_shuts_out_whoever_wrote_before()
    {
        var upload = await StartUploadAsync();
        var fresh = StorageKey.New(TimeProvider.System);
        var first = (await Store.Uploads.TakeOverAsync(upload, StorageKey.New(TimeProvider.System), default))!;
        first.Key.ShouldBe(upload.Key, "nobody wrote to it before");
        (await Store.Uploads.TakeOverAsync(upload, fresh, default)).ShouldBeNull("it was taken since it was read");

        var second = (await Store.Uploads.TakeOverAsync(first, fresh, default))!;

        second.Key.ShouldBe(fresh);
        var found = (await Store.Uploads.FindAsync(Shop, upload.Id, default))!;
        (found.Key, found.Writers).ShouldBe((fresh, 2));
        (await Store.Uploads.AdvanceAsync(first, 10, default, default, Now, default)).ShouldBeFalse();
        (await Store.Blobs.PublishAsync(new BlobPublication(Shop, Digest.Of("x"u8), 1, new BlobLocation.Stored(first.Key), upload.Id, Now), Event(), default)).ShouldBeFalse();
        (await Store.Uploads.AdvanceAsync(second, 1, default, default, Now, default)).ShouldBeTrue();
        (await Store.Blobs.PublishAsync(new BlobPublication(Shop, Digest.Of("x"u8), 1, new BlobLocation.Stored(fresh), upload.Id, Now), Event(), default)).ShouldBeTrue();
        (await CandidatesAsync("key")).ShouldBe([upload.Key.Value]);
    }

    [Fact]
    public async Task A_key_that_was_given_up_waits_for_its_deletion_as_long_as_the_session_may_need_it()
    {
        var upload = await StartUploadAsync();
        var first = (await Store.Uploads.TakeOverAsync(upload, NewKey(), default))!;
        // Whoever takes the session over next has read it before it went forward.
        (await Store.Uploads.AdvanceAsync(first, 10, new byte[1], new byte[1], Now.AddDays(3), default)).ShouldBeTrue();
        var second = (await Store.Uploads.TakeOverAsync(first, NewKey(), default))!;
        (await Store.Uploads.AdvanceAsync(second, 20, new byte[1], new byte[1], Now.AddDays(9), default)).ShouldBeFalse("it went forward since it was read");

        var left = (await Store.Uploads.FindAsync(Shop, upload.Id, default))!;
        left.ExpiresAt.ShouldBe(Now.AddDays(3));
        (await Probe.CandidatesAsync()).ShouldBe([new Candidate("key", first.Key.Value, left.ExpiresAt)]);

        // What brings no byte leaves the state as it is, which may lead to the old key, and so the session ends when it would have.
        (await Store.Uploads.AdvanceAsync(left, 10, new byte[1], new byte[1], Now.AddDays(9), default)).ShouldBeTrue();
        (await Store.Uploads.FindAsync(Shop, upload.Id, default))!.ExpiresAt.ShouldBe(Now.AddDays(3));
        (await Store.Uploads.AdvanceAsync(left, 11, new byte[1], new byte[2], Now.AddDays(9), default)).ShouldBeTrue();
        (await Store.Uploads.FindAsync(Shop, upload.Id, default))!.ExpiresAt.ShouldBe(Now.AddDays(9));
    }

    [Fact]
    public async Task Bytes_that_went_into_the_database_end_a_session_whoever_has_it()
    {
        var upload = await StartUploadAsync();
        await Store.Uploads.TakeOverAsync(upload, StorageKey.New(TimeProvider.System), default);
        (await Store.Blobs.PublishAsync(new BlobPublication(Shop, Digest.Of("x"u8), 1, new BlobLocation.Inline("x"u8.ToArray()), upload.Id, Now), Event(), default)).ShouldBeTrue();
        (await Store.Uploads.FindAsync(Shop, upload.Id, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Cancelling_ends_the_session_and_queues_its_bytes()
    {
        var upload = await StartUploadAsync();
        (await Store.Uploads.CancelAsync(Other, upload.Id, default)).ShouldBeFalse();
        (await Store.Uploads.CancelAsync(Shop, upload.Id, default)).ShouldBeTrue();
        (await Store.Uploads.CancelAsync(Shop, upload.Id, default)).ShouldBeFalse();
        (await Store.Uploads.FindAsync(Shop, upload.Id, default)).ShouldBeNull();
        (await CandidatesAsync("key")).ShouldBe([upload.Key.Value]);
    }

    [Fact]
    public async Task Refuses_to_use_a_key_for_two_sessions()
    {
        var upload = await StartUploadAsync();
        await Should.ThrowAsync<IOException>(() => Store.Uploads.CreateAsync(upload with { Id = "another" }, default));
        (await Store.Uploads.FindAsync(Shop, "another", default)).ShouldBeNull();
    }

    [Fact]
    public async Task Lists_what_expired_oldest_first()
    {
        var first = await StartUploadAsync();
        Advance(TimeSpan.FromHours(1));
        var second = await StartUploadAsync(Other);
        Advance(TimeSpan.FromHours(1));
        await StartUploadAsync();
        (await Store.Uploads.ListExpiredAsync(Now, 10, default)).ShouldBeEmpty();
        Advance(TimeSpan.FromMinutes(22 * 60 + 30));
        (await Store.Uploads.ListExpiredAsync(Now, 10, default)).Select(u => u.Id).ShouldBe([first.Id]);
        Advance(TimeSpan.FromHours(1));
        (await Store.Uploads.ListExpiredAsync(Now, 10, default)).Select(u => u.Id).ShouldBe([first.Id, second.Id]);
        (await Store.Uploads.ListExpiredAsync(Now, 1, default)).Select(u => u.Id).ShouldBe([first.Id]);
    }
}
