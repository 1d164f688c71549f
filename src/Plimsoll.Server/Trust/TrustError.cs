using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Trust;

/// <summary>Refusals of the trust services.</summary>
internal static class TrustError
{
    /// <summary>The keys cannot be opened, or the services are switched off.</summary>
    public static OciError Sealed { get; } = new("UNAVAILABLE", "the trust services are not available", 503);

    /// <summary>What was sent cannot be used.</summary>
    public static OciError Invalid { get; } = new("TRUST_INVALID", "the request cannot be used", 400);

    /// <summary>There is no such thing.</summary>
    public static OciError Unknown { get; } = new("TRUST_UNKNOWN", "there is no such thing", 404);

    /// <summary>Somebody else changed it meanwhile.</summary>
    public static OciError Changed { get; } = new("CONFLICT", "somebody else changed it meanwhile", 409);

    /// <summary>Too many entries.</summary>
    public static OciError TooMany { get; } = new("TOOMANYREQUESTS", "too many entries of keys without certificate", 429);
}
