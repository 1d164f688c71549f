using System.Buffers;

namespace Plimsoll.Client.Http;

/// <summary>Reads bodies that must fit in memory: manifests, lists, tokens, errors. A registry can send without end.</summary>
internal static class BoundedBody
{
    /// <summary>The whole body, or null when it is larger than the bound.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int bound, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > bound) return null;
        using var body = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            using var whole = new MemoryStream();
            int read;
            while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (whole.Length + read > bound) return null;
                whole.Write(buffer, 0, read);
            }
            return whole.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
