using System.Globalization;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Rules;

/// <summary>Quotas on the wire: refused before the bytes come where that can be known, while they come where it cannot.</summary>
public sealed class QuotaTests(RegistryFixture registry)
{
    private const int Mebibyte = 1 << 20;
    private readonly RepositoryOnWire _repository = RepositoryOnWire.New(registry.Wire, "quota");

    private Task<long> LimitAsync(long? maxBytes = null, long? maxTags = null) => registry.Wire.AddRuleAsync(new { kind = "quota", path = _repository.Name, maxBytes, maxTags });

    private async Task<(long Bytes, long Tags, long Reserved)> UsageAsync(long id)
    {
        var rule = (await registry.Wire.ListAsync("rules?kind=quota&n=1000")).Single(r => r.GetProperty("id").GetInt64() == id);
        return (rule.GetProperty("usedBytes").GetInt64(), rule.GetProperty("usedTags").GetInt64(), rule.GetProperty("reservedBytes").GetInt64());
    }

    [Fact]
    public async Task Refuses_a_blob_in_one_request_and_says_limit_and_use()
    {
        var id = await LimitAsync(2 * Mebibyte);
        var first = Content.Random(Mebibyte + 1);
        (await registry.Wire.PostAsync($"{_repository.Uploads}?digest={first.Digest}", first.Bytes)).Expect(201);
        var second = Content.Random(Mebibyte);

        var refusal = (await registry.Wire.PostAsync($"{_repository.Uploads}?digest={second.Digest}", second.Bytes)).ExpectError(403, "DENIED");

        refusal.Message().ShouldStartWith($"the quota of {2 * Mebibyte} bytes is used up (rule {id} on {_repository.Name}): {Mebibyte + 1} bytes are used, and this needs {Mebibyte} more");
        (await UsageAsync(id)).ShouldBe((Mebibyte + 1, 0, 0));
    }

    [Fact]
    public async Task Refuses_a_chunk_whose_length_is_known_and_ends_the_upload()
    {
        var id = await LimitAsync(Mebibyte);
        var location = await _repository.StartAsync();
        (await registry.Wire.PatchAsync(location, Content.Random(600_000).Bytes, ("Content-Range", "0-599999"))).Expect(202);
        (await UsageAsync(id)).Reserved.ShouldBe(600_000);

        (await registry.Wire.PatchAsync(location, Content.Random(600_000).Bytes, ("Content-Range", "600000-1199999"))).ExpectError(403, "DENIED");

        (await registry.Wire.GetAsync(location)).Expect(404);
        (await UsageAsync(id)).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Stops_a_body_of_unknown_length_where_the_quota_ends()
    {
        var id = await LimitAsync(3 * Mebibyte);
        var location = await _repository.StartAsync();
        using var fits = new UnknownLength(Content.Random(Mebibyte).Bytes);
        (await registry.Wire.SendAsync("PATCH", location, fits)).Expect(202);
        (await UsageAsync(id)).Reserved.ShouldBeInRange(Mebibyte, 3 * Mebibyte);

        using var tooMuch = new UnknownLength(Content.Random(3 * Mebibyte).Bytes);
        (await registry.Wire.SendAsync("PATCH", location, tooMuch)).ExpectError(403, "DENIED");

        (await UsageAsync(id)).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Counts_what_was_reserved_until_the_upload_ends()
    {
        var id = await LimitAsync(2 * Mebibyte);
        var location = await _repository.StartAsync();
        var blob = Content.Random(Mebibyte + Mebibyte / 2);
        (await registry.Wire.PatchAsync(location, blob.Bytes)).Expect(202);
        var other = Content.Random(Mebibyte);
        (await registry.Wire.PostAsync($"{_repository.Uploads}?digest={other.Digest}", other.Bytes)).ExpectError(403, "DENIED").Message()
            .ShouldContain($"{blob.Bytes.Length.ToString(CultureInfo.InvariantCulture)} are reserved by uploads under way");

        (await registry.Wire.PutAsync(RepositoryOnWire.Close(location, blob.Digest))).Expect(201);

        (await UsageAsync(id)).ShouldBe((blob.Bytes.Length, 0, 0));
    }

    [Fact]
    public async Task Limits_tags_and_mounts()
    {
        var id = await LimitAsync(maxBytes: 100_000, maxTags: 1);
        var image = await _repository.PushImageAsync("a");
        (await _repository.PutAsync(image, "b")).ExpectError(403, "DENIED").Message().ShouldContain($"the quota of 1 tags is used up (rule {id}");
        var source = RepositoryOnWire.New(registry.Wire, "elsewhere");
        var blob = await source.PushAsync(Content.Random(200_000));
        (await registry.Wire.PostAsync($"{_repository.Uploads}?mount={blob.Digest}&from={source.Name}")).ExpectError(403, "DENIED");
        (await registry.Wire.DeleteAsync(_repository.Manifest("a"))).Expect(202);
        (await _repository.PutAsync(image, "b")).Expect(201);
    }

    [Fact]
    public async Task Many_pushes_at_once_stay_within_it()
    {
        var id = await LimitAsync(4 * Mebibyte);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            var blob = Content.Random(Mebibyte);
            return (await registry.Wire.PostAsync($"{_repository.Uploads}?digest={blob.Digest}", blob.Bytes)).Status;
        }));
        statuses.Count(s => s == 201).ShouldBe(4);
        statuses.Count(s => s == 403).ShouldBe(8);
        (await UsageAsync(id)).ShouldBe((4 * Mebibyte, 0, 0));
    }
}
