using System.Globalization;
using Amazon.S3.Model;

namespace Plimsoll.Storage.Blobs.S3;

/// <summary>
/// Reads an object forwards from one place. A response that ends too early, breaks or stands still is replaced by another one from where it stopped; after a few such
/// in a row the reader is told, and never gets an end that is none.
/// </summary>
internal sealed class S3Download : IDisposable
{
    private const int MaxFailures = 4;
    private const long FirstWindow = 1L << 20;
    private const long LargestWindow = 64L << 20;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly S3Bucket _bucket;
    private readonly string _name;
    private long _window = FirstWindow;

    // Where the response that was asked for last ends, also when it broke off before.
    private long _end;
    private GetObjectResponse? _response;
    private int _failures;

    /// <summary>One that asks the store when it is read.</summary>
    public S3Download(S3Bucket bucket, string name, long position, long objectLength) =>
        (_bucket, _name, Position, _end, ObjectLength) = (bucket, name, position, position, objectLength);

    /// <summary>Where the next read goes on.</summary>
    public long Position { get; private set; }

    /// <summary>Size of the whole object in bytes.</summary>
    public long ObjectLength { get; }

    /// <summary>Asks the store at once; null when the object does not exist.</summary>
    /// <exception cref="IOException">The object is shorter than that.</exception>
    public static async Task<S3Download?> OpenAsync(S3Bucket bucket, string name, long offset, long? length, CancellationToken cancellationToken)
    {
        var range = length is null && offset == 0 ? null : RangeOf(offset, length);
        if (await bucket.GetAsync(name, range, cancellationToken) is not { } response) return null;
        var (start, end, total) = ExtentOf(response);
        if (start == offset) return new S3Download(bucket, name, offset, total) { _response = response, _end = end };
        response.Dispose();
        throw new IOException("The blob store ignores ranges.");
    }

    /// <summary>Reads on; 0 only at the end of the object.</summary>
    /// <exception cref="StorageUnavailableException">The rest cannot be had.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (Position < ObjectLength)
        {
            try
            {
                if (_response is null || Position == _end) await OpenAsync(cancellationToken);
                var read = await ReadOnceAsync(buffer, cancellationToken);
                if (read == 0) throw new EndOfStreamException($"the body ended at {Position} of {_end}");
                Position += read;
                _failures = 0;
                return read;
            }
            catch (IOException e) when (e is not (FileNotFoundException or StorageUnavailableException))
            {
                Drop();
                if (++_failures > MaxFailures) throw new StorageUnavailableException($"The blob store breaks off again and again: {e.Message}", e);
                await Task.Delay(FirstPause * (1 << _failures), cancellationToken);
            }
        }
        return 0;
    }

    public void Dispose() => Drop();

    private static string RangeOf(long offset, long? length) => $"bytes={offset}-{(length is null ? "" : (offset + length - 1).Value.ToString(CultureInfo.InvariantCulture))}";

    /// <summary>First byte, byte behind the last, size of the object.</summary>
    private static (long Start, long End, long Total) ExtentOf(GetObjectResponse response)
    {
        if (response.ContentRange is not { Length: > 0 } text) return (0, response.ContentLength, response.ContentLength);
        var numbers = text["bytes ".Length..].Split('-', '/');
        return (Number(numbers[0]), Number(numbers[1]) + 1, Number(numbers[2]));
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Asks for the rest of what broke off, or for the next window.</summary>
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        Drop();
        var length = _end - Position;
        if (length == 0)
        {
            length = Math.Min(_window, ObjectLength - Position);
            _window = Math.Min(LargestWindow, _window * 2);
        }
        var response = await _bucket.GetAsync(_name, RangeOf(Position, length), cancellationToken) ?? throw new FileNotFoundException($"{_name} was deleted while it was read.");
        var (start, end, total) = ExtentOf(response);
        if (start != Position || total != ObjectLength)
        {
            response.Dispose();
            throw new StorageUnavailableException($"The blob store answers with another part, or another object, than it was asked for: {response.ContentRange}.");
        }
        (_response, _end) = (response, end);
    }

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_bucket.Patience);
        try
        {
            return await _response!.ResponseStream.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _end - Position)], limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"no byte came for {_bucket.Patience.TotalSeconds:0} s", e);
        }
    }

    private void Drop()
    {
        _response?.Dispose();
        _response = null;
    }
}
