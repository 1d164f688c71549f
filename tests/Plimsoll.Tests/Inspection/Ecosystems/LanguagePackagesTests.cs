using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems;

/// <summary>What the packages of languages mean in an image: who owns whom, what counts, and what their files were.</summary>
public sealed class LanguagePackagesTests : IDisposable
{
    private const string Site = "usr/lib/python3/dist-packages/";

    private static readonly byte[] Nginx = ProgramBytes.Elf((".rodata", "\0nginx/1.22.1\0"u8.ToArray()));

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_package_of_the_system_owns_the_package_of_the_language_in_it()
    {
        var metadata = "Name: PyYAML\nVersion: 6.0\n"u8.ToArray();
        var document = await InspectAsync([new DpkgSystem().Package("python3-yaml", "6.0-3+b2").File(Site + "PyYAML-6.0.egg-info/PKG-INFO", metadata).ToTar().End()]);

        document.Packages.Select(package => $"{package.Purl} {package.OwnedBy}").ShouldBe([
            "pkg:deb/debian/python3-yaml@6.0-3%2Bb2?arch=amd64&distro=debian-12 ", "pkg:pypi/pyyaml@6.0 deb:python3-yaml",
        ]);
    }

    [Fact]
    public async Task The_version_of_a_program_counts_only_where_nobody_owns_it()
    {
        var system = new DpkgSystem().Package("nginx", "1.22.1-9").File("usr/sbin/nginx", Nginx, 0x1ed).ToTar();

        (await InspectAsync([system.End()])).Packages.Select(package => package.Type).ShouldBe(["deb"]);
        (await InspectAsync([system.End(), new TarBytes().Entry("opt/nginx/sbin/nginx", '0', Nginx, mode: 0x1ed).End()])).Packages.Where(package => package.Type == "generic")
            .Select(package => $"{package.Purl} {package.Location} {package.Layer} {package.Confidence}").ShouldBe(["pkg:generic/nginx@1.22.1 /opt/nginx/sbin/nginx 1 Medium"]);
        var replaced = ProgramBytes.Elf((".rodata", "\0nginx/1.25.0\0"u8.ToArray()));
        (await InspectAsync([system.End(), new TarBytes().Entry("usr/sbin/nginx", '0', replaced, mode: 0x1ed).End()])).Packages.Select(package => package.Purl).ShouldContain("pkg:generic/nginx@1.25.0");
    }

    [Fact]
    public async Task Programs_in_packages_of_languages_have_an_owner_and_the_version_of_conda_is_the_surer_one()
    {
        var document = await InspectAsync([new TarBytes()
            .File("app/node_modules/esbuild/package.json", """{"name": "esbuild", "version": "0.19.0"}""").Entry("app/node_modules/esbuild/bin/esbuild", '0', ProgramBytes.Elf((".text", [1])), mode: 0x1ed)
            .File("opt/conda/conda-meta/nginx-1.22.1-0.json", """{"name": "nginx", "version": "1.22.1", "build": "0", "files": ["sbin/nginx"]}""").Entry("opt/conda/sbin/nginx", '0', Nginx, mode: 0x1ed)
            .Entry("usr/local/bin/stray", '0', ProgramBytes.Elf((".text", [2])), mode: 0x1ed).End()]);

        document.Packages.Select(package => package.Purl).ShouldBe(["pkg:conda/nginx@1.22.1?build=0", "pkg:npm/esbuild@0.19.0"]);
        document.Executables!.Select(executable => executable.Path).ShouldBe(["/usr/local/bin/stray"]);
    }

    [Fact]
    public async Task A_file_that_is_not_what_the_wheel_installed_is_a_finding()
    {
        var hash = Convert.ToBase64String(SHA256.HashData("import os\n"u8)).Replace('+', '-').Replace('/', '_').TrimEnd('=');
        var wheel = new TarBytes().File("site-packages/wheel/util.py", "import os\n").File("site-packages/wheel-0.38.4.dist-info/METADATA", "Name: wheel\nVersion: 0.38.4\n")
            .File("site-packages/wheel-0.38.4.dist-info/RECORD", $"wheel/util.py,sha256={hash},10\nwheel-0.38.4.dist-info/METADATA,,\n").End();

        (await InspectAsync([wheel])).Findings.ShouldNotContain(finding => finding.Kind == FindingKinds.ModifiedFile);
        var finding = (await InspectAsync([wheel, new TarBytes().File("site-packages/wheel/util.py", "import evil\n").End()])).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Path, finding.Layer, finding.Owner).ShouldBe((FindingKinds.ModifiedFile, "/site-packages/wheel/util.py", 1, "pypi:wheel"));
    }

    [Fact]
    public async Task Only_what_has_its_modules_beside_it_or_is_where_the_image_works_is_an_application()
    {
        var tar = new TarBytes().File("app/package.json", """{"name": "shop", "version": "1.0.0"}""").File("app/node_modules/a/package.json", """{"name": "a", "version": "1.0.0"}""")
            .File("srv/package.json", """{"name": "worker", "version": "2.0.0"}""").File("usr/share/x/package.json", """{"name": "fixture", "version": "3.0.0"}""")
            .File("app/package-lock.json", """{"packages": {"node_modules/typescript": {"version": "5.4.5", "dev": true}}}""").End();

        var document = await InspectAsync([tar], config => config["config"]!["WorkingDir"] = "/srv/");

        document.Packages.Select(package => $"{package.Name} {package.Main}").ShouldBe(["a ", "shop True", "worker True"]);
        document.Declared!.Select(package => package.Name).ShouldBe(["typescript"]);
    }

    [Fact]
    public async Task Parts_of_an_application_are_those_that_its_modules_link_to()
    {
        var document = await InspectAsync([new TarBytes().File("app/package.json", """{"name": "shop", "version": "1.0.0", "private": true}""")
            .File("app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json", """{"name": "a", "version": "1.0.0"}""").Symlink("app/node_modules/a", ".pnpm/a@1.0.0/node_modules/a")
            .File("app/node_modules/.bun/b@1.0.0/node_modules/@s/b/package.json", """{"name": "@s/b", "version": "1.0.0"}""").Symlink("app/node_modules/@s/b", "../.bun/b@1.0.0/node_modules/@s/b")
            .File("app/packages/util/package.json", """{"name": "@s/util", "version": "0.1.0"}""").Symlink("app/node_modules/@s/util", "../../packages/util")
            .File("app/packages/other/package.json", """{"name": "other", "version": "0.1.0"}""").Symlink("srv/node_modules", "../app/node_modules").End()]);

        document.Packages.Select(package => $"{package.Name}@{package.Version} {package.Main} {package.Properties?.GetValueOrDefault("private")}".TrimEnd()).ShouldBe(["@s/b@1.0.0", "@s/util@0.1.0 True", "a@1.0.0", "shop@1.0.0 True true"]);
    }

    [Fact]
    public async Task Yarn_loads_packages_out_of_their_archives_where_it_says_so()
    {
        var archive = ZipBytes.Of(("node_modules/@s/a/package.json", """{"name": "@s/a", "version": "1.2.3", "license": "MIT"}"""), ("node_modules/@s/a/test/package.json", """{"name": "fixture", "version": "9.0.0"}"""));
        var cache = new TarBytes().File("app/.yarn/cache/@s-a-npm-1.2.3-0123456789-abcdef0123.zip", archive).File("root/.yarn/berry/cache/@s-a-npm-1.2.3-0123456789-8.zip", archive).File("srv/data.zip", archive);

        (await InspectAsync([cache.End()])).Packages.Select(package => package.Location).ShouldBe(["/root/.yarn/berry/cache/@s-a-npm-1.2.3-0123456789-8.zip"]);
        var document = await InspectAsync([cache.End(), new TarBytes().File("app/.pnp.cjs", "x").File("app/package.json", """{"name": "shop", "version": "1.0.0"}""").End()]);
        document.Packages.Select(package => $"{package.Purl} {package.Licence}").ShouldBe(["pkg:npm/%40s/a@1.2.3 MIT", "pkg:npm/%40s/a@1.2.3 MIT", "pkg:npm/shop@1.0.0 "]);
    }

    [Fact]
    public async Task What_conda_installed_of_other_kinds_belongs_to_it()
    {
        var document = await InspectAsync([new TarBytes()
            .File("opt/conda/conda-meta/numpy-1.26.0-0.json", """{"name": "numpy", "version": "1.26.0", "build": "0", "license": "BSD-3-Clause", "files": ["lib/python3.11/site-packages/numpy-1.26.0.dist-info/METADATA"]}""")
            .File("opt/conda/conda-meta/LICENSE", Plimsoll.Inspection.Licences.Texts.LicenceTemplates.TextOf("MIT")!)
            .File("opt/conda/conda-meta/odd-1-0.json", """{"name": "odd", "version": "1", "build": "0"}""")
            .File("opt/conda/lib/python3.11/site-packages/numpy-1.26.0.dist-info/METADATA", "Name: numpy\nVersion: 1.26.0\n")
            .File("opt/conda/lib/python3.11/site-packages/six-1.16.0.dist-info/METADATA", "Name: six\nVersion: 1.16.0\n").End()]);

        document.Packages.Select(package => $"{package.Type} {package.Name} {package.OwnedBy} {package.Licence}").ShouldBe(["conda numpy  BSD-3-Clause", "conda odd  ", "pypi numpy conda:numpy ", "pypi six  "]);
    }

    [Fact]
    public async Task The_text_in_an_archive_is_said_to_be_there()
    {
        var jar = ZipBytes.Of(("META-INF/maven/g/a/pom.properties", "groupId=g\nartifactId=a\nversion=1\n"), ("META-INF/LICENSE", Plimsoll.Inspection.Licences.Texts.LicenceTemplates.TextOf("ISC")!));

        var package = (await InspectAsync([new TarBytes().File("app/shop.jar", ZipBytes.Of(("lib/a.jar", jar))).End()])).Packages.ShouldHaveSingleItem();

        (package.Licence, package.LicenceClass, package.LicenceFrom!.Method, package.LicenceFrom.Path).ShouldBe(("ISC", LicenceClass.Permissive, LicenceMethod.Text, "/app/shop.jar!/lib/a.jar!/META-INF/LICENSE"));
    }

    [Fact]
    public async Task What_Bitnami_and_bills_of_materials_both_read_is_there_once()
    {
        var document = await InspectAsync([new TarBytes().File("opt/bitnami/redis/.spdx-redis.spdx", """
            {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "redis", "packages": [
             {"SPDXID": "SPDXRef-redis", "name": "redis", "versionInfo": "7.2.4-0", "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:bitnami/redis@7.2.4-0?arch=amd64"}]},
             {"SPDXID": "SPDXRef-x", "name": "x", "versionInfo": "v1.0.0", "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:golang/x@v1.0.0"}]}]}
            """).Entry("opt/bitnami/redis/bin/redis-server", '0', ProgramBytes.Elf((".rodata", "\07.2.40a1b2c3d4e5f-1704067200000000000\0%llx\0"u8.ToArray())), mode: 0x1ed).End()]);

        document.Packages.Select(package => package.Purl).ShouldBe(["pkg:bitnami/redis@7.2.4-0?arch=amd64"]);
        document.Declared!.Select(package => package.Purl).ShouldBe(["pkg:golang/x@v1.0.0"]);
        document.Findings.ShouldNotContain(finding => finding.Kind == FindingKinds.SbomMismatch || finding.Kind == FindingKinds.UnownedExecutable);
    }

    [Fact]
    public async Task A_version_is_of_the_layer_that_brought_it_and_what_was_replaced_is_shipped_all_the_same()
    {
        static byte[] Layer(string version) => new TarBytes().File("app/node_modules/a/package.json", $$"""{"name": "a", "version": "{{version}}"}""").End();
        var document = await InspectAsync([Layer("1.0.0"), Layer("1.0.0"), Layer("2.0.0")]);

        var package = document.Packages.ShouldHaveSingleItem();
        (package.Version, package.Layer, package.IntroducedIn).ShouldBe(("2.0.0", 2, 0));
        document.Removed.ShouldHaveSingleItem().Version.ShouldBe("1.0.0");
    }

    [Fact]
    public async Task Damage_in_a_package_that_counts_makes_the_image_partial_and_names_the_file()
    {
        var document = await InspectAsync([new TarBytes().File("app/node_modules/a/package.json", "{").File("test/package.json", "{").End()]);

        document.Completeness.ShouldBe(Completeness.Partial);
        document.Notes.ShouldHaveSingleItem().Path.ShouldBe("/app/node_modules/a/package.json");
    }

    [Fact]
    public async Task A_library_without_a_list_counts_as_a_guess_and_with_one_not_at_all()
    {
        var library = ProgramBytes.Pe(".rsrc", [0, 0, 4, 0, 1, 0, .. Encoding.Unicode.GetBytes("ProductVersion\01.0\0")], isAssembly: true);
        var alone = await InspectAsync([new TarBytes().File("app/X.dll", library).End()]);
        var listed = await InspectAsync([new TarBytes().File("app/X.dll", library).File("app/shop.deps.json", """{"libraries": {"Y/2.0": {"type": "package"}}}""").End()]);

        listed.Packages.Select(package => package.Purl).ShouldBe(["pkg:nuget/Y@2.0"]);
        alone.Packages.Select(package => $"{package.Purl} {package.Confidence}").ShouldBe(["pkg:nuget/X@1.0 Low"]);
    }

    private async Task<InspectionDocument> InspectAsync(byte[][] layers, Action<JsonObject>? config = null)
    {
        var place = Path.Combine(_directory.Path, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(place);
        new LayoutBuilder(place).Image("1", layers, config).Write();
        await using var content = OciLayoutContent.OpenDirectory(place, "1");
        return await new ImageInspector(TimeProvider.System).InspectAsync(content, InspectOptions.Default, null, CancellationToken.None);
    }
}
