using System.Text;
using Plimsoll.Tests.Inspection.Ecosystems;
using Plimsoll.Tests.Inspection.Ecosystems.Dotnet;
using Plimsoll.Tests.Inspection.Ecosystems.Go;
using Plimsoll.Tests.Inspection.Ecosystems.PackageNotes;
using Plimsoll.Tests.Inspection.Ecosystems.Rust;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Fuzzing;

/// <summary>Every file of the ecosystems of languages, damaged: nothing is thrown, everything comes back, and each package that is told can be one.</summary>
public sealed class EcosystemFuzzTests
{
    private static readonly byte[] Pom = ZipBytes.Of(
        ("META-INF/MANIFEST.MF", "Main-Class: x\r\nImplementation-Version: 1.0\r\nBundle-License: MIT\r\n"), ("META-INF/maven/g/a/pom.properties", "version=1\ngroupId=g\nartifactId=a\n"));

    private static readonly Dictionary<string, byte[][]> Seeds = new(StringComparer.Ordinal)
    {
        ["node_modules/a/package.json"] = [Text("""{"name": "@a/b", "version": "1.0.0", "license": [{"type": "MIT"}, "ISC"], "repository": {"url": "x"}, "x": [1, -2.5e3, null, {"y": "\u00e9\ud83d\ude00"}]}""")],
        ["package-lock.json"] = [Text("""{"packages": {"": {}, "node_modules/a": {"version": "1.0.0", "integrity": "sha512-a"}}, "dependencies": {"b": {"version": "npm:c@1", "dependencies": {"d": {"version": "2"}}}}}""")],
        ["yarn.lock"] = [Text("a@^1, a@~1.2:\n  version \"1.2.3\"\n  resolved \"x\"\n\n\"@s/b@npm:2\":\n  version: 2.0.0\n  resolution: \"@s/b@npm:2.0.0\"\n")],
        ["pnpm-lock.yaml"] = [Text("packages:\n\n  /@s/a/1.0.0_x@1:\n    resolution: {integrity: sha512-abc}\n  b@2.0.0(c@1):\n    resolution: {integrity: sha512-def}\n")],
        ["bun.lock"] = [Text("""{"packages": {"a": ["a@1.0.0", "", {}, "sha512-x"], "b": ["b@workspace:b"],}}""")],
        ["deno.lock"] = [Text("""{"npm": {"@s/a@1_b@2": {"integrity": "sha512-x"}}, "packages": {"npm": {"c@1": {}}}}""")],
        ["x.dist-info/METADATA"] = [Text("Metadata-Version: 2.1\nName: a.b_c\nVersion: 1.0\nLicense: MIT\n more\nClassifier: License :: OSI Approved :: MIT License\n\nbody\n")],
        ["x.dist-info/RECORD"] = [Text("a/b.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n\"a,\"\"c\"\"\",,\n../../../bin/a,,\n")],
        ["lib/site-packages/x.egg"] = [ZipBytes.Of(("EGG-INFO/PKG-INFO", "Name: a\nVersion: 1\n"))],
        ["x.whl"] = [ZipBytes.Of(("a-1.dist-info/METADATA", "Name: a\nVersion: 1\n"))],
        ["requirements.txt"] = [Text("a==1.0 ; x\nb[c]==2.0 \\\n  --hash=sha256:0\n-e git+ssh://git@example.org/g.git@68e6e1f28dea40f15ee0bb5ebd8d09dd2c4bb0d2#egg=g[x]\n")],
        ["poetry.lock"] = [Text("[[package]]\nname = \"a\"\nversion = \"1\"\ndescription = \"\"\"\nx\n\"\"\"\nfiles = [\n {file = \"x\"},\n]\n[package.source]\nurl = \"x\"\n[[package]]\nname = 'b'\nversion = '2'\n")],
        ["Pipfile.lock"] = [Text("""{"_meta": {}, "default": {"a": {"version": "==1.0"}}, "develop": {"b": {"version": "==2"}, "g": {"git": "git@github.com:a/g", "ref": "abc"}}}""")],
        ["conda-meta/a.json"] = [Text("""{"name": "a", "version": "1", "build": "0", "channel": "https://x/y/linux-64", "fn": "a.conda", "files": ["x"], "paths_data": {"paths": [{"_path": "lib/a", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}}""")],
        ["app.deps.json"] = [Text(DotnetCataloguerTests.Deps)],
        ["bin/app"] = [GoCataloguerTests.Inline, GoCataloguerTests.Pointed, RustCataloguerTests.Program, PackageNoteTests.Program, DotnetCataloguerTests.Bundle()],
        ["bin/app.exe"] = [ProgramBytes.Pe(".data", GoBytes.Inline("go1.21.0", GoCataloguerTests.Modules)), ProgramBytes.MachO("__go_buildinfo", GoBytes.Inline("go1.21.0", GoCataloguerTests.Modules))],
        ["app/X.dll"] = [ProgramBytes.Pe(".rsrc", [0, 0, 4, 0, 1, 0, .. Encoding.Unicode.GetBytes("ProductVersion\01.0\0")], isAssembly: true)],
        ["packages.lock.json"] = [Text("""{"version": 1, "dependencies": {"net8.0": {"A": {"type": "Direct", "resolved": "1.0", "contentHash": "x"}}}}""")],
        ["lib/a-1.0.jar"] = [Pom, ZipBytes.Of(("META-INF/MANIFEST.MF", Text("Bundle-Version: 1\n")), ("lib/b-2.jar", Pom))],
        ["Cargo.lock"] = [Text("[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\nchecksum = \"00\"\n")],
        ["gems/specifications/a-1.0.gemspec"] = [Text("# stub: a 1.0 ruby lib\nGem::Specification.new do |s|\n  s.name = \"a\".freeze\n  s.version = \"1.0\"\n  s.licenses = [\"MIT\".freeze]\nend\n")],
        ["bundler/gems/a-0123456789ab/a.gemspec"] = [Text("Gem::Specification.new do |s|\n  s.name = 'a'\n  s.version = '1.0'\nend\n"), Text("s.version = A::VERSION\n")],
        ["bundler/gems/a-0123456789ab/lib/a/version.rb"] = [Text("module A\n  VERSION = \"1.0\"\nend\n")],
        ["Gemfile.lock"] = [Text("GEM\n  remote: x\n  specs:\n    a (1.0-java)\n      b (~> 1)\n    b (1.1)\n")],
        ["vendor/composer/installed.json"] = [Text("""{"packages": [{"name": "a/b", "version": "v1.0", "license": ["MIT"], "dist": {"shasum": "x"}}], "dev-package-names": ["a/b"]}"""), Text("""[{"name": "a/b", "version": "1"}]""")],
        ["composer.lock"] = [Text("""{"packages": [{"name": "a/b", "version": "v1.0"}], "packages-dev": []}""")],
        [".registry/a.reg"] = [Text("""a:4:{s:4:"name";s:1:"a";s:7:"channel";s:12:"pear.php.net";s:7:"version";a:1:{s:7:"release";s:3:"1.0";}s:8:"filelist";a:1:{s:1:"f";a:1:{s:12:"installed_as";s:6:"/a/b.c";}}}""")],
        ["ebin/a.app"] = [Text("{application,'a',\n [{description,\"x\"},{vsn,\"1.0\"}]}.\n")],
        ["mix.lock"] = [Text("%{\n  \"g\": {:git, \"git@github.com:a/g.git\", \"abc\", [subdir: \"x\"]},\n  \"a\": {:hex, :a, \"1.0\", \"af1504e35f629ddcdd6addb3513c3853991f694921b1b9368b0bd32beb9f1b63\", [:mix], []},\n}\n")],
        ["rebar.lock"] = [Text("{\"1.2.0\",\n[{<<\"g\">>,\n {git,\"https://a:b@example.org/g\",{ref,\"abc\"}},0},\n{<<\"a\">>,{pkg,<<\"a\">>,<<\"2.9.0\">>},0}]}.\n")],
        ["rocks-5.1/a/1-1/a-1-1.rockspec"] = [Text("package = \"a\"\nversion = \"1-1\"\ndescription = { license = \"MIT\" }\n")],
        ["lib/a/DESCRIPTION"] = [Text("Package: a\nVersion: 1.0\nLicense: GPL\nBuilt: R 4\n")],
        [".meta/a-1/install.json"] = [Text("""{"dist": "a-b-1.0", "version": "1.0", "pathname": "x"}""")],
        ["Package.resolved"] = [Text("""{"pins": [{"location": "https://h/o/n.git", "state": {"version": "1"}}], "object": {"pins": [{"repositoryURL": "git@h:o/n.git", "state": {"revision": "a"}}]}}""")],
        ["Podfile.lock"] = [Text("PODS:\n  - A (4.0.1):\n    - B\n  - A/C (4.0.1)\n")],
        ["pubspec.lock"] = [Text("packages:\n  a:\n    description:\n      sha256: x\n    source: hosted\n    version: \"1.2.0\"\n")],
        ["conan.lock"] = [Text("""{"requires": ["a/1@u/c#r%1", "b/2"], "graph_lock": {"nodes": {"1": {"ref": "c/3"}}}}""")],
        ["cabal.project.freeze"] = [Text("constraints: any.a ==1.0,\n             any.b-c ==2\n")],
        ["stack.yaml.lock"] = [Text("packages:\n- completed:\n    hackage: A-B-1.0@sha256:x,1\n")],
        ["Manifest.toml"] = [Text("[[deps.A]]\nuuid = \"ac24ea0c-1830-11e9-18d4-81f172323054\"\nversion = \"0.3.1\"\n")],
        ["wp-content/plugins/a/a.php"] = [Text("<?php\n/*\n * Plugin Name: A\n * Version: 1.0\n * License: GPL */\n")],
        ["wp-includes/version.php"] = [Text("<?php\n$wp_version = '6.4.2';\n")],
        ["usr/bin/redis-server"] = [ProgramBytes.Elf((".rodata", Text("\07.2.40a1b2c3d4e5f-1704067200000000000\0%llx\0")))],
        ["usr/bin/python3.11"] = [ProgramBytes.Elf((".rodata", Text("\03.11.2\0")))],
        ["opt/java/release"] = [Text("JAVA_VERSION=\"17.0.9\"\nIMPLEMENTOR='x'\n")],
        ["usr/go/VERSION"] = [Text("go1.21.5\n")],
    };

    public static TheoryData<string> Files => [.. Seeds.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void Survives_every_damage(string path)
    {
        Seeds[path].Sum(seed => Reading.All(path, seed).Sum(report => report.Packages.Count + report.OwnedCount)).ShouldBeGreaterThan(0);

        Fuzz.Run(Seeds[path], damaged =>
        {
            foreach (var report in Reading.All(path, damaged)) report.Problems.Count.ShouldBeLessThan(110);
        }, usual: 300, name: path);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
