using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Plimsoll.Server.Forwarding;

/// <summary>Addresses as proxies write them: <c>192.0.2.1</c>, <c>192.0.2.1:8080</c>, <c>2001:db8::1</c>, <c>[2001:db8::1]:8080</c>.</summary>
internal static class ClientAddress
{
    private const int MaxLength = 64;

    /// <summary>Reads one; false for everything else, such as <c>unknown</c> and the hidden names of RFC 7239, 6.3.</summary>
    public static bool TryParse(string text, out IPAddress address)
    {
        address = IPAddress.None;
        return text.Length is > 0 and <= MaxLength && TryParseBare(WithoutPort(text), out address);
    }

    /// <summary>Reads one that is written without brackets and port.</summary>
    public static bool TryParseBare(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.AsSpan().ContainsAny('%', '[') || !IPAddress.TryParse(text, out var parsed)) return false;
        // The framework also takes "1" and octal numbers for IPv4: readers disagree on those, so they are none.
        if (parsed.AddressFamily == AddressFamily.InterNetwork && !IsDotted(text)) return false;
        address = TrustedProxies.Plain(parsed);
        return true;
    }

    private static string WithoutPort(string text)
    {
        if (text[0] == '[')
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            return end > 0 && (end == text.Length - 1 || IsPort(text.AsSpan(end + 1))) && text[1..end].Contains(':', StringComparison.Ordinal) ? text[1..end] : "";
        }
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && text.IndexOf(':', colon + 1) < 0 && IsPort(text.AsSpan(colon)) ? text[..colon] : text;
    }

    private static bool IsPort(ReadOnlySpan<char> text) => text is [':', .. { Length: > 0 } number] && ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool IsDotted(string text) => text.Split('.') is { Length: 4 } parts && Array.TrueForAll(parts, p => p == "0" || (p.Length > 0 && p[0] is >= '1' and <= '9'));
}
