using Microsoft.Extensions.Primitives;

namespace Plimsoll.Server.Forwarding;

/// <summary>Reads the hops off the headers of a request, the nearest proxy's last.</summary>
internal static class HopReader
{
    /// <summary>More than this of one header, in characters, is nothing that proxies write.</summary>
    public const int MaxLength = 4096;

    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";
    private const string Host = "X-Forwarded-Host";

    /// <summary>The hops of <c>Forwarded</c> (RFC 7239); null when there is no such header, none when it cannot be used.</summary>
    public static IReadOnlyList<Hop>? ReadStandard(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue("Forwarded", out var lines)) return null;
        if (Join(lines) is not { } text || ForwardedElements.Read(text) is not { } elements) return [];
        return [.. elements.Select(e => Hop.Of(e.GetValueOrDefault("for"), e.GetValueOrDefault("proto"), e.GetValueOrDefault("host")))];
    }

    /// <summary>
    /// The hops of <c>X-Forwarded-For</c>, with scheme and host from the headers beside it; null when there is no such header, none when it cannot be used. Proxies append
    /// the address but mostly set the other two, so these may be shorter lists: then the first of them stands for the hops farther out.
    /// </summary>
    public static IReadOnlyList<Hop>? ReadCustomary(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(For, out var lines)) return null;
        if (Join(lines) is not { } text) return [];
        var (addresses, schemes, hosts) = (Split(text), Split(Join(headers[Proto])), Split(Join(headers[Host])));
        return [.. addresses.Select((address, i) => Hop.Of(address, FromRight(schemes, addresses.Length - i), FromRight(hosts, addresses.Length - i)))];
    }

    private static string? FromRight(string[] values, int place) => values.Length == 0 ? null : values[Math.Max(values.Length - place, 0)];

    private static string[] Split(string? text) => string.IsNullOrWhiteSpace(text) ? [] : text.Split(',', StringSplitOptions.TrimEntries);

    private static string? Join(StringValues lines)
    {
        var length = 0;
        foreach (var line in lines) length += line?.Length ?? 0;
        return length > MaxLength ? null : string.Join(',', lines.AsEnumerable());
    }
}
