using Plimsoll.Vulnerabilities.Feeds.Alpine;
using Plimsoll.Vulnerabilities.Feeds.Csaf;
using Plimsoll.Vulnerabilities.Feeds.Debian;
using Plimsoll.Vulnerabilities.Feeds.Enrichment;
using Plimsoll.Vulnerabilities.Feeds.Native;
using Plimsoll.Vulnerabilities.Feeds.Osv;
using Plimsoll.Vulnerabilities.Feeds.Vex;
using Plimsoll.Vulnerabilities.Feeds.Xml;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Every format that is read. The first that recognises a file reads it.</summary>
internal static class KnownFeedFormats
{
    /// <summary>The formats.</summary>
    public static IReadOnlyList<IFeedFormat> All { get; } =
    [
        new CsafFormat(),
        new OpenVexFormat(),
        new CycloneDxVexFormat(),
        new OsvFormat(),
        new KevFormat(),
        new SecdbFormat(),
        new DebianTrackerFormat(),
        new DebianListFormat(),
        new DebianTableFormat(),
        new EpssFormat(),
        new RustSecFormat(),
        new PyPaFormat(),
        new RubySecFormat(),
        new FriendsOfPhpFormat(),
        new PhotonFormat(),
        new ArchFormat(),
        new UpdateInfoFormat(),
        new OvalFormat(),
    ];
}
