using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Core;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Server.Tests.Pages;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Tests.Api;

/// <summary>Who vouches for layers: <c>/api/v1/chains/ID/statements</c>, <c>/api/v1/provenance</c>, withdrawals, tag bindings.</summary>
public sealed class ProvenanceApiTests(VouchedImages registry) : IClassFixture<VouchedImages>
{
    [Fact]
    public async Task Statements_about_a_chain_are_found_with_and_without_the_name_of_the_hash()
    {
        var with = (await registry.Wire.GetAsync($"/api/v1/chains/{registry.Lower.DiffId}/statements")).Expect(200);
        var without = (await registry.Wire.GetAsync($"/api/v1/chains/{registry.Lower.DiffId["sha256:".Length..]}/statements")).Expect(200);

        VouchedImages.Statements(without).Count.ShouldBe(VouchedImages.Statements(with).Count);
        var said = VouchedImages.Statements(with).First(s => s.GetProperty("predicateType").GetString() == PredicateTypes.LayerChain && s.GetProperty("identity").GetString() == registry.Maker.PublicKey.ToString());
        said.GetProperty("verdict").GetString().ShouldBe("verified");
        said.GetProperty("layers").GetInt32().ShouldBe(1);
        said.GetProperty("bundle").GetProperty("mediaType").GetString()!.ShouldContain("sigstore.bundle");
        said.GetProperty("predicate").GetProperty("layers")[0].GetProperty("chainID").GetString().ShouldBe(registry.Lower.DiffId);
        (await registry.Wire.GetAsync("/api/v1/chains/nonsense/statements")).Expect(400);
        VouchedImages.Statements((await registry.Anonymous.GetAsync($"/api/v1/chains/{registry.Lower.DiffId}/statements")).Expect(200, 401) is { Status: 200 } anonymous ? anonymous : (await registry.Wire.GetAsync($"/api/v1/chains/{new string('0', 64)}/statements"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_layers_of_an_image_are_told_from_the_base_up()
    {
        var found = (await registry.Wire.GetAsync("/api/v1/provenance?image=shop/app:1")).Expect(200).Json;

        found.GetProperty("baseDepth").GetInt32().ShouldBe(1);
        var spans = found.GetProperty("spans").EnumerateArray().ToList();
        spans.Select(span => (span.GetProperty("from").GetInt32(), span.GetProperty("to").GetInt32())).ShouldBe([(1, 1), (2, 2)]);
        spans[0].GetProperty("vouchers")[0].GetProperty("identity").GetString().ShouldBe(registry.Maker.PublicKey.ToString());
        spans[0].GetProperty("sentence").GetString()!.ShouldStartWith("layer 1: base/system:1 by key:sha256:");
        found.GetProperty("overridden").EnumerateArray().Select(file => (file.GetProperty("path").GetString(), file.GetProperty("isReplaced").GetBoolean())).ShouldBe([("/etc/base", false), ("/etc/conf", true)]);
    }

    [Fact]
    public async Task A_statement_about_the_base_hangs_on_what_stands_on_it()
    {
        var image = (await registry.Wire.GetAsync("/v2/shop/app/manifests/1")).Expect(200)["Docker-Content-Digest"];

        var referrers = await registry.UntilAsync($"/v2/shop/app/referrers/{image}", answer => answer.Json.GetProperty("manifests").GetArrayLength() > 0);

        referrers.Json.GetProperty("manifests")[0].GetProperty("annotations").GetProperty("dev.sigstore.bundle.predicateType").GetString().ShouldBe(PredicateTypes.LayerChain);
    }

    /// <summary>A layer that is packed otherwise, and a configuration that lies, change nothing of what layers unpack to.</summary>
    [Fact]
    public async Task A_layer_that_is_packed_otherwise_is_the_same_layer_and_one_of_which_the_configuration_lies_is_not()
    {
        var plain = Unpacked(registry.Lower);
        await registry.PushAsync("shop/plain", "1", plain, registry.Upper);
        await registry.PushAsync("shop/liar", "1", SampleLayer.Of(("etc/evil", "evil")) with { DiffId = registry.Lower.DiffId }, registry.Upper);

        (await registry.Wire.GetAsync("/api/v1/provenance?image=shop/plain:1")).Expect(200).Json.GetProperty("baseDepth").GetInt32().ShouldBe(1);
        (await registry.Wire.GetAsync("/api/v1/provenance?image=shop/liar:1")).Expect(200).Json.GetProperty("baseDepth").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_signed_base_counts_as_vouched_for_until_it_is_withdrawn()
    {
        var (lower, upper) = (SampleLayer.Of(("etc/signed", ImageBuilder.Unique())), SampleLayer.Of(("srv/x", ImageBuilder.Unique())));
        var parent = await registry.PushAsync("base/signed", "1", lower);
        await registry.SignAsync("base/signed", parent, registry.Other);
        await registry.PushAsync("shop/onsigned", "1", lower, upper);
        var signer = registry.Other.PublicKey.ToString();

        await registry.UntilAsync("/api/v1/provenance?image=shop/onsigned:1", answer => Vouchers(answer).Contains(signer));
        var made = (await registry.Wire.PostAsync("/api/v1/withdrawals", JsonSerializer.SerializeToUtf8Bytes(new { image = "base/signed:1", reason = "the key was stolen" }), ("Content-Type", "application/json"))).Expect(201).Json;

        made.GetProperty("reason").GetString().ShouldBe("the key was stolen");
        Vouchers((await registry.Wire.GetAsync("/api/v1/provenance?image=shop/onsigned:1")).Expect(200)).ShouldNotContain(signer);
        (await registry.Wire.GetAsync("/api/v1/withdrawals?image=base/signed:1")).Expect(200).Json.GetArrayLength().ShouldBe(1);
        (await registry.Anonymous.PostAsync("/api/v1/withdrawals", "{\"image\":\"base/signed:1\",\"reason\":\"x\"}"u8.ToArray(), ("Content-Type", "application/json"))).Expect(401);
    }

    /// <summary>Whoever may push somewhere can sign an image that is elsewhere too; that takes nothing back but their own words.</summary>
    [Fact]
    public async Task Nobody_takes_back_what_others_said_about_layers()
    {
        var image = await registry.PushAsync("base/mine", "1", SampleLayer.Of(("etc/mine", ImageBuilder.Unique())));
        await registry.SignAsync("base/mine", image, registry.Maker);
        await registry.SignAsync("base/mine", image, registry.Other);
        await registry.UntilAsync("/api/v1/provenance?image=base/mine:1", answer => Vouchers(answer) is { } known && known.Contains(registry.Maker.PublicKey.ToString()) && known.Contains(registry.Other.PublicKey.ToString()));
        await registry.SayAsync("base/mine", image, registry.Other, Withdrawal(image, "envy", "admin"), PredicateTypes.Withdrawal);

        var listed = (await registry.UntilAsync("/api/v1/withdrawals?image=base/mine:1", answer => answer.Json.GetArrayLength() == 1)).Json[0];

        listed.GetProperty("by").GetString().ShouldBe(registry.Other.PublicKey.ToString());
        var vouchers = Vouchers((await registry.Wire.GetAsync("/api/v1/provenance?image=base/mine:1")).Expect(200));
        vouchers.ShouldContain(registry.Maker.PublicKey.ToString());
        vouchers.ShouldNotContain(registry.Other.PublicKey.ToString());
    }

    /// <summary>Whoever may delete in a repository of their own may have a copy of any image that they can read there.</summary>
    [Fact]
    public async Task A_withdrawal_counts_in_the_repository_in_which_it_was_made()
    {
        var layer = SampleLayer.Of(("etc/theirs", ImageBuilder.Unique()));
        var image = await registry.PushAsync("base/theirs", "1", layer);
        await registry.SignAsync("base/theirs", image, registry.Maker);
        var config = JsonDocument.Parse(image.Bytes).RootElement.GetProperty("config").GetProperty("digest").GetString();
        var copy = new RepositoryOnWire(registry.Wire, "mallory/copy");
        foreach (var blob in new[] { layer.Content, Content.Of((await registry.Wire.GetAsync($"/v2/base/theirs/blobs/{config}")).Expect(200).Body) }) await copy.PushAsync(blob);
        (await copy.PutAsync(image, "1")).Expect(201);
        await registry.UntilAsync("/api/v1/provenance?image=base/theirs:1", answer => Vouchers(answer).Contains(registry.Maker.PublicKey.ToString()));

        (await registry.Wire.PostAsync("/api/v1/withdrawals", JsonSerializer.SerializeToUtf8Bytes(new { image = "mallory/copy:1", reason = "envy" }), ("Content-Type", "application/json"))).Expect(201);

        (await registry.Wire.GetAsync("/api/v1/withdrawals?image=mallory/copy:1")).Expect(200).Json.GetArrayLength().ShouldBe(1);
        (await registry.Wire.GetAsync("/api/v1/withdrawals?image=base/theirs:1")).Expect(200).Json.GetArrayLength().ShouldBe(0);
        Vouchers((await registry.Wire.GetAsync("/api/v1/provenance?image=base/theirs:1")).Expect(200)).ShouldContain(registry.Maker.PublicKey.ToString());
    }

    [Fact]
    public async Task However_many_claims_of_strangers_hide_no_withdrawal()
    {
        var image = await registry.PushAsync("base/flooded", "1", SampleLayer.Of(("etc/f", ImageBuilder.Unique())));
        using var stranger = Plimsoll.Trust.Cryptography.PrivateKey.Generate();
        for (var i = 0; i < 101; i++) await registry.SayAsync("base/flooded", image, stranger, Withdrawal(image, $"claim {i}", null), PredicateTypes.Withdrawal);

        (await registry.Wire.PostAsync("/api/v1/withdrawals", JsonSerializer.SerializeToUtf8Bytes(new { image = "base/flooded:1", reason = "the key was stolen" }), ("Content-Type", "application/json"))).Expect(201);

        var listed = (await registry.UntilAsync("/api/v1/withdrawals?image=base/flooded:1", answer => answer.Json.GetArrayLength() > 0)).Json;
        listed.EnumerateArray().Select(withdrawal => withdrawal.GetProperty("reason").GetString()).ShouldBe(["the key was stolen"]);
    }

    [Fact]
    public async Task What_others_say_about_the_content_of_an_image_is_not_the_proof_of_this_registry()
    {
        var image = await registry.PushAsync("base/proved", "1", SampleLayer.Of(("etc/p", ImageBuilder.Unique())));
        await registry.SayAsync("base/proved", image, registry.Other, Plimsoll.Trust.Signing.StatementWriter.Of(null, Core.Digest.Parse(image.Digest), PredicateTypes.ContentProof, "{\"verdict\":\"verified\"}"u8.ToArray()), PredicateTypes.ContentProof);
        await registry.SignAsync("base/proved", image, registry.Other);
        await registry.UntilAsync("/api/v1/provenance?image=base/proved:1", answer => Vouchers(answer).Contains(registry.Other.PublicKey.ToString()));

        (await registry.Wire.GetAsync("/api/v1/content/statement?image=base/proved:1")).Expect(404);
    }

    /// <summary>One push would otherwise be written to the database as often as it has subjects.</summary>
    [Fact]
    public async Task A_statement_about_very_many_subjects_or_of_another_kind_is_not_kept()
    {
        var image = await registry.PushAsync("base/many", "1", SampleLayer.Of(("etc/m", ImageBuilder.Unique())));
        var chains = Enumerable.Range(0, 101).Select(_ => Core.Digest.Of(Guid.NewGuid().ToByteArray())).ToList();
        byte[] About(int count) => Plimsoll.Trust.Signing.StatementWriter.Write([.. chains.Take(count).Select(chain => new Plimsoll.Trust.Signing.SubjectText("chain-id", "sha256", chain.Hex))], PredicateTypes.LayerChain, "{}"u8.ToArray());
        await registry.SayAsync("base/many", image, registry.Maker, About(101), PredicateTypes.LayerChain);
        await registry.SayAsync("base/many", image, registry.Maker, Plimsoll.Trust.Signing.StatementWriter.Of(null, chains[0], "https://spdx.dev/Document", "{}"u8.ToArray()), "https://spdx.dev/Document");
        await registry.SayAsync("base/many", image, registry.Maker, About(1), PredicateTypes.LayerChain);

        await registry.UntilAsync($"/api/v1/chains/{chains[0]}/statements", answer => VouchedImages.Statements(answer).Count > 0);

        var metadata = registry.Server.Services.GetRequiredService<Plimsoll.Storage.Metadata.IMetadataStore>();
        (await metadata.Vouching.ListAsync(chains[0].Value, null, 0, 10, TestContext.Current.CancellationToken)).Count.ShouldBe(1);
        (await metadata.Vouching.ListAsync(chains[100].Value, null, 0, 10, TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_move_of_a_tag_is_bound_by_a_statement_that_names_the_one_before()
    {
        var one = await registry.PushAsync("shop/moving", "latest", SampleLayer.Of(("a", ImageBuilder.Unique())));
        var two = await registry.PushAsync("shop/moving", "latest", SampleLayer.Of(("b", ImageBuilder.Unique())));

        var found = (await registry.UntilAsync("/api/v1/tag-bindings?repository=shop/moving&tag=latest", answer => answer.Json.GetProperty("isBound").GetBoolean())).Json;

        found.GetProperty("digest").GetString().ShouldBe(two.Digest);
        var said = found.GetProperty("statements").EnumerateArray().Select(s => s.GetProperty("predicate")).ToList();
        said.Select(s => s.GetProperty("digest").GetString()).ShouldBe([one.Digest, two.Digest]);
        said[1].GetProperty("sequence").GetInt64().ShouldBeGreaterThan(said[0].GetProperty("sequence").GetInt64());
        said[0].GetProperty("previous").ValueKind.ShouldBe(JsonValueKind.Null);
        said[1].GetProperty("previous").GetString()!.ShouldStartWith("sha256:");
        said[1].GetProperty("previousDigest").GetString().ShouldBe(one.Digest);
        said[1].GetProperty("expires").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(20));
    }

    /// <summary>Statements name subjects by any digest; one that could not be read back once stopped the binding of all tags.</summary>
    [Fact]
    public async Task A_tag_at_a_manifest_with_a_sha512_digest_is_bound_and_holds_nothing_up()
    {
        var wire = new RepositoryOnWire(registry.Wire, "shop/sha512");
        var sha256 = await registry.PushAsync("shop/sha512", "other", SampleLayer.Of(("a", ImageBuilder.Unique())));
        var image = Content.Of(sha256.Bytes, DigestAlgorithm.Sha512, sha256.MediaType);
        (await registry.Wire.PutAsync(wire.Manifest(image.Digest) + "?tag=latest", image.Bytes, ("Content-Type", image.MediaType))).Expect(201);

        var found = (await registry.UntilAsync("/api/v1/tag-bindings?repository=shop/sha512&tag=latest", answer => answer.Json.GetProperty("isBound").GetBoolean())).Json;

        found.GetProperty("digest").GetString().ShouldBe(image.Digest);
        await registry.PushAsync("shop/sha512", "next", SampleLayer.Of(("b", ImageBuilder.Unique())));
        await registry.UntilAsync("/api/v1/tag-bindings?repository=shop/sha512&tag=next", answer => answer.Json.GetProperty("isBound").GetBoolean());
    }

    [Fact]
    public async Task What_the_settings_name_is_signed_in_three_shapes()
    {
        var image = await registry.PushAsync("signed/app", "1", SampleLayer.Of(("a", ImageBuilder.Unique())));

        var referrers = (await registry.UntilAsync($"/v2/signed/app/referrers/{image.Digest}", answer => answer.Json.GetProperty("manifests").GetArrayLength() >= 2)).Json.GetProperty("manifests").EnumerateArray().Select(m => m.GetProperty("artifactType").GetString()).ToList();

        referrers.ShouldContain("application/vnd.cncf.notary.signature");
        referrers.ShouldContain("application/vnd.dev.sigstore.bundle.v0.3+json");
        (await registry.Wire.GetAsync($"/v2/signed/app/manifests/{image.Digest.Replace(':', '-')}.sig")).Expect(200);
    }

    private static byte[] Withdrawal(Content image, string reason, string? actor) =>
        Plimsoll.Trust.Signing.StatementWriter.Of(null, Core.Digest.Parse(image.Digest), PredicateTypes.Withdrawal, JsonSerializer.SerializeToUtf8Bytes(new { reason, before = "2100-01-01T00:00:00Z", actor }));

    private static SampleLayer Unpacked(SampleLayer layer)
    {
        using var packed = new System.IO.Compression.GZipStream(new MemoryStream(layer.Content.Bytes), System.IO.Compression.CompressionMode.Decompress);
        using var plain = new MemoryStream();
        packed.CopyTo(plain);
        return layer with { Content = Content.Of(plain.ToArray(), mediaType: ImageBuilder.LayerTar) };
    }

    private static List<string?> Vouchers(Answer answer) => answer.Status != 200 ? [] :
        [.. answer.Json.GetProperty("spans").EnumerateArray().SelectMany(span => span.GetProperty("vouchers").EnumerateArray()).Select(voucher => voucher.GetProperty("identity").GetString())];
}
