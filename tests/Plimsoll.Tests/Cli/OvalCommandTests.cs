using System.CommandLine;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Plimsoll.Cli;
using Plimsoll.Cli.Commands;
using Plimsoll.Tests.Inspection.Fixtures;
using Plimsoll.Tests.Vulnerabilities.Oval;

namespace Plimsoll.Tests.Cli;

/// <summary><c>plimsoll oval</c> on images of several layers and on directories.</summary>
public sealed class OvalCommandTests : IDisposable
{
    private static readonly byte[] Base = new DpkgSystem().Package("a", "1.0-1").Package("b", "2.0").ToTar()
        .File("etc/app.conf", "mode = old\n").File("etc/gone.conf", "x").HardLink("etc/same.conf", "etc/app.conf").File("etc/main", "include /etc/extra.conf\n").File("usr/bin/su", "", mode: 0x9ed).End();

    private static readonly byte[] Top = new TarBytes().File("etc/app.conf", "mode = draft\n").File("etc/app.conf", "mode = new\n").Whiteout("etc/gone.conf").File("etc/extra.conf", "level 3\n").Symlink("etc/link.conf", "app.conf").End();

    private static readonly Definitions Checks = new Definitions()
        .Test("old-a", "linux#dpkginfo", "<name>a</name>", "<evr datatype=\"debian_evr_string\" operation=\"less than\">0:1.0-2</evr>")
        .Test("new-b", "linux#dpkginfo", "<name>b</name>", "<evr datatype=\"debian_evr_string\" operation=\"greater than\">0:2.0</evr>")
        .Test("mode", "independent#textfilecontent54", Text("/etc/app.conf", "^mode = (.*)$"), "<subexpression>new</subexpression>")
        .Test("through-link", "independent#textfilecontent54", Text("/etc/link.conf", "^mode = new$"))
        .Test("hard-link", "independent#textfilecontent54", Text("/etc/same.conf", "^mode = old$"))
        .Test("gone", "unix#file", "<filepath>/etc/gone.conf</filepath>", test: "check_existence=\"none_exist\"")
        .Test("suid", "unix#file", "<filepath operation=\"pattern match\">^/usr/bin/.*$</filepath>", "<suid datatype=\"boolean\">true</suid>")
        .Object("main", "independent#textfilecontent54", Text("/etc/main", "^include (.*)$")).Local("included", "<object_component object_ref=\"main\" item_field=\"subexpression\"/>")
        .Test("included", "independent#textfilecontent54", "<filepath var_ref=\"included\"/><pattern operation=\"pattern match\">^level ([0-9]+)$</pattern><instance datatype=\"int\">1</instance>", "<subexpression datatype=\"int\" operation=\"greater than\">2</subexpression>")
        .Test("path", "independent#environmentvariable58", "<pid xsi:nil=\"true\"/><name>PATH</name>", "<value>/bin</value>")
        .Test("machine", "unix#uname", "", "<processor_type>x86_64</processor_type>")
        .Test("rpm", "linux#rpminfo", "<name>a</name>")
        .Test("sysctl", "unix#sysctl", "<name>kernel.x</name>");

    private readonly TemporaryDirectory _directory = new();

    private string Document
    {
        get
        {
            var path = Path.Combine(_directory.Path, "checks.xml");
            File.WriteAllText(path, Checks.Xml());
            return path;
        }
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Looks_at_the_merged_files_of_an_image(bool isPacked)
    {
        var layout = new LayoutBuilder(_directory.Path);
        var layers = new[] { Base, Top }.Select(tar => isPacked ? layout.Layer(tar, Packed(tar), "+gzip") : layout.Layer(tar)).ToList();
        layout.Tag("1", layout.Manifest(layers, config: json => json["config"]!["Env"] = new JsonArray("PATH=/bin"))).Write();

        var (code, output) = await RunAsync($"oci:{_directory.Path}:1", Document, "--format", "json");

        code.ShouldBe(ExitCode.Ok);
        var json = JsonNode.Parse(output)!;
        json["definitions"]!.AsObject().Where(entry => entry.Value!.GetValue<string>() != "true").ToDictionary(entry => entry.Key, entry => entry.Value!.GetValue<string>())
            .ShouldBe(new Dictionary<string, string> { ["new-b"] = "false", ["rpm"] = "not-applicable", ["sysctl"] = "unknown" }, ignoreOrder: true);
        json["reasons"]!.AsObject().Select(entry => entry.Key).ShouldBe(["rpm", "sysctl"]);
    }

    [Fact]
    public async Task Looks_at_a_directory()
    {
        var root = Directory.CreateDirectory(Path.Combine(_directory.Path, "root")).FullName;
        Tool.Run("tar", ["-x", "--no-same-owner", "-C", root], Base);
        Tool.Run("tar", ["-x", "--no-same-owner", "-C", root], new TarBytes().File("etc/extra.conf", "level 3\n").Symlink("etc/link.conf", "app.conf").End());

        var json = JsonNode.Parse((await RunAsync("dir:" + root, Document, "--format", "json")).Output)!["definitions"]!;

        json["included"]!.GetValue<string>().ShouldBe("true");
        json["mode"]!.GetValue<string>().ShouldBe("false");
        json["gone"]!.GetValue<string>().ShouldBe("false");
        json["path"]!.GetValue<string>().ShouldBe("unknown");
    }

    [Fact]
    public async Task A_layer_that_is_not_there_makes_unknown_what_it_could_bring()
    {
        var layout = new LayoutBuilder(_directory.Path);
        var (lower, upper) = (layout.Layer(Base), layout.Layer(Top));
        layout.Tag("1", layout.Manifest([lower, upper])).Write();
        File.Delete(Path.Combine(_directory.Path, "blobs", "sha256", upper.Descriptor["digest"]!.GetValue<string>()[7..]));

        var json = JsonNode.Parse((await RunAsync($"oci:{_directory.Path}:1", Document, "--format", "json")).Output)!;

        json["definitions"]!.AsObject().Where(entry => entry.Key is "old-a" or "new-b" or "gone" or "mode").ShouldAllBe(entry => entry.Value!.GetValue<string>() != "true");
        json["definitions"]!["included"]!.GetValue<string>().ShouldBe("unknown");
        json["reasons"]!["new-b"]!.GetValue<string>().ShouldContain("the layer is not there");
    }

    [Fact]
    public async Task Prints_a_table_with_the_verdict_first_and_the_next_command_last()
    {
        new LayoutBuilder(_directory.Path).Image("1", [Base, Top]).Write();

        var lines = (await RunAsync($"oci:{_directory.Path}:1", Document)).Output.TrimEnd().Split('\n');

        lines[0].ShouldBe("12 definitions: 8 true, 2 false, 1 not-applicable, 1 unknown");
        lines.ShouldContain(line => line.StartsWith("true", StringComparison.Ordinal) && line.Contains("old-a", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("unknown", StringComparison.Ordinal) && line.EndsWith("unix:sysctl tells of a running system, which an image is not", StringComparison.Ordinal));
        lines[^1].ShouldBe($"Next: plimsoll oval oci:{_directory.Path}:1 {Document} --format json");
    }

    [Fact]
    public async Task Evaluates_one_definition_and_says_when_there_is_none()
    {
        new LayoutBuilder(_directory.Path).Image("1", [Base]).Write();

        (await RunAsync($"oci:{_directory.Path}:1", Document, "--definition", "new-b")).Output.ShouldStartWith("1 definition: 1 false");
        Failure.Of(await Should.ThrowAsync<Exception>(() => RunAsync($"oci:{_directory.Path}:1", Document, "--definition", "new-c"))).Code.ShouldBe(ExitCode.NotFound);
        var broken = Path.Combine(_directory.Path, "broken.xml");
        File.WriteAllText(broken, "<!DOCTYPE x><x/>");
        var failure = Failure.Of(await Should.ThrowAsync<Exception>(() => RunAsync($"oci:{_directory.Path}:1", broken)));
        failure.Code.ShouldBe(ExitCode.Operational);
        failure.Message.ShouldStartWith($"'{broken}': the document is no XML that can be read");
    }

    [Fact]
    public async Task Takes_the_values_of_the_benchmark_beside_the_definitions()
    {
        new LayoutBuilder(_directory.Path).Image("1", [Base]).Write();
        var document = Path.Combine(_directory.Path, "x-oval.xml");
        File.WriteAllText(document, new Definitions().External("name").Test("given", "linux#dpkginfo", "<name var_ref=\"name\"/>").Xml());
        (await RunAsync($"oci:{_directory.Path}:1", document)).Output.ShouldStartWith("1 definition: 1 unknown");

        File.WriteAllText(Path.Combine(_directory.Path, "x-xccdf.xml"), "<Benchmark><Value id=\"v\"><value>a</value></Value><Rule><check><check-export export-name=\"name\" value-id=\"v\"/></check></Rule></Benchmark>");

        (await RunAsync($"oci:{_directory.Path}:1", document)).Output.ShouldStartWith("1 definition: 1 true");
    }

    private static string Text(string path, string pattern) => $"<filepath>{path}</filepath><pattern operation=\"pattern match\">{pattern}</pattern><instance datatype=\"int\">1</instance>";

    private static byte[] Packed(byte[] tar)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(tar);
        return packed.ToArray();
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        var code = await OvalCommand.Create(NoRegistry).Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
        return (code, output.ToString());
    }

    private static Plimsoll.Inspection.Sources.IImageContent NoRegistry(Plimsoll.Core.References.ImageReference.Registry reference, bool? plainHttp) => throw new InvalidOperationException("no registry here");
}
