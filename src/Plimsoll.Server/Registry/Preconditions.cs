using Microsoft.Extensions.Primitives;

namespace Plimsoll.Server.Registry;

/// <summary>Conditional requests (RFC 9110, section 13) on content whose entity tag is its digest.</summary>
internal static class Preconditions
{
    /// <summary>True when an If-None-Match header names the entity tag, or <c>*</c>. Weak comparison, as the RFC asks.</summary>
    public static bool Matches(StringValues header, string etag)
    {
        foreach (var value in header)
        {
            foreach (var part in value.AsSpan().Split(','))
            {
                var tag = value.AsSpan()[part].Trim();
                if (tag is "*" || tag.SequenceEqual(etag) || (tag.StartsWith("W/") && tag[2..].SequenceEqual(etag))) return true;
            }
        }
        return false;
    }

    /// <summary>True when a Range header counts: no If-Range, or one with this very tag. Dates never match, because blobs have none.</summary>
    public static bool AllowsRange(StringValues ifRange, string etag) => ifRange.Count == 0 || ifRange.ToString() == etag;
}
