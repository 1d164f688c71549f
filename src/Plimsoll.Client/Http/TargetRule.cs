using Plimsoll.Core.Networks;

namespace Plimsoll.Client.Http;

/// <summary>
/// Where a registry may send its client: to a token service (the realm of its challenge), to a storage host (a redirect) or to the next page. A
/// hostile registry would name the metadata service of a cloud, a database on this machine or a listener that wants the password in clear.
/// </summary>
internal static class TargetRule
{
    private const int MaxLength = 8192;

    /// <summary>Why the client must not go there; null when it may.</summary>
    public static string? Refusal(Uri registry, Uri target)
    {
        if (target.OriginalString.Length > MaxLength) return "the address is too long";
        if (!target.IsAbsoluteUri || (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp)) return "only http and https are followed";
        if (target.UserInfo.Length > 0) return "the address carries a user name";
        if (target.Scheme == Uri.UriSchemeHttp && registry.Scheme == Uri.UriSchemeHttps) return "it leaves https";
        if (target.IdnHost == registry.IdnHost) return null;
        return (NetworkReach.Of(registry), NetworkReach.Of(target)) switch
        {
            (_, Reach.Special) => "the address is link-local or reserved",
            (not Reach.Loopback, Reach.Loopback) => "the address is this machine",
            (Reach.Public or Reach.Special, Reach.Private) => "the address is in a private network",
            (Reach.Public, Reach.Public) when target.Scheme != Uri.UriSchemeHttps => "another host needs https",
            _ => null,
        };
    }

    /// <summary>True when both are the same scheme, host and port: the only place where Authorization may go again.</summary>
    public static bool SameOrigin(Uri a, Uri b) => a.Scheme == b.Scheme && a.IdnHost == b.IdnHost && a.Port == b.Port;
}
