using Plimsoll.Vulnerabilities.Matching;

namespace Plimsoll.Tests.Vulnerabilities.Matching;

/// <summary>What repositories hold, by names of Red Hat's own list (repository-to-cpe.json) and the CPE that it has for each.</summary>
public sealed class RedHatRepositoriesTests
{
    [Theory]
    [InlineData("rhel-9-for-x86_64-appstream-rpms", "rpm:rhel:9", "main")]
    [InlineData("rhel-9-for-aarch64-baseos-source-rpms", "rpm:rhel:9", "main")]
    [InlineData("ubi-9-for-x86_64-baseos-rpms", "rpm:rhel:9", "main")]
    [InlineData("rhel-7-server-rpms", "rpm:rhel:7", "main")]
    [InlineData("rhel-8-for-x86_64-appstream-eus-rpms__8_DOT_1", "rpm:rhel:8", "eus-8.1")]
    [InlineData("rhel-8-for-aarch64-appstream-eus-debug-rpms__8_DOT_1", "rpm:rhel:8", "eus-8.1")]
    [InlineData("rhel-8-for-x86_64-sap-solutions-e4s-source-rpms__8_DOT_2", "rpm:rhel:8", "e4s-8.2")]
    [InlineData("rhel-8-for-x86_64-nfv-tus-rpms__8_DOT_4", "rpm:rhel:8", "tus-8.4")]
    [InlineData("rhel-8-for-aarch64-appstream-eus-rpms", "rpm:rhel:8", "eus-8.6")]
    [InlineData("rhocp-4.9-for-rhel-8-x86_64-rpms", "rpm:rhel:8", "openshift-4.9")]
    [InlineData("rhel-8-for-x86_64-baseos-rpms", "rpm:rhel:9", null)]
    [InlineData("rhel-8-for-x86_64-appstream-eus-rpms__8_DOT_1", "rpm:rhel:9", null)]
    [InlineData("advanced-virt-for-rhel-8-x86_64-eus-rpms", "rpm:rhel:8", null)]
    [InlineData("nodejs-rpms", "rpm:rhel:8", null)]
    public void Repositories_are_streams_of_a_release(string repository, string @namespace, string? channel) =>
        RedHatRepositories.ChannelsOf([repository], @namespace, "8.6").ShouldBe(channel is null ? [] : [channel]);
}
