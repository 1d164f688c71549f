using System.Text;
using Plimsoll.Core;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Section "range requests" (RFC 9110, section 14), for blobs in the database and blobs in files.</summary>
public class BlobRangeTests(RegistryFixture registry)
{
    private const int Size = 2048;

    public static MatrixTheoryData<DigestAlgorithm, int, string> Satisfiable { get; } =
        new(Enum.GetValues<DigestAlgorithm>(), [Size, 100_000], ["500-1499", "500-", "-500", "0-0", "0-", "-1", "1000-999999", "-999999"]);

    public static MatrixTheoryData<int, string> Unsatisfiable { get; } = new([Size, 100_000], ["500-0", "500000-1000000", "500000-", "-0"]);

    [Theory]
    [MemberData(nameof(Satisfiable))]
    public async Task Gives_the_part(DigestAlgorithm algorithm, int size, string range)
    {
        var (repository, content) = await PushAsync(size, algorithm);
        var (start, end) = Bounds(range, size);

        var answer = (await registry.Wire.GetAsync(repository.Blob(content.Digest), ("Range", "bytes=" + range))).Expect(206);

        answer.Body.ShouldBe(content.Bytes[start..(end + 1)]);
        answer["Content-Length"].ShouldBe((end - start + 1).ToString());
        answer["Content-Range"].ShouldBe($"bytes {start}-{end}/{size}");
        answer["Docker-Content-Digest"].ShouldBe(content.Digest);
    }

    [Theory]
    [MemberData(nameof(Unsatisfiable))]
    public async Task Says_that_there_is_no_such_part(int size, string range)
    {
        var (repository, content) = await PushAsync(size);

        var answer = (await registry.Wire.GetAsync(repository.Blob(content.Digest), ("Range", "bytes=" + range))).ExpectError(416, "SIZE_INVALID");

        answer["Content-Range"].ShouldBe($"bytes */{size}");
    }

    [Theory]
    [InlineData("items=0-1")]
    [InlineData("bytes=x")]
    [InlineData("bytes=1-2-3")]
    public async Task Gives_the_whole_when_it_does_not_understand(string range)
    {
        var (repository, content) = await PushAsync(Size);

        (await registry.Wire.GetAsync(repository.Blob(content.Digest), ("Range", range))).Expect(200).Body.ShouldBe(content.Bytes);
    }

    [Fact]
    public async Task Head_ignores_ranges()
    {
        var (repository, content) = await PushAsync(Size);

        (await registry.Wire.HeadAsync(repository.Blob(content.Digest), ("Range", "bytes=0-9"))).Expect(200)["Content-Length"].ShouldBe("2048");
    }

    [Theory]
    [InlineData(Size)]
    [InlineData(100_000)]
    public async Task Gives_several_parts_as_multipart(int size)
    {
        var (repository, content) = await PushAsync(size);

        var answer = (await registry.Wire.GetAsync(repository.Blob(content.Digest), ("Range", "bytes=0-9,1000-1099,-5"))).Expect(206);

        var boundary = answer["Content-Type"]!.ShouldStartWithAndCut("multipart/byteranges; boundary=");
        boundary.ShouldMatch("^[A-Za-z0-9:-]+$");
        answer.Body.Length.ToString().ShouldBe(answer["Content-Length"]);
        var parts = Encoding.Latin1.GetString(answer.Body).Split("--" + boundary);
        parts.Length.ShouldBe(5);
        parts[4].ShouldBe("--\r\n");
        foreach (var (part, start, end) in new[] { (parts[1], 0, 9), (parts[2], 1000, 1099), (parts[3], size - 5, size - 1) })
        {
            part.ShouldContain($"Content-Range: bytes {start}-{end}/{size}\r\n");
            part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..^2].ShouldBe(Encoding.Latin1.GetString(content.Bytes[start..(end + 1)]));
        }
    }

    [Fact]
    public async Task If_Range_with_the_tag_of_the_content_gives_the_part_and_with_another_the_whole()
    {
        var (repository, content) = await PushAsync(Size);
        var etag = (await registry.Wire.HeadAsync(repository.Blob(content.Digest)))["ETag"]!;

        (await registry.Wire.GetAsync(repository.Blob(content.Digest), ("Range", "bytes=0-9"), ("If-Range", etag))).Expect(206);
        (await registry.Wire.GetAsync(repository.Blob(content.Digest), ("Range", "bytes=0-9"), ("If-Range", "\"other\""))).Expect(200);
        (await registry.Wire.GetAsync(repository.Blob(content.Digest), ("Range", "bytes=0-9"), ("If-Range", "Wed, 21 Oct 2015 07:28:00 GMT"))).Expect(200);
    }

    [Fact]
    public async Task A_pull_goes_on_where_it_broke_off()
    {
        var (repository, content) = await PushAsync(100_000);
        var first = (await registry.Wire.GetAsync(repository.Blob(content.Digest), ("Range", "bytes=0-41234"))).Expect(206);

        var rest = (await registry.Wire.GetAsync(repository.Blob(content.Digest), ("Range", "bytes=41235-"))).Expect(206);

        Content.Of([.. first.Body, .. rest.Body]).Digest.ShouldBe(content.Digest);
    }

    private static (int Start, int End) Bounds(string range, int size)
    {
        var (from, to) = (range.Split('-')[0], range.Split('-')[1]);
        if (from == "") return (Math.Max(0, size - int.Parse(to)), size - 1);
        return (int.Parse(from), to == "" ? size - 1 : Math.Min(size - 1, int.Parse(to)));
    }

    private async Task<(RepositoryOnWire, Content)> PushAsync(int size, DigestAlgorithm algorithm = DigestAlgorithm.Sha256)
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        return (repository, await repository.PushAsync(Content.Random(size, algorithm)));
    }
}
