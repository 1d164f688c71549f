using System.Text;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every engine promises of signed statements, of signers, and of moves of tags that wait to be bound.</summary>
public abstract class VouchingStoreContract : MetadataContract
{
    private const string Type = "https://example.org/said/v1";

    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    [Fact]
    public async Task Statements_are_found_by_what_they_are_about()
    {
        var first = Record("sha256:" + new string('a', 64), "one") with { Identity = "jane", Issuer = "https://issuer", SignedAt = At, Image = Digest.Of("image"u8), Tag = "1", Sequence = 3, Artifact = Digest.Of("artifact"u8) };
        await Store.Vouching.AddAsync([first, Record("sha256:" + new string('b', 64), "one")], default);
        await Store.Vouching.AddAsync([Record(first.Subject, "two")], default);

        var found = await Store.Vouching.ListAsync(first.Subject, Type, 0, 10, default);

        found.Select(record => Encoding.UTF8.GetString(record.Bundle.Span)).ShouldBe(["one", "two"]);
        found[0].ShouldSatisfyAllConditions(
            record => record.Identity.ShouldBe("jane"), record => record.Issuer.ShouldBe("https://issuer"), record => record.SignedAt.ShouldBe(At), record => record.Image.ShouldBe(first.Image), record => record.Tag.ShouldBe("1"),
            record => record.Sequence.ShouldBe(3), record => record.Artifact.ShouldBe(first.Artifact), record => record.Verdict.ShouldBe("verified"), record => record.MadeAt.ShouldBe(At));
        (await Store.Vouching.ListAsync(first.Subject, null, found[0].Id, 10, default)).Single().BundleDigest.ShouldBe(Digest.Of("two"u8));
        (await Store.Vouching.ListAsync(first.Subject, "other", 0, 10, default)).ShouldBeEmpty();
        (await Store.Vouching.FindLastAsync(first.Subject, Type, default))!.BundleDigest.ShouldBe(Digest.Of("two"u8));
        (await Store.Vouching.ListOfImageAsync(first.Image!.Value, 10, default)).Single().Id.ShouldBe(found[0].Id);
    }

    /// <summary>A key that is taken away is not believed about the past either.</summary>
    [Fact]
    public async Task A_statement_is_kept_once_with_what_was_found_of_it_last()
    {
        var subject = "sha256:" + new string('a', 64);
        await Store.Vouching.AddAsync([Record(subject, "one") with { Verdict = "unknown", Reason = "no root" }], default);
        await Store.Vouching.AddAsync([Record(subject, "one") with { Identity = "jane", Artifact = Digest.Of("artifact"u8) }], default);
        (await Store.Vouching.ListAsync(subject, null, 0, 10, default)).Single().ShouldSatisfyAllConditions(
            record => record.Verdict.ShouldBe("verified"), record => record.Identity.ShouldBe("jane"), record => record.Reason.ShouldBeNull());

        await Store.Vouching.AddAsync([Record(subject, "one") with { Verdict = "unknown", Reason = "no root" }], default);

        (await Store.Vouching.ListAsync(subject, null, 0, 10, default)).Single().ShouldSatisfyAllConditions(
            record => record.Verdict.ShouldBe("unknown"), record => record.Identity.ShouldBeNull(), record => record.Reason.ShouldBe("no root"), record => record.Artifact.ShouldBe(Digest.Of("artifact"u8)));
    }

    [Fact]
    public async Task The_proof_of_an_image_takes_the_place_of_the_one_before()
    {
        var image = Digest.Of("image"u8);
        await Store.Vouching.KeepProofAsync(image, new KeptProof("a", "{}"u8.ToArray(), At), default);
        await Store.Vouching.KeepProofAsync(image, new KeptProof("b", "[]"u8.ToArray(), At), default);

        var kept = (await Store.Vouching.FindProofAsync(image, default))!;

        (kept.Keys, Encoding.UTF8.GetString(kept.Report.Span), kept.MadeAt).ShouldBe(("b", "[]", At));
        (await Store.Vouching.FindProofAsync(Digest.Of("other"u8), default)).ShouldBeNull();
    }

    [Fact]
    public async Task The_first_signer_is_pinned_and_another_one_waits()
    {
        var (repository, image) = (RepositoryName.Parse("shop/api"), Digest.Of("image"u8));
        (await Store.Signers.FindPinAsync(repository, default)).ShouldBeNull();
        (await Store.Signers.PinFirstAsync(new SignerPin(repository, "jane", "https://issuer", At, "first use"), Event(), default)).Identity.ShouldBe("jane");
        (await Store.Signers.PinFirstAsync(new SignerPin(repository, "joe", null, At, "first use"), Event(), default)).Identity.ShouldBe("jane");

        (await Store.Signers.HoldAsync(Hold(repository, image), Event(), default)).ShouldBeTrue();
        (await Store.Signers.HoldAsync(Hold(repository, image), Event(), default)).ShouldBeFalse();
        (await Store.Signers.IsWithheldAsync(repository, image, default)).ShouldBeTrue();
        (await Store.Signers.IsWithheldAsync(RepositoryName.Parse("shop/other"), image, default)).ShouldBeFalse();

        var waiting = (await Store.Signers.ListHoldsAsync(repository, "waiting", 0, 10, default)).Single();
        var decided = await Store.Signers.DecideAsync(waiting.Id, true, "owner", At, Event(), default);
        decided!.ShouldSatisfyAllConditions(hold => hold.State.ShouldBe("approved"), hold => hold.DecidedBy.ShouldBe("owner"), hold => hold.Identity.ShouldBe("joe"), hold => hold.IsEnforced.ShouldBeTrue());
        (await Store.Signers.DecideAsync(waiting.Id, false, "owner", At, Event(), default)).ShouldBeNull();
        (await Store.Signers.IsWithheldAsync(repository, image, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_index_that_lists_an_image_that_waits_waits_with_it()
    {
        var (held, free) = (await PushImageAsync(), await PushImageAsync());
        var index = BuiltManifest.Index([held.Descriptor(), free.Descriptor()]);
        (await PutAsync(index)).ShouldBe(new ManifestPutResult.Stored(true));
        var outer = BuiltManifest.Index([index.Descriptor()]);
        (await PutAsync(outer)).ShouldBe(new ManifestPutResult.Stored(true));
        (await Store.Signers.IsWithheldAsync(Shop, outer.Digest, default)).ShouldBeFalse();

        await Store.Signers.HoldAsync(Hold(Shop, held.Digest), Event(), default);

        (await Store.Signers.IsWithheldAsync(Shop, index.Digest, default)).ShouldBeTrue();
        (await Store.Signers.IsWithheldAsync(Shop, outer.Digest, default)).ShouldBeTrue();
        (await Store.Signers.IsWithheldAsync(Shop, free.Digest, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_rotation_settles_what_waited_for_its_signer()
    {
        var (repository, image, other) = (RepositoryName.Parse("shop/api"), Digest.Of("image"u8), Digest.Of("other"u8));
        await Store.Signers.PinFirstAsync(new SignerPin(repository, "jane", null, At, "first use"), Event(), default);
        await Store.Signers.HoldAsync(Hold(repository, image), Event(), default);
        await Store.Signers.HoldAsync(Hold(repository, other) with { Identity = "jack" }, Event(), default);

        await Store.Signers.RepinAsync(repository, new SignerPin(repository, "joe", null, At, "owner"), Event(), default);

        (await Store.Signers.FindPinAsync(repository, default))!.Identity.ShouldBe("joe");
        (await Store.Signers.IsWithheldAsync(repository, image, default)).ShouldBeFalse();
        (await Store.Signers.IsWithheldAsync(repository, other, default)).ShouldBeTrue();
        await Store.Signers.RepinAsync(repository, null, Event(), default);
        (await Store.Signers.FindPinAsync(repository, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_rotation_that_was_signed_takes_effect_once_and_only_of_who_is_expected()
    {
        var (repository, image, statement) = (RepositoryName.Parse("shop/api"), Digest.Of("image"u8), Digest.Of("statement"u8));
        var (jane, joe) = (new SignerPin(repository, "jane", "https://issuer", At, "first use"), new SignerPin(repository, "joe", null, At, "jane"));
        (await Store.Signers.RotateAsync(jane, joe, statement, Event(), default)).ShouldBeFalse();
        await Store.Signers.PinFirstAsync(jane, Event(), default);
        await Store.Signers.HoldAsync(Hold(repository, image), Event(), default);
        (await Store.Signers.RotateAsync(jane with { Issuer = null }, joe, statement, Event(), default)).ShouldBeFalse();

        (await Store.Signers.RotateAsync(jane, joe, statement, Event(), default)).ShouldBeTrue();

        (await Store.Signers.FindPinAsync(repository, default)).ShouldBe(joe);
        (await Store.Signers.IsWithheldAsync(repository, image, default)).ShouldBeFalse();
        await Store.Signers.RepinAsync(repository, jane, Event(), default);
        (await Store.Signers.RotateAsync(jane, joe, statement, Event(), default)).ShouldBeFalse();
        (await Store.Signers.RotateAsync(jane, joe, Digest.Of("another"u8), Event(), default)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_newest_statement_about_a_tag_is_the_one_that_ends()
    {
        var subject = VouchingRecord.TagSubject(Shop, Tag.Parse("1"));
        VouchingRecord Bound(string name, long sequence, int days) => Record(subject, name) with { Sequence = sequence, Tag = "1", ExpiresAt = At.AddDays(days) };
        async Task<List<string>> EndingAsync(int days) => [.. (await Store.Vouching.ListExpiringAsync(At.AddDays(days), 10, default)).Select(record => Encoding.UTF8.GetString(record.Bundle.Span))];
        await Store.Vouching.BindAsync([Bound("move 1", 1, 1)], [], default);
        (await EndingAsync(1)).ShouldBeEmpty();
        (await EndingAsync(2)).ShouldBe(["move 1"]);

        await Store.Vouching.BindAsync([Bound("renewal 1", 1, 5)], [], default);
        await Store.Vouching.BindAsync([Bound("renewal 2", 1, 9)], [], default);
        await Store.Vouching.BindAsync([Record(VouchingRecord.TagSubject(Shop, Tag.Parse("2")), "other") with { ExpiresAt = At.AddDays(3), Sequence = 1 }], [], default);

        (await EndingAsync(100)).ShouldBe(["other", "renewal 2"]);
        (await Store.Vouching.ListAsync(subject, Type, 0, 10, default)).Select(record => Encoding.UTF8.GetString(record.Bundle.Span)).ShouldBe(["move 1", "renewal 2"]);
        await Store.Vouching.BindAsync([Bound("move 2", 2, 20)], [], default);
        (await EndingAsync(100)).ShouldBe(["other", "move 2"]);
        await Store.Vouching.LetExpireAsync((await Store.Vouching.FindLastAsync(subject, Type, default))!.Id, default);
        (await EndingAsync(100)).ShouldBe(["other"]);
    }

    [Fact]
    public async Task Each_move_of_a_tag_waits_until_it_is_bound()
    {
        var image = await PushImageAsync(tags: ["1", "2"]);
        (await Store.Manifests.RemoveTagAsync(Shop, Tag.Parse("1"), "bob", Event("delete"), default)).ShouldBeTrue();

        var moves = await Store.Vouching.ListUnboundAsync(10, default);

        moves.Select(move => (move.Repository, move.Move.Tag.Value, move.Move.Digest, move.Move.Previous)).ShouldBe([(Shop, "1", image.Digest, null), (Shop, "2", image.Digest, null), (Shop, "1", null, image.Digest)]);
        await Store.Vouching.BindAsync([Record(VouchingRecord.TagSubject(Shop, Tag.Parse("2")), "two")], [moves[0].Id, moves[1].Id], default);
        (await Store.Vouching.ListUnboundAsync(10, default)).Select(move => move.Id).ShouldBe([moves[2].Id]);
        (await Store.Vouching.ListAsync("tag:shop/api:2", null, 0, 10, default)).Count.ShouldBe(1);
    }

    private static VouchingRecord Record(string subject, string bundle) =>
        new(subject, Type, RepositoryName.Parse("shop/api"), null, Digest.Of(Encoding.UTF8.GetBytes(bundle)), Encoding.UTF8.GetBytes(bundle), "verified", At);

    private static SignerHold Hold(RepositoryName repository, Digest image) => new(0, repository, image, Digest.Of("signature"u8), "joe", null, "waiting", true, At, null, null);
}
