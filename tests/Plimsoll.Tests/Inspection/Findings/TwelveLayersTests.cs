using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Findings;

/// <summary>An image of twelve layers, each of which does one thing that should be found, with the layer that did it.</summary>
public sealed class TwelveLayersTests : IDisposable
{
    private static readonly byte[] Program = File.ReadAllBytes("/usr/bin/true");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Finds_everything_with_its_layer_and_nothing_else()
    {
        var document = await InspectAsync(Layers(), Configure);

        document.Findings.Select(Line).Order(StringComparer.Ordinal).ShouldBe(
        [
            "config-no-healthcheck config.healthCheck",
            "config-privileged-label config.labels.RUN",
            "config-secret-env config.env.API_KEY",
            "config-ssh-port config.exposedPorts.22/tcp",
            "config-user-root config.user",
            "copyright-removed /usr/share/doc/base/copyright 0 deleted in 8 of deb:base",
            "copyright-removed /usr/share/doc/shell/copyright 0 deleted in 8 of deb:shell",
            "device-file /srv/disk 5",
            "digest-mismatch LAYER 11",
            "history-add-url history[4] 3",
            "history-curl-pipe-sh history[2] 1",
            "history-sudo history[2] 1",
            "modified-config /etc/shell.conf 2 of deb:shell",
            "modified-file /usr/bin/sh 1 of deb:shell",
            "package-db-deleted /var/lib/dpkg/status 0 deleted in 10",
            "setuid /usr/bin/base 4 of deb:base",
            "setuid /usr/local/bin/tool 3",
            "unowned-executable /usr/local/bin/run 3",
            "unowned-executable /usr/local/bin/tool 3",
            "wasted-space /srv/large 6 deleted in 7",
            "world-writable /srv/drop 5",
        ]);
    }

    [Fact]
    public async Task Finds_that_only_the_lists_of_files_were_removed() =>
        (await InspectAsync(Layers()[..10])).Findings.Select(Line).ShouldContain("package-db-deleted /var/lib/dpkg/info 0 deleted in 9");

    [Fact]
    public async Task Tells_what_a_program_that_nobody_owns_says_of_itself()
    {
        var document = await InspectAsync(Layers(), Configure);

        document.Executables!.Select(executable => executable.Path).ShouldBe(["/usr/local/bin/run", "/usr/local/bin/tool"]);
        var (script, program) = (document.Executables![0], document.Executables![1]);
        (script.Format, script.Interpreter).ShouldBe(("script", "/usr/bin/env python3"));
        program.Format.ShouldBe("elf");
        program.Digest.ShouldBe(Digest.Of(Program));
        program.Layer.ShouldBe(3);
        program.CreatedBy.ShouldBe("ADD https://downloads.example.org/tool /usr/local/bin/tool");
        Tool.Run("readelf", ["-n", "/usr/bin/true"]).ShouldSatisfyAllConditions(
            notes => Encoding.UTF8.GetString(notes).ShouldContain($"Build ID: {program.BuildId}"),
            notes => Encoding.UTF8.GetString(notes).ShouldContain($"ABI: {program.MinimumKernel}"));
        var dynamic = Encoding.UTF8.GetString(Tool.Run("readelf", ["-ld", "/usr/bin/true"]));
        dynamic.ShouldContain($"[Requesting program interpreter: {program.Interpreter}]");
        program.Libraries!.ShouldAllBe(library => dynamic.Contains($"Shared library: [{library}]"));
        program.Libraries!.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Keeps_packages_whose_database_was_removed_as_long_as_their_files_are_there()
    {
        var document = await InspectAsync(Layers());

        document.Packages.Select(package => $"{package.Name} {package.Layer} {package.RemovedIn} {package.Confidence}").ShouldBe(["base 0 10 Medium", "shell 0 10 Medium"]);
        document.Completeness.ShouldBe(Completeness.Partial);
    }

    [Fact]
    public async Task Finds_nothing_in_a_system_that_nobody_touched()
    {
        var document = await InspectAsync([BaseSystem().ToTar()]);

        document.Findings.Where(finding => !finding.Kind.StartsWith("config-", StringComparison.Ordinal)).ShouldBeEmpty();
        document.Executables.ShouldBeNull();
    }

    [Fact]
    public async Task A_package_that_was_upgraded_is_compared_with_what_its_new_version_installed()
    {
        var upgraded = new DpkgSystem().Package("base").File("usr/bin/base", Program, 0x1ed).Package("shell", "2.0").File("usr/bin/sh", "#!/bin/false\n"u8.ToArray(), 0x1ed);
        var layer = upgraded.WriteDatabase(new TarBytes().Entry("usr/bin/sh", '0', "#!/bin/false\n"u8.ToArray(), mode: 0x1ed));

        var document = await InspectAsync([BaseSystem().ToTar(), layer]);

        document.Findings.Where(finding => finding.Kind == FindingKinds.ModifiedFile).ShouldBeEmpty();
        document.Removed!.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            package => package.Name.ShouldBe("shell"), package => package.Version.ShouldBe("1.0"), package => package.RemovedIn.ShouldBe(1));
        document.Packages.Single(package => package.Name == "shell").ShouldSatisfyAllConditions(package => package.Layer.ShouldBe(1), package => package.IntroducedIn.ShouldBe(0));
    }

    [Fact]
    public async Task A_file_that_was_diverted_belongs_to_the_package_that_moved_it()
    {
        var system = new DpkgSystem().Package("shell").File("usr/bin/sh", Program, 0x1ed).Package("wrapper").File("usr/bin/wrapper", Program, 0x1ed);
        var tar = system.WriteDatabase(new TarBytes().Symlink("bin", "usr/bin")
            .Entry("usr/bin/sh.real", '0', Program, mode: 0x1ed).Entry("usr/bin/wrapper", '0', Program, mode: 0x1ed)
            .File("var/lib/dpkg/diversions", "/bin/sh\n/bin/sh.real\nwrapper\n"));

        var document = await InspectAsync([tar]);

        document.Executables.ShouldBeNull();
        document.Findings.ShouldNotContain(finding => finding.Kind == FindingKinds.ModifiedFile);
    }

    private static DpkgSystem BaseSystem() => new DpkgSystem()
        .Package("base").File("usr/bin/base", Program, 0x1ed).File("usr/bin/su", Program, 0x9ed)
        .Package("shell").File("usr/bin/sh", "#!/bin/base\n"u8.ToArray(), 0x1ed).File("etc/shell.conf", "a=1\n"u8.ToArray(), isConfiguration: true);

    private static TarBytes[] Layers() =>
    [
        BaseSystem().ToTar(),
        new TarBytes().Entry("bin/sh", '0', "#!/bin/changed\n"u8.ToArray(), mode: 0x1ed),
        new TarBytes().File("etc/shell.conf", "a=2\n"),
        new TarBytes().Entry("usr/local/bin/tool", '0', Program, mode: 0x9ed).File("usr/local/bin/run", "#!/usr/bin/env python3\n", 0x1ed),
        new TarBytes().Entry("usr/bin/base", '0', Program, mode: 0x9ed),
        new TarBytes().Entry("srv/drop/", '5', mode: 0x1ff).Entry("srv/sticky/", '5', mode: 0x3ff).Entry("dev/null", '3', mode: 0x1b6, change: Device(1, 3)).Entry("srv/disk", '4', change: Device(8, 0)),
        new TarBytes().File("srv/large", new byte[2 << 20]).File("srv/small", "x"),
        new TarBytes().Whiteout("srv/large").Whiteout("srv/small"),
        new TarBytes().Opaque("usr/share/doc"),
        new TarBytes().Whiteout("var/lib/dpkg/info"),
        new TarBytes().Whiteout("var/lib/dpkg"),
        new TarBytes().File("srv/end", "x"),
    ];

    private static Action<byte[]> Device(int major, int minor) => header =>
    {
        TarBytes.Octal(major, 8).CopyTo(header, 329);
        TarBytes.Octal(minor, 8).CopyTo(header, 337);
    };

    private static void Configure(JsonObject image)
    {
        image["config"] = new JsonObject
        {
            ["Env"] = new JsonArray("PATH=/usr/bin", "API_KEY=" + "k3y" + "-made-up", "API_KEY_FILE=/run/secrets/key", "TOKEN_TTL=3600"),
            ["ExposedPorts"] = new JsonObject { ["22/tcp"] = new JsonObject(), ["443/tcp"] = new JsonObject() },
            ["Labels"] = new JsonObject { ["RUN"] = "docker run --privileged IMAGE", ["maintainer"] = "nobody" },
        };
        image["history"] = new JsonArray(
        [
            Line("ADD rootfs / # debuerreotype"),
            Line("ENV PATH=/usr/bin", true),
            Line("/bin/sh -c curl -fsSL https://get.example.org | sudo -E bash -"),
            Line("RUN |1 A=b /bin/sh -c echo 'curl | less' > /etc/shell.conf # buildkit"),
            Line("ADD https://downloads.example.org/tool /usr/local/bin/tool"),
            .. Enumerable.Range(4, 8).Select(layer => Line($"RUN step {layer}")),
        ]);
        image["rootfs"]!["diff_ids"]![11] = Digest.EmptyJson.Value;

        static JsonObject Line(string createdBy, bool isEmpty = false) => new() { ["created_by"] = createdBy, ["empty_layer"] = isEmpty };
    }

    private static string Line(Finding finding) =>
        $"{finding.Kind} {(finding.Kind == FindingKinds.DigestMismatch ? "LAYER" : finding.Path)} {finding.Layer}{(finding.DeletedIn is null ? "" : $" deleted in {finding.DeletedIn}")}{(finding.Owner is null ? "" : $" of {finding.Owner}")}".TrimEnd();

    private async Task<InspectionDocument> InspectAsync(TarBytes[] layers, Action<JsonObject>? configure = null)
    {
        new LayoutBuilder(_directory.Path).Image("1", layers.Select(layer => layer.End()), configure).Write();
        await using var content = OciLayoutContent.OpenDirectory(_directory.Path, "1");
        return await new ImageInspector(TimeProvider.System).InspectAsync(content, InspectOptions.Default, null, CancellationToken.None);
    }
}
