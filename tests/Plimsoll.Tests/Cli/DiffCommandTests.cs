using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli;
using Plimsoll.Cli.Commands;
using Plimsoll.Core;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Cli;

/// <summary>The commands about files and changes: tree, diff, drift, whatis.</summary>
public sealed class DiffCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public DiffCommandTests() => new LayoutBuilder(_directory.Path)
        .Image("1", [new DpkgSystem().Package("a", "1.0").File("usr/bin/a", [1], mode: 0x1ed).ToTar().File("etc/x|y", "1").End()])
        .Image("2", [new DpkgSystem().Package("a", "1.1").File("usr/bin/a", [2], mode: 0x1ed).ToTar().File("etc/x|y", "1").End(), new TarBytes().Whiteout("etc/x|y").File("srv/\u001b[31m", "new").End()]).Write();

    private string One => $"oci:{_directory.Path}:1";

    private string Two => $"oci:{_directory.Path}:2";

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Diff_prints_a_verdict_first_and_the_next_command_last()
    {
        var (code, output) = await RunAsync("diff", One, Two);

        code.ShouldBe(ExitCode.Ok);
        var lines = output.TrimEnd().Split('\n');
        lines[0].ShouldBe($"{Two} is {One} with 1 package upgraded and 2 other files that differ");
        lines[^1].ShouldBe($"Next: plimsoll tree {Two} --layer 1");
        output.ShouldContain("upgraded  a       1.0   1.1      1  a");
        output.ShouldNotContain('\u001b');
    }

    [Fact]
    public async Task Diff_prints_json_and_markdown_whose_cells_stay_cells()
    {
        var json = JsonNode.Parse((await RunAsync("diff", One, Two, "--format", "json")).Output)!;
        json["packages"]!["groups"]![0]!["change"]!.GetValue<string>().ShouldBe("upgraded");
        json["files"]!["groups"]!.AsArray().Count.ShouldBe(2);
        var markdown = (await RunAsync("diff", One, Two, "--format", "markdown")).Output;
        markdown.ShouldStartWith("**");
        markdown.ShouldContain("/etc/x\\|y");
    }

    [Fact]
    public async Task Diff_ends_with_4_only_when_that_was_asked_for_and_something_differs()
    {
        (await RunAsync("diff", One, Two, "--exit-code")).Code.ShouldBe(ExitCode.Warnings);
        (await RunAsync("diff", One, One, "--exit-code")).Code.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public async Task Tree_shows_the_merged_files_and_what_one_layer_did()
    {
        var (code, output) = await RunAsync("tree", Two);

        code.ShouldBe(ExitCode.Ok);
        output.Split('\n')[0].ShouldStartWith("7 files with ");
        output.ShouldContain("└── x|y  [removed in 1]");
        output.ShouldContain("bin -> usr/bin");
        output.ShouldNotContain('\u001b');
        (await RunAsync("tree", Two, "--layer", "1")).Output.ShouldContain("[added]");
        var json = JsonNode.Parse((await RunAsync("tree", Two, "--path", "/usr/bin", "--format", "json")).Output)!;
        json["entries"]![1]!["package"]!.GetValue<string>().ShouldBe("deb:a");
    }

    [Theory]
    [InlineData("--path", "/nowhere")]
    [InlineData("--layer", "7")]
    public async Task Tree_says_when_there_is_no_such_thing(string option, string value)
    {
        var exception = await Should.ThrowAsync<Exception>(() => RunAsync("tree", Two, option, value));

        Failure.Of(exception).Code.ShouldBe(ExitCode.NotFound);
    }

    [Fact]
    public async Task Drift_compares_a_root_with_its_image_and_leaves_out_what_the_runtime_makes()
    {
        var root = Unpacked();
        var (code, output) = await RunAsync("drift", "dir:" + root, One, "--no-owner");
        code.ShouldBe(ExitCode.Ok, output);
        output.Split('\n')[0].ShouldBe($"dir:{root} has the same files and packages as {One}");
        output.ShouldNotContain("to transfer");

        File.WriteAllText(Path.Combine(root, "etc/resolv.conf"), "nameserver 10.0.0.1");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(root, "proc")).FullName, "self"), "x");
        (await RunAsync("drift", "dir:" + root, One, "--no-owner", "--ignore", "/proc")).Output.ShouldNotContain("resolv");
        File.WriteAllBytes(Path.Combine(root, "usr/bin/a"), [9]);
        File.WriteAllText(Path.Combine(root, "etc/planted"), "x");

        (code, output) = await RunAsync("drift", "dir:" + root, One, "--no-owner");

        code.ShouldBe(ExitCode.Warnings);
        output.ShouldContain("/etc/planted");
        output.ShouldContain("/usr/bin/a (of deb:a)");
        output.ShouldNotContain("resolv");
        (await RunAsync("drift", "dir:" + root, One, "--no-owner", "--all")).Output.ShouldContain("/etc/resolv.conf");
    }

    [Fact]
    public async Task Whatis_names_the_package_and_the_layer_of_a_file_without_a_server()
    {
        var file = Path.Combine(_directory.Path, "a.bin");
        File.WriteAllBytes(file, [2]);

        var (code, output) = await RunAsync("whatis", file, "--in", Two);
        code.ShouldBe(ExitCode.Ok);
        output.Split('\n')[0].ShouldBe($"{file}: it belongs to deb:a; found in 1 image");
        (await RunAsync("whatis", Digest.Of("1"u8).Value, "--in", Two)).Output.ShouldContain("hidden by 1");
        (await RunAsync("whatis", Digest.Of("nobody"u8).Value, "--in", Two)).Code.ShouldBe(ExitCode.NotFound);
        (code, output) = await RunAsync("whatis", file, "--in", One);
        code.ShouldBe(ExitCode.NotFound);
        output.ShouldBe($"{file}: {One} does not have it\n\nNext: plimsoll tree {One}\n");
    }

    [Fact]
    public async Task Whatis_wants_a_file()
    {
        Failure.Of(await Should.ThrowAsync<Exception>(() => RunAsync("whatis", _directory.Path))).ShouldBe(new Failure(ExitCode.Usage, $"'{_directory.Path}' is a directory; expected a file or its SHA-256 as sha256:…"));
        Failure.Of(await Should.ThrowAsync<Exception>(() => RunAsync("whatis", "sha256:12"))).Code.ShouldBe(ExitCode.Usage);
        Failure.Of(await Should.ThrowAsync<Exception>(() => RunAsync("whatis", Path.Combine(_directory.Path, "nothing")))).Code.ShouldBe(ExitCode.NotFound);
    }

    private string Unpacked()
    {
        var root = Directory.CreateDirectory(Path.Combine(_directory.Path, "root")).FullName;
        var tar = new DpkgSystem().Package("a", "1.0").File("usr/bin/a", [1], mode: 0x1ed).ToTar().File("etc/x|y", "1").End();
        Tool.Run("tar", ["-x", "--no-same-owner", "-C", root], tar);
        return root;
    }

    private static async Task<(int Code, string Output)> RunAsync(string verb, params string[] args)
    {
        using var output = new StringWriter();
        Command command = verb switch
        {
            "tree" => TreeCommand.Create(NoRegistry),
            "diff" => DiffCommand.Create(NoRegistry),
            "drift" => DriftCommand.Create(NoRegistry),
            _ => WhatisCommand.Create(NoRegistry),
        };
        var code = await command.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
        return (code, output.ToString());
    }

    private static Plimsoll.Inspection.Sources.IImageContent NoRegistry(Plimsoll.Core.References.ImageReference.Registry reference, bool? plainHttp) => throw new InvalidOperationException("no registry here");
}
