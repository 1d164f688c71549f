using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Executables;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Executables;

public sealed class ExecutableReaderTests
{
    /// <summary>readelf tells the same of the libraries of this machine.</summary>
    [Fact]
    public void Tells_of_shared_libraries_what_readelf_tells()
    {
        var libc = Tool.Lines("sh", "-c", "ls /usr/lib/*/libz.so.1 /usr/lib/*/libm.so.6 /usr/lib/*/libstdc++.so.6 2>/dev/null");
        libc.ShouldNotBeEmpty();
        foreach (var path in libc)
        {
            var facts = Read(File.ReadAllBytes(path), path[1..])!;
            var truth = Encoding.UTF8.GetString(Tool.Run("readelf", ["-dn", path]));

            truth.ShouldContain($"Library soname: [{facts.SharedName}]");
            truth.ShouldContain($"Build ID: {facts.BuildId}");
            facts.Libraries.Count.ShouldBe(truth.Split("(NEEDED)").Length - 1);
            facts.Libraries.ShouldAllBe(library => truth.Contains($"Shared library: [{library}]"));
        }
    }

    [Fact]
    public void Says_where_a_program_comes_from()
    {
        var program = File.ReadAllBytes("/usr/bin/true");
        var facts = Read([.. program, .. "\0https://github.com/example/tool/issues/1\0https://github.com/example/tool.git\0"u8], "usr/local/bin/tool")!;

        facts.Origins.Where(origin => origin.StartsWith("https:", StringComparison.Ordinal)).ShouldBe(["https://github.com/example/tool", "https://github.com/example/tool.git"]);
    }

    [Theory]
    [InlineData("#!/bin/sh\nexit", "/bin/sh")]
    [InlineData("#! /usr/bin/env -S deno run\n", "/usr/bin/env -S deno run")]
    public void Says_which_program_a_script_names(string script, string interpreter) => Read(Encoding.UTF8.GetBytes(script), "bin/x")!.Interpreter.ShouldBe(interpreter);

    [Fact]
    public void Survives_every_damage_of_a_program()
    {
        var program = File.ReadAllBytes("/usr/bin/true");
        var random = new Random(5);
        for (var i = 0; i < 10_000; i++)
        {
            var damaged = program.ToArray();
            // The headers stand at the start, the table of sections at the end.
            for (var change = 0; change <= i % 5; change++) damaged[i % 2 == 0 ? random.Next(1024) : damaged.Length - 1 - random.Next(2048)] = (byte)random.Next(256);
            Should.NotThrow(() => Read(i % 3 == 0 ? damaged[..random.Next(damaged.Length)] : damaged, "bin/x"));
        }
    }

    private static ExecutableFacts? Read(byte[] content, string path)
    {
        var header = new FileHeader(path, FileType.File, 0x1ed, content.Length);
        return ExecutableReader.Recognises(header, content) ? ExecutableReader.Read(0, new FileContent(header, content)) : null;
    }
}
