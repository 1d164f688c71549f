using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Matching;

namespace Plimsoll.Tests.Vulnerabilities.Matching;

/// <summary>Cases in which other scanners were wrong, by the issue that tells of them.</summary>
public sealed class RulebookTests
{
    private static readonly AdvisoryKey Record = new("Feed", "CVE-2026-1");
    private readonly RangeMatcher _matcher = new();

    private static Component Of(string @namespace, string name, string version, string? module = null) => new() { Namespace = @namespace, Name = name, Version = version, Module = module };

    private AffectedStatus? Status(Component component, params AffectedRange[] ranges) => Status(component, new AffectedPackage { Namespace = component.Namespace, Name = component.Name, Ranges = ranges });

    private AffectedStatus? Status(Component component, AffectedPackage affected) => _matcher.Match(component, [new AdvisoryStatement(Record, affected)]).SingleOrDefault()?.Status;

    /// <summary>aquasecurity/trivy#722 and #403: packages of the same names from other repositories.</summary>
    [Theory]
    [InlineData("8.2.10-2+0~20230906.21+debian12~1.gbp1b1b1b+deb.sury.org~1")]
    [InlineData("15.4-1.pgdg120+1")]
    [InlineData("18.17.1-1nodesource1")]
    [InlineData("5:24.0.5-1~debian.12~bookworm")]
    [InlineData("1:2.39.1-0ppa1~ubuntu.ppa1")]
    public void What_others_built_is_not_judged_by_what_the_distribution_says(string version) =>
        Status(Of("deb:debian:12", "postgresql-15", version), AffectedRange.From("0", "99")).ShouldBe(AffectedStatus.Undetermined);

    /// <summary>anchore/grype#820, aquasecurity/trivy#749 and #771, quay/clair#891: a label on one side only is no match.</summary>
    [Theory]
    [InlineData(null, null, true)]
    [InlineData("nodejs:18", "nodejs:18", true)]
    [InlineData("nodejs:18", "nodejs:16", false)]
    [InlineData("nodejs:18", null, false)]
    [InlineData(null, "nodejs:18", false)]
    public void Modules_must_have_the_same_label(string? installed, string? told, bool holds) =>
        (Status(Of("rpm:almalinux:9", "npm", "1:9.8.1-1.18.18.2.2.module_el9", installed), new AffectedPackage { Namespace = "rpm:almalinux:9", Name = "npm", Module = told, Ranges = [AffectedRange.From("0", "1:9.9.0-1")] }) is not null).ShouldBe(holds);

    /// <summary>ELSA: 61 of 81 matches were wrong because of flavours.</summary>
    [Fact]
    public void Flavours_are_compared_within_themselves()
    {
        var plain = Of("rpm:ol:8", "openssl", "1:1.1.1k-9.el8_7");
        Status(plain, AffectedRange.From("0", "2:1.1.1k-12.ksplice1.el8_9")).ShouldBeNull();
        Status(plain, AffectedRange.From("0", "10:1.1.1k-12.el8_9_fips")).ShouldBeNull();
        Status(plain, AffectedRange.From("0", "1:1.1.1k-12.el8_9")).ShouldBe(AffectedStatus.Affected);
        Status(Of("rpm:ol:8", "openssl", "2:1.1.1k-9.ksplice1.el8_7"), AffectedRange.From("0", "2:1.1.1k-12.ksplice1.el8_9")).ShouldBe(AffectedStatus.Affected);
    }

    /// <summary>Anchore's missing-epoch-strategy: an epoch that is not there is zero.</summary>
    [Fact]
    public void A_missing_epoch_is_zero() => Status(Of("rpm:almalinux:9", "bind", "9.16.23-1.el9"), AffectedRange.From("0", "32:9.16.23-2.el9")).ShouldBe(AffectedStatus.Affected);

    /// <summary>The same of a bill of materials, which may have lost it: assumed where no version that is told lacks it, and said.</summary>
    [Theory]
    [InlineData("32:9.16.23-2.el9", null, AffectedStatus.Affected, true)]
    [InlineData("32:9.16.23-1.el9", null, null, false)]
    [InlineData("32:9.16.23-1.el9", "9.11.4-1.el9", AffectedStatus.Affected, false)]
    [InlineData("9.16.23-1.el9", null, null, false)]
    public void An_epoch_that_a_bill_of_materials_lost_is_that_of_all_versions_that_are_told(string mended, string? other, AffectedStatus? status, bool isAssumed)
    {
        var bind = Of("rpm:almalinux:9", "bind", "9.16.23-1.el9") with { Properties = new Dictionary<string, string> { [ComponentProperties.Epoch] = ComponentProperties.Unknown } };
        AdvisoryStatement Says(string id, string version) => new(new AdvisoryKey("Feed", id), new AffectedPackage { Namespace = bind.Namespace, Name = bind.Name, Ranges = [AffectedRange.From("0", version)] });

        var match = _matcher.Match(bind, [Says("CVE-2026-1", mended), .. other is null ? Array.Empty<AdvisoryStatement>() : [Says("CVE-2020-1", other)]]).SingleOrDefault(found => found.Advisory.Id == "CVE-2026-1");

        (match?.Status, match?.IsAssumed ?? false).ShouldBe((status, isAssumed));
        if (isAssumed) match!.Comparison.ShouldContain("which is assumed");
    }

    /// <summary>anchore/grype#817, #892, #899: names are taken whole, within their ecosystem.</summary>
    [Fact]
    public void Another_package_whose_name_is_alike_is_another_package()
    {
        Status(Of("npm", "platform", "1.3.6"), new AffectedPackage { Namespace = "npm", Name = "platform-tools", Ranges = [AffectedRange.All] }).ShouldBeNull();
        _matcher.KeysOf(Of("pypi", "Zope.Interface", "5")).ShouldBe([new PackageKey("pypi", "zope-interface")]);
        _matcher.KeysOf(Of("nuget", "SixLabors.ImageSharp", "2")).ShouldBe([new PackageKey("nuget", "sixlabors.imagesharp")]);
    }

    /// <summary>secdb has a file for each repository of a release, and a package does not say which one it came from.</summary>
    [Fact]
    public void Alpine_is_asked_by_origin_in_both_repositories() =>
        _matcher.KeysOf(new Component { Namespace = "apk:alpine:v3.18", Name = "libssl3", Version = "3.1.0-r0", Source = "openssl" }).ShouldBe(
            [.. new[] { "", ":main", ":community" }.SelectMany(channel => new PackageKey[] { new("apk:alpine:v3.18" + channel, "libssl3"), new("apk:alpine:v3.18" + channel, "openssl") })]);

    /// <summary>GHSA-65x7-c272-7g7r: the ranges of both branches overlap, and by the letter of OSV the version that mends one is still in the other.</summary>
    [Fact]
    public void Overlapping_ranges_are_taken_together()
    {
        AffectedRange[] ranges = [AffectedRange.From("0", "3.1.3"), AffectedRange.From("0", "2.1.7")];

        Status(Of("nuget", "SixLabors.ImageSharp", "2.1.7"), new AffectedPackage { Namespace = "nuget", Name = "sixlabors.imagesharp", Ranges = ranges }).ShouldBe(AffectedStatus.Affected);
        Status(Of("nuget", "SixLabors.ImageSharp", "3.1.3"), new AffectedPackage { Namespace = "nuget", Name = "sixlabors.imagesharp", Ranges = ranges }).ShouldBeNull();
    }

    [Fact]
    public void Nothing_from_a_limit_on_is_in_a_range()
    {
        AffectedRange Range(params string[] limits) => new() { Events = [new(RangeEventKind.Introduced, "1.0.0"), new(RangeEventKind.Introduced, "3.0.0"), .. limits.Select(limit => new RangeEvent(RangeEventKind.Limit, limit))] };

        Status(Of("npm", "a", "1.5.0"), Range("2.0.0")).ShouldBe(AffectedStatus.Affected);
        Status(Of("npm", "a", "2.0.0"), Range("2.0.0")).ShouldBeNull();
        Status(Of("npm", "a", "3.1.0"), Range("2.0.0")).ShouldBeNull();
        Status(Of("npm", "a", "3.1.0"), Range("2.0.0", "4.0.0")).ShouldBe(AffectedStatus.Affected);
        Status(Of("npm", "a", "3.1.0"), Range("*")).ShouldBe(AffectedStatus.Affected);
    }

    /// <summary>Debian and Alpine write "0" for the version that mends what never was broken.</summary>
    [Fact]
    public void What_was_mended_in_0_never_was_affected() => Status(Of("apk:alpine:v3.18:main", "openssl", "3.1.0-r0"), AffectedRange.From("0", "0")).ShouldBeNull();

    /// <summary>anchore/grype#1894: what has no place in the order is not ordered.</summary>
    [Theory]
    [InlineData("golang", "example.com/app", "(devel)", "1.2.0")]
    [InlineData("apk:alpine:v3.18:main", "openssh", "9.3p1-r1", "9.3_p2-r0")]
    [InlineData("npm", "a", "github:user/repo", "1.2.0")]
    public void What_the_package_manager_does_not_take_for_a_version_is_undetermined(string @namespace, string name, string version, string mended) =>
        Status(Of(@namespace, name, version), AffectedRange.From("0", mended)).ShouldBe(AffectedStatus.Undetermined);

    /// <summary>States of the vendor stay apart from "affected".</summary>
    [Theory]
    [InlineData(AffectedStatus.WillNotFix)]
    [InlineData(AffectedStatus.Deferred)]
    [InlineData(AffectedStatus.EndOfLife)]
    [InlineData(AffectedStatus.UnderInvestigation)]
    public void What_the_vendor_says_of_it_is_kept(AffectedStatus status) =>
        Status(Of("deb:debian:12", "zlib1g", "1:1.2.13.dfsg-1"), new AffectedPackage { Namespace = "deb:debian:12", Name = "zlib1g", Status = status, Ranges = [AffectedRange.All] }).ShouldBe(status);

    /// <summary>The same for rpm: who built it is written in it.</summary>
    [Theory]
    [InlineData("Red Hat, Inc.", AffectedStatus.Affected)]
    [InlineData("Fedora Project", AffectedStatus.Undetermined)]
    [InlineData(null, AffectedStatus.Affected)]
    public void What_another_vendor_built_is_not_judged_either(string? vendor, AffectedStatus status) =>
        Status(Of("rpm:rhel:9", "nginx", "1:1.20.1-14.el9") with { Properties = vendor is null ? null : new Dictionary<string, string> { [ComponentProperties.Vendor] = vendor } }, AffectedRange.From("0", "1:1.20.1-16.el9")).ShouldBe(status);

    /// <summary>anchore/grype#1894: the main module has the version of a working tree, and it is never held against tags.</summary>
    [Theory]
    [InlineData("v0.0.0-20240501093015-0123456789ab", "1.2.0", AffectedStatus.Undetermined)]
    [InlineData("v1.2.1-0.20240501093015-0123456789ab", "1.2.0", AffectedStatus.Undetermined)]
    [InlineData("v1.1.0+dirty", "1.2.0", AffectedStatus.Undetermined)]
    [InlineData("(devel)", "1.2.0", AffectedStatus.Undetermined)]
    [InlineData("v1.1.0", "1.2.0", AffectedStatus.Affected)]
    [InlineData("v1.2.0", "1.2.0", null)]
    [InlineData("v0.0.0-20200501093015-0123456789ab", "0.0.0-20201216223049-8b5274cf687f", AffectedStatus.Affected)]
    [InlineData("v0.0.0-20240501093015-0123456789ab", "0.0.0-20201216223049-8b5274cf687f", null)]
    public void The_main_module_of_a_go_program_is_not_held_against_tags(string version, string mended, AffectedStatus? status) =>
        Status(MainModule(version), AffectedRange.From("0", mended)).ShouldBe(status);

    [Fact]
    public void The_commit_of_a_go_program_decides_where_a_record_names_it()
    {
        const string Commit = "0123456789abcdef0123456789abcdef01234567";
        AffectedPackage Names(RangeEventKind kind) => new()
        {
            Namespace = "golang",
            Name = "example.com/app",
            Ranges = [AffectedRange.From("0", "1.2.0"), new AffectedRange { Scheme = RangeScheme.Git, Events = [new(RangeEventKind.Introduced, "0"), new(kind, Commit)] }],
        };

        Status(MainModule("(devel)", Commit), Names(RangeEventKind.Fixed)).ShouldBeNull();
        Status(MainModule("(devel)", Commit), Names(RangeEventKind.LastAffected)).ShouldBe(AffectedStatus.Affected);
        Status(MainModule("(devel)", "f" + Commit[1..]), Names(RangeEventKind.Fixed)).ShouldBe(AffectedStatus.Undetermined);
    }

    /// <summary>A library at a commit is ordered as Go itself does: it has the version that its authors would have tagged next.</summary>
    [Fact]
    public void What_a_go_program_depends_on_may_be_held_against_tags() =>
        Status(Of("golang", "github.com/cortexproject/cortex", "v1.4.1-0.20201022071705-85942c5703cf"), AffectedRange.From("0", "1.8.1")).ShouldBe(AffectedStatus.Affected);

    /// <summary>anchore/grype#1810 and PR#3517: the standard library has the version of the compiler, and Go's own database speaks of it.</summary>
    [Fact]
    public void The_standard_library_of_go_is_a_module() =>
        Status(Of("golang", "stdlib", "1.16.2"), new AffectedPackage { Namespace = "golang", Name = "stdlib", Ranges = [new AffectedRange { Scheme = RangeScheme.Semver, Events = [new(RangeEventKind.Introduced, "0"), new(RangeEventKind.Fixed, "1.15.12"), new(RangeEventKind.Introduced, "1.16.0-0"), new(RangeEventKind.Fixed, "1.16.4")] }] }).ShouldBe(AffectedStatus.Affected);

    /// <summary>quay/claircore#809, aquasecurity/trivy#3576: what is mended in an extended stream has a smaller number than what is mended in the main one.</summary>
    [Theory]
    [InlineData("5.14.0-427.13.1.el9_4", AffectedStatus.Affected, false)]
    [InlineData("5.14.0-427.40.1.el9_4", null, false)]
    [InlineData("5.14.0-503.11.1.el9_5", AffectedStatus.Affected, true)]
    [InlineData("5.14.0-362.8.1.el9", AffectedStatus.Affected, false)]
    public void An_extended_stream_is_compared_within_itself_and_with_the_main_one_where_nothing_is_said_of_it(string version, AffectedStatus? status, bool isAssumed)
    {
        var component = Of("rpm:rhel:9", "kernel", version);
        AdvisoryStatement Says(string @namespace, string mended) => new(Record, new AffectedPackage { Namespace = @namespace, Name = "kernel", Level = PackageLevel.Binary, Status = AffectedStatus.Fixed, Ranges = [AffectedRange.From("0", mended)] });

        var match = _matcher.Match(component, [Says("rpm:rhel:9", "0:5.14.0-570.12.1.el9_6"), Says("rpm:rhel:9:eus-9.4", "0:5.14.0-427.31.1.el9_4")]).SingleOrDefault();

        (match?.Status).ShouldBe(status);
        (match?.IsAssumed ?? false).ShouldBe(isAssumed);
        if (isAssumed) match!.Comparison.ShouldContain("says nothing");
        _matcher.KeysOf(component).Contains(new PackageKey("rpm:rhel:9:eus-9.4", "kernel")).ShouldBe(version.Contains("el9_4", StringComparison.Ordinal));
    }

    [Fact]
    public void The_product_that_an_image_is_built_for_names_its_stream()
    {
        RedHatStreams.ChannelOf("cpe:/a:redhat:rhel_eus:9.4::appstream", "rpm:rhel:9").ShouldBe("eus-9.4");
        RedHatStreams.ChannelOf("cpe:/a:redhat:openshift:4.16::el9", "rpm:rhel:9").ShouldBe("openshift-4.16");
        RedHatStreams.ChannelOf("cpe:/a:redhat:enterprise_linux:9::appstream", "rpm:rhel:9").ShouldBeNull();
        RedHatStreams.ChannelOf("cpe:/a:redhat:rhel_eus:8.6::appstream", "rpm:rhel:9").ShouldBeNull();
        var component = Of("rpm:rhel:9", "openssl", "1:3.0.7-18.el9") with { Properties = new Dictionary<string, string> { [ComponentProperties.Streams] = "eus-9.4" } };
        _matcher.KeysOf(component).ShouldContain(new PackageKey("rpm:rhel:9:eus-9.4", "openssl"));
    }

    /// <summary>Shared frameworks are folders; advisories name the packages that their bits are published in. Names of NuGet do not tell case apart.</summary>
    [Fact]
    public void Shared_frameworks_of_dotnet_are_the_packages_that_they_are_published_in()
    {
        var framework = Of("nuget", "Microsoft.NETCore.App", "8.0.0") with { Properties = new Dictionary<string, string> { [ComponentProperties.Framework] = "shared" } };
        var said = new AffectedPackage { Namespace = "nuget", Name = "microsoft.netcore.app.runtime.linux-musl-x64", Ranges = [AffectedRange.From("8.0.0", "8.0.8")] };

        _matcher.KeysOf(framework).ShouldContain(said.Key());
        Status(framework, said).ShouldBe(AffectedStatus.Affected);
        Status(framework with { Version = "8.0.8" }, said).ShouldBeNull();
        Status(framework with { Properties = null }, said).ShouldBeNull();
    }

    /// <summary>anchore/grype#1333: an artifact is its group and its name.</summary>
    [Fact]
    public void Artifacts_of_java_are_told_apart_by_their_group() =>
        Status(Of("maven", "org.example:commons-text", "1.9"), new AffectedPackage { Namespace = "maven", Name = "org.apache.commons:commons-text", Ranges = [AffectedRange.From("1.5", "1.10.0")] }).ShouldBeNull();

    /// <summary>Prereleases come before what they lead to, whatever follows a plus changes nothing.</summary>
    [Theory]
    [InlineData("npm", "2.0.0-rc.1", "2.0.0", true)]
    [InlineData("npm", "2.0.0+build.5", "2.0.0", false)]
    [InlineData("pypi", "2.0rc1", "2.0", true)]
    [InlineData("deb:debian:12", "2.0~rc1-1", "2.0-1", true)]
    [InlineData("generic", "3.13.0rc2", "3.13.0", true)]
    [InlineData("generic", "1.0.2zd", "1.0.2zd", false)]
    [InlineData("generic", "1.0.2z", "1.0.2za", true)]
    [InlineData("generic", "9.8p1", "9.8p1", false)]
    [InlineData("generic", "9.8", "9.8p1", true)]
    public void Prereleases_and_patches_have_the_place_that_their_ecosystem_gives_them(string @namespace, string version, string mended, bool holds) =>
        (Status(Of(@namespace, "a", version), AffectedRange.From("0", mended)) is not null).ShouldBe(holds);

    private static Component MainModule(string version, string? commit = null)
    {
        var properties = new Dictionary<string, string> { [ComponentProperties.Main] = "true" };
        if (commit is not null) properties[ComponentProperties.Revision] = commit;
        return Of("golang", "example.com/app", version) with { Properties = properties };
    }
}
