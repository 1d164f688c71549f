using Plimsoll.Inspection.Ecosystems.Go;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Go;

public sealed class GoCataloguerTests
{
    public const string Modules = """
        path	example.org/shop/cmd/shop
        mod	example.org/shop	v1.2.3	h1:main=
        dep	github.com/BurntSushi/toml	v1.2.0	h1:abc=
        dep	example.org/old/v2	v2.0.0
        =>	example.org/fork/v2	v2.1.0	h1:fork=
        dep	example.org/local	v0.1.0
        =>	./local	(devel)	
        dep	example.org/plain	v0.0.0-20240102030405-0123456789ab	h1:def=
        build	-compiler=gc
        build	CGO_ENABLED=0
        build	GOARCH=amd64
        build	vcs.revision=0123456789abcdef
        build	-ldflags="-X main.version=3.2.1"

        """;

    public static readonly byte[] Inline = ProgramBytes.Elf((".text", new byte[64]), (".go.buildinfo", GoBytes.Inline("go1.22.1", Modules)));

    public static readonly byte[] Pointed = GoBytes.PointedElf("go1.16.5", Modules);

    [Fact]
    public void Reads_the_build_information_that_follows_its_header()
    {
        var report = Go(Inline);

        report.Lines().ShouldBe([
            "pkg:golang/stdlib@1.22.1",
            "pkg:golang/example.org/shop@v1.2.3 main",
            "pkg:golang/github.com/burntsushi/toml@v1.2.0",
            "pkg:golang/example.org/fork/v2@v2.1.0",
            "pkg:golang/example.org/local@v0.1.0 Medium",
            "pkg:golang/example.org/plain@v0.0.0-20240102030405-0123456789ab",
        ]);
        report.Packages[1].Properties.ShouldBe(new Dictionary<string, string>
        {
            ["-compiler"] = "gc",
            ["-ldflags"] = "-X main.version=3.2.1",
            ["CGO_ENABLED"] = "0",
            ["GOARCH"] = "amd64",
            ["vcs.revision"] = "0123456789abcdef",
        });
        (report.Packages[2].Name, report.Packages[2].Integrity).ShouldBe(("github.com/BurntSushi/toml", "h1:abc="));
        report.Packages[3].Properties.ShouldBe(new Dictionary<string, string> { ["replaces"] = "example.org/old/v2@v2.0.0" });
        report.Packages[4].Properties.ShouldBe(new Dictionary<string, string> { ["replacedBy"] = "./local" });
    }

    [Fact]
    public void Reads_the_build_information_that_its_header_points_to() =>
        Go(Pointed).Lines().Take(3).ShouldBe(["pkg:golang/stdlib@1.16.5", "pkg:golang/example.org/shop@v1.2.3 main", "pkg:golang/github.com/burntsushi/toml@v1.2.0"]);

    [Fact]
    public void Reads_programs_of_other_systems()
    {
        var information = GoBytes.Inline("go1.21.0", "path\tx\nmod\texample.org/x\t(devel)\t\n");

        foreach (var program in (byte[][])[ProgramBytes.Pe(".data", information), ProgramBytes.MachO("__go_buildinfo", information)])
            Go(program).Lines().ShouldBe(["pkg:golang/stdlib@1.21.0", "pkg:golang/example.org/x@%28devel%29 main"]);
    }

    /// <summary>Builds with GOPATH, as those of Debian, know of no modules.</summary>
    [Fact]
    public void Without_modules_the_standard_library_remains() => Go(ProgramBytes.Elf((".go.buildinfo", GoBytes.Inline("go1.19.8 X:nocoverageredesign", "")))).Lines().ShouldBe(["pkg:golang/stdlib@1.19.8"]);

    [Fact]
    public void Builds_of_the_compiler_itself_have_its_commit_for_a_version() =>
        Go(ProgramBytes.Elf((".go.buildinfo", GoBytes.Inline("devel go1.23-0123456 Mon Jan 1", "")))).Lines().ShouldBe(["pkg:golang/stdlib@1.23-0123456"]);

    [Fact]
    public void Other_programs_are_nothing() => Reading.Of("bin/x", ProgramBytes.Elf((".text", new byte[64]), (".data", "\xff Go nothing"u8.ToArray()))).Problems.ShouldBeEmpty();

    [Fact]
    public void A_length_beyond_the_file_is_told() =>
        Go(ProgramBytes.Elf((".go.buildinfo", [.. GoBytes.Inline("go1.22.1", "")[..32], 0xff, 0xff, 0xff, 0xff, 0x0f]))).Problems.ShouldHaveSingleItem().ShouldContain("too long to be true");

    [Fact]
    public void A_pointer_to_nowhere_is_told()
    {
        var program = Pointed.ToArray();
        program[0x200 + 16 + 7] = 0x7f;

        Go(program).Problems.ShouldHaveSingleItem().ShouldContain("points to nothing");
    }

    private static Plimsoll.Core.Facts.CataloguedFile Go(byte[] program) => Reading.By(new GoCataloguer(), "usr/bin/shop", program).Report;
}
