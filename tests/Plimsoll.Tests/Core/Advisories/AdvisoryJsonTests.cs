using System.Text;
using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Tests.Core.Advisories;

public sealed class AdvisoryJsonTests
{
    private static readonly Advisory Sample = new()
    {
        Source = "GHSA",
        Id = "GHSA-jfh8-c2jp-5v3q",
        Aliases = ["CVE-2021-44228"],
        Modified = new DateTimeOffset(2022, 3, 25, 20, 56, 18, TimeSpan.Zero),
        Severities = [new() { Origin = "GHSA", Word = "CRITICAL" }],
        Affected =
        [
            new()
            {
                Namespace = "maven",
                Name = "org.apache.logging.log4j:log4j-core",
                Ranges = [AffectedRange.From("2.4", "2.12.2"), AffectedRange.Native(">= 2.13, < 2.15")],
            },
        ],
    };

    [Fact]
    public void Writes_no_empty_lists_and_events_as_osv_does() =>
        Encoding.UTF8.GetString(AdvisoryJson.Write(Sample)).ShouldBe(
            """
            {"source":"GHSA","id":"GHSA-jfh8-c2jp-5v3q","aliases":["CVE-2021-44228"],"modified":"2022-03-25T20:56:18+00:00","severities":[{"origin":"GHSA","word":"CRITICAL"}],
            "affected":[{"namespace":"maven","name":"org.apache.logging.log4j:log4j-core","ranges":[{"events":[{"introduced":"2.4"},{"fixed":"2.12.2"}]},
            {"scheme":"native","constraint":">= 2.13, < 2.15"}]}]}
            """.ReplaceLineEndings(""));

    [Fact]
    public void Reads_what_it_wrote()
    {
        var bytes = AdvisoryJson.Write(Sample);
        AdvisoryJson.Write(AdvisoryJson.ReadAdvisory(bytes)).ShouldBe(bytes);
        AdvisoryJson.Hash(AdvisoryJson.ReadAdvisory(bytes)).ShouldBe(AdvisoryJson.Hash(Sample));
    }

    [Fact]
    public void A_single_changed_event_changes_the_hash()
    {
        var other = Sample with { Affected = [Sample.Affected[0] with { Ranges = [AffectedRange.From("2.4", "2.12.3")] }] };
        AdvisoryJson.Hash(other).ShouldNotBe(AdvisoryJson.Hash(Sample));
    }

    [Theory]
    [InlineData("""{"namespace":"npm","name":"x","ranges":[{"events":[{"introduced":1}]}]}""")]
    [InlineData("""{"namespace":"npm","name":"x","ranges":[{"events":[{"since":"1"}]}]}""")]
    [InlineData("""{"namespace":"npm","name":"x","status":7}""")]
    [InlineData("null")]
    public void Refuses_what_is_no_statement(string json) =>
        Should.Throw<JsonException>(() => AdvisoryJson.ReadAffected(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("pypi", "Zope.Interface__x", "zope-interface-x")]
    [InlineData("nuget", "Newtonsoft.Json", "newtonsoft.json")]
    [InlineData("npm", "JSONStream", "JSONStream")]
    [InlineData("deb:debian:12", "OpenSSL", "openssl")]
    [InlineData("rpm:almalinux:9", "NetworkManager", "NetworkManager")]
    public void Names_have_one_spelling_a_type(string @namespace, string name, string expected) => PackageKey.Of(@namespace, name).Name.ShouldBe(expected);

    [Theory]
    [InlineData("npm")]
    [InlineData("deb:debian:12")]
    [InlineData("apk:alpine:v3.18:main")]
    [InlineData("rpm:suse")]
    public void Namespaces_are_read_back(string text) => PackageNamespace.Parse(text).ToString().ShouldBe(text);
}
