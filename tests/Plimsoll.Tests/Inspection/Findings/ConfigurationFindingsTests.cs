using System.Buffers.Binary;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Executables;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Findings;

/// <summary>What configurations ask for, files that let somebody in, and that the documentation knows every kind.</summary>
public sealed partial class ConfigurationFindingsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Finds_what_a_configuration_should_not_ask_for()
    {
        var document = await InspectAsync([new TarBytes().File("srv/x", "x")], image =>
        {
            image["created"] = "1970-01-01T00:00:00Z";
            image["docker_version"] = "20.10.7";
            image["container_config"] = new JsonObject { ["Hostname"] = "0123456789ab" };
            image["config"]!["Env"] = new JsonArray("LD_PRELOAD=/usr/lib/x.so", "NODE_TLS_REJECT_UNAUTHORIZED=0", "PYTHONHTTPSVERIFY=1");
            image["config"]!["Volumes"] = new JsonObject { ["/etc"] = new JsonObject(), ["/data"] = new JsonObject(), ["/var/run/docker.sock"] = new JsonObject() };
            image["config"]!["Labels"] = new JsonObject { ["org.opencontainers.image.base.name"] = "docker.io/library/debian" };
        });

        document.Findings.Select(finding => $"{finding.Kind} {finding.Path} {finding.Severity}").Order(StringComparer.Ordinal).ShouldBe(
        [
            "config-base-unpinned image.base Info",
            "config-created-implausible image.created Info",
            "config-sensitive-volume config.volumes./etc Medium",
            "config-sensitive-volume config.volumes./var/run/docker.sock High",
            "config-unsafe-env config.env.LD_PRELOAD Medium",
            "config-unsafe-env config.env.NODE_TLS_REJECT_UNAUTHORIZED Medium",
        ]);
        (document.Image.DockerVersion, document.Image.BuildHost).ShouldBe(("20.10.7", "0123456789ab"));
    }

    [Fact]
    public async Task An_image_of_the_future_is_told() =>
        (await InspectAsync([new TarBytes().File("srv/x", "x")], image => image["created"] = "2999-01-01T00:00:00Z")).Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKinds.ConfigCreatedImplausible);

    [Fact]
    public async Task Finds_the_ways_in_that_files_open()
    {
        var document = await InspectAsync(
        [
            new TarBytes().File("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nother:x:0:0::/:/bin/sh\nopen::1000:1000::/:/bin/sh\n").File("etc/shadow", "root::1::::::\napp:!:1::::::\n")
                .File("root/.ssh/authorized_keys", "ssh-ed25519 AAAA me\n").File("etc/ld.so.preload", "/usr/lib/x.so\n").Entry("tmp/tool", '0', File.ReadAllBytes("/usr/bin/true"), mode: 0x1ed),
        ]);

        document.Findings.Where(finding => finding.Kind != FindingKinds.UnownedExecutable).Select(finding => $"{finding.Kind} {finding.Path}").Order(StringComparer.Ordinal).ShouldBe(
        [
            "account-unsafe /etc/passwd", "account-unsafe /etc/passwd", "account-unsafe /etc/shadow", "authorized-keys /root/.ssh/authorized_keys", "preload /etc/ld.so.preload", "temporary-executable /tmp/tool",
        ]);
    }

    [Fact]
    public async Task Lists_configuration_files_and_where_they_come_from()
    {
        var system = new DpkgSystem().Package("tool").File("etc/tool.conf", "a=1\n"u8.ToArray(), isConfiguration: true).File("etc/other.conf", "b=1\n"u8.ToArray(), isConfiguration: true);

        var document = await InspectAsync([system.ToTar(), new TarBytes().File("etc/other.conf", "b=2\n").File("etc/own.conf", "c").File("srv/app/.env", "D=1").File("usr/lib/x/y.conf", "e").File("srv/app/main.py", "f")]);

        document.ConfigurationFiles!.Select(file => $"{file.Path} {file.Layer} {file.State} {file.Owner}").ShouldBe(
        [
            "/etc/os-release 0 Added ", "/etc/other.conf 1 Changed deb:tool", "/etc/own.conf 1 Added ", "/etc/tool.conf 0 Installed deb:tool", "/srv/app/.env 1 Added ",
        ]);
    }

    [Fact]
    public async Task Small_files_that_are_hidden_are_told_together()
    {
        var lower = new TarBytes();
        for (var i = 0; i < 20; i++) lower.File($"srv/{i}", new byte[900_000]);

        var document = await InspectAsync([lower, new TarBytes().Opaque("srv")]);

        var finding = document.Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Layer, finding.DeletedIn).ShouldBe((FindingKinds.WastedSpace, 0, 1));
        finding.Reason.ShouldStartWith("20 small files with 18000000 bytes together");
    }

    [Fact]
    public void Names_the_capabilities_of_a_file()
    {
        var attribute = new byte[20];
        BinaryPrimitives.WriteUInt32LittleEndian(attribute, 0x02000001);
        BinaryPrimitives.WriteUInt32LittleEndian(attribute.AsSpan(4), 1u << 13 | 1u << 10);
        BinaryPrimitives.WriteUInt32LittleEndian(attribute.AsSpan(12), 1u << (39 - 32));

        Capabilities.Of(attribute).ShouldBe(["cap_net_bind_service", "cap_net_raw", "cap_bpf"]);
        Capabilities.Of([1, 2, 3]).ShouldBeEmpty();
    }

    [Fact]
    public void The_documentation_knows_every_kind_with_its_remedy_and_no_other()
    {
        var kinds = typeof(FindingKinds).GetFields().Select(field => (string)field.GetValue(null)!).Order(StringComparer.Ordinal).ToList();
        var text = File.ReadAllText(Path.Combine(DebianImage.Repository(), "docs", "findings.md"));

        var paragraphs = text.Split("\n\n").Select(paragraph => (Kind: Heading().Match(paragraph).Groups[1].Value, Text: paragraph)).Where(paragraph => paragraph.Kind.Length > 0).ToList();

        paragraphs.Select(paragraph => paragraph.Kind).Order(StringComparer.Ordinal).ShouldBe(kinds);
        foreach (var (kind, paragraph) in paragraphs) paragraph.ShouldContain("Remedy:", customMessage: kind);
    }

    private async Task<InspectionDocument> InspectAsync(TarBytes[] layers, Action<JsonObject>? configure = null)
    {
        new LayoutBuilder(_directory.Path).Image("1", layers.Select(layer => layer.End()), configure).Write();
        await using var content = OciLayoutContent.OpenDirectory(_directory.Path, "1");
        return await new ImageInspector(TimeProvider.System).InspectAsync(content, InspectOptions.Default, null, CancellationToken.None);
    }

    [GeneratedRegex(@"^\*\*`([a-z-]+)`\*\*")]
    private static partial Regex Heading();
}
