using Microsoft.AspNetCore.Http;
using Plimsoll.Client;
using Plimsoll.Core;

namespace Plimsoll.Tests.Client.Copying;

/// <summary>Uploads over connections that break, to a registry that says how much it has.</summary>
public sealed class BlobUploadTests : IAsyncDisposable
{
    private const int Piece = 32 * 1024 * 1024;

    private readonly MemoryStream _taken = new();
    private readonly List<string> _ranges = [];
    private FakeRegistry? _registry;
    private int _breakAfter = int.MaxValue;
    private bool _refuse;

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null) await _registry.DisposeAsync();
        await _taken.DisposeAsync();
    }

    [Fact]
    public async Task Goes_on_where_a_broken_connection_left_off()
    {
        var content = Bytes(Piece + Piece / 2);
        _breakAfter = Piece + 1_000_000;
        var opened = new List<long>();

        await PushAsync(content, opened);

        Digest.Of(_taken.ToArray()).ShouldBe(Digest.Of(content));
        _ranges[0].ShouldBe($"0-{Piece - 1}");
        opened[0].ShouldBe(0);
        // Not from the start again.
        opened.Skip(1).ShouldAllBe(offset => offset >= Piece);
    }

    [Fact]
    public async Task Sends_what_fits_into_one_piece_in_one_request()
    {
        var content = Bytes(100_000);

        await PushAsync(content, []);

        _taken.ToArray().ShouldBe(content);
        _ranges.ShouldBeEmpty();
    }

    [Fact]
    public async Task Does_not_try_again_what_was_refused()
    {
        _refuse = true;
        var opened = new List<long>();

        (await Should.ThrowAsync<RegistryException>(PushAsync(Bytes(1000), opened))).Code.ShouldBe("DENIED");

        opened.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Says_that_the_source_lies_when_it_does()
    {
        _registry = await FakeRegistry.StartAsync(AnswerAsync);
        var blob = FakeRegistry.BlobOf(Bytes(50_000));

        await Should.ThrowAsync<ContentMismatchException>(_registry.Repository().PushBlobAsync(blob, (_, _) => throw new ContentMismatchException(blob.Digest, "other bytes"), new Progress<long>(), default));
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private async Task PushAsync(byte[] content, List<long> opened)
    {
        _registry = await FakeRegistry.StartAsync(AnswerAsync);
        await _registry.Repository().PushBlobAsync(FakeRegistry.BlobOf(content), (offset, _) =>
        {
            opened.Add(offset);
            return Task.FromResult<Stream>(new MemoryStream(content, (int)offset, content.Length - (int)offset));
        }, new Progress<long>(), default);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { } limit) limit.MaxRequestBodySize = null;
        context.Response.Headers.Location = "/v2/shop/api/blobs/uploads/1";
        switch (context.Request.Method)
        {
            case "HEAD":
                context.Response.StatusCode = 404;
                return;
            case "POST":
                context.Response.StatusCode = 202;
                return;
            case "GET":
                context.Response.Headers.Range = $"0-{_taken.Length - 1}";
                context.Response.StatusCode = 204;
                return;
            default:
                if (context.Request.Headers.ContentRange is [{ } range]) _ranges.Add(range);
                await TakeAsync(context);
                return;
        }
    }

    private async Task TakeAsync(HttpContext context)
    {
        if (_refuse)
        {
            await FakeRegistry.RefuseAsync(context, 403, "DENIED", "no");
            return;
        }
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer)) > 0)
        {
            _taken.Write(buffer, 0, read);
            if (_taken.Length < _breakAfter) continue;
            _breakAfter = int.MaxValue;
            context.Abort();
            return;
        }
        context.Response.StatusCode = context.Request.Method == "PUT" ? 201 : 202;
    }
}
