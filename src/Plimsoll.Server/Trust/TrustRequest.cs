using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Trust;

/// <summary>Bodies of requests and answers of the trust services: small, and in one piece.</summary>
internal static class TrustRequest
{
    /// <exception cref="OciException">It is larger.</exception>
    public static async Task<byte[]> ReadBodyAsync(HttpContext http, int most)
    {
        using var content = new MemoryStream();
        var buffer = new byte[8192];
        for (int read; (read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0;)
        {
            if (content.Length + read > most) throw new OciException(OciError.TooLarge, $"a request of at most {most} bytes was expected");
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    public static async Task WriteAsync(HttpContext http, string contentType, ReadOnlyMemory<byte> body)
    {
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
