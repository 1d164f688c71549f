using System.Net;
using System.Text;

namespace Plimsoll.Bench.Http;

/// <summary>Writes request heads; those of read workloads are made once, before the clock starts.</summary>
internal static class RequestHead
{
    /// <param name="authorization">Value of the Authorization field, or null for none.</param>
    /// <param name="fields">Further header lines, each without its line end.</param>
    public static byte[] Build(string method, string target, IPEndPoint host, string? authorization, params ReadOnlySpan<string> fields)
    {
        var text = new StringBuilder(512);
        text.Append(method).Append(' ').Append(target).Append(" HTTP/1.1\r\nHost: ").Append(host).Append("\r\nUser-Agent: plimsoll-bench\r\n");
        if (authorization is not null) text.Append("Authorization: ").Append(authorization).Append("\r\n");
        foreach (string field in fields) text.Append(field).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
    }
}
