using Plimsoll.Core;
using Plimsoll.Server.Advisories;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Forwarding;
using Plimsoll.Server.Sbom;
using Plimsoll.Server.Signatures;
using Plimsoll.Server.Transport;
using Plimsoll.Server.Trust.Identities;
using Plimsoll.Server.Webhooks;

namespace Plimsoll.Server;

/// <summary>Tries everything that a start takes from the settings, beyond the form that <see cref="OptionSchema"/> knows: a wrong setting is refused at once and never ignored later.</summary>
internal static class StartCheck
{
    /// <summary>Tries the settings.</summary>
    /// <exception cref="OptionsException">One cannot be used; the message names it.</exception>
    public static Listening Run(ServerOptions options)
    {
        if (options.PublicUrl is { } text && !IsOrigin(text))
            throw new OptionsException("publicUrl", text, "expected https://HOST or https://HOST:PORT, without a path: registry clients ask for /v2 at the root");
        TrustedProxies.Of(options);
        foreach (var pattern in options.Registry.SparseIndexes)
        {
            if (!PathPattern.TryParse(pattern, out _))
                throw new OptionsException("registry.sparseIndexes", pattern, "expected a repository name in which parts may hold '*', and whose last part may be '**'");
        }
        foreach (var issuer in options.Trust.Issuers)
        {
            if (!ExternalIssuers.IsAddress(issuer)) throw new OptionsException("trust.issuers", issuer, "expected the address of an OpenID issuer, with https");
        }
        foreach (var feed in options.Advisories.Feeds) CheckFeed(feed, options.Advisories);
        IdentityFiles.Read(options.Signatures.Identities);
        SbomAutomation.Read(options.Inspection);
        NetworkGuard.Of(options.Webhooks);
        Database.Check(options);
        BlobStorage.Check(options);
        if (File.Exists(options.Data)) throw new OptionsException("data", options.Data, "expected a folder, this is a file");
        return Listening.Of(options);
    }

    private static void CheckFeed(string text, AdvisoryOptions options)
    {
        try
        {
            if (FeedSource.Parse(text).Published is not null && !File.Exists(options.PublisherKey))
                throw new OptionsException("advisories.publisherKey", options.PublisherKey ?? "", $"expected a file with the public key of who publishes {text}");
        }
        catch (FormatException)
        {
            throw new OptionsException("advisories.feeds", text, "expected NAME=URL or URL, with http or https, or oci://HOST/REPOSITORY:TAG");
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { Host.Length: > 0, PathAndQuery: "/", Fragment: "", UserInfo: "" };
}
