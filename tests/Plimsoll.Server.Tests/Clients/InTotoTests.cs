using Plimsoll.Cli;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>A supply chain that in-toto's own tools recorded, judged by them and by <c>plimsoll verify-layout</c>: the same answers, for the same reasons.</summary>
public sealed class InTotoTests : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "plimsoll");
    private static readonly string Script = Path.Combine(Tool.Root, "tests", "Plimsoll.Server.Tests", "Clients", "layout.py");

    private readonly Workbench _bench = new(loggedIn: false);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Both_accept_what_was_recorded_and_refuse_what_was_changed_in_it()
    {
        foreach (var name in new[] { "alice", "bob" }) await _bench.RunAsync("in-toto-keygen", "-t", "ed25519", name);
        // Debian's Python has the module, whatever other Python comes first in the path.
        await _bench.RunAsync("/usr/bin/python3", Script);
        await File.WriteAllTextAsync(_bench["foo.c"], "int main;\n");
        await _bench.RunLineAsync("in-toto-run -n build -k bob -t ed25519 -m foo.c -p foo.c foo.o -- cp foo.c foo.o");

        await _bench.RunLineAsync("in-toto-verify -l root.layout -k alice.pub -t ed25519");
        (await _bench.RunAsync(Program, Ours("alice"))).ShouldStartWith("Verified: signed by in-toto:");

        (await _bench.FailAsync("in-toto-verify", "-l", "root.layout", "-k", "bob.pub", "-t", "ed25519")).ShouldContain("No signature found for key");
        (await RefusedAsync(Ours("bob"))).ShouldContain("not signed by enough of its keys");

        await File.AppendAllTextAsync(_bench["foo.o"], "int evil;\n");
        (await RefusedAsync(Ours("alice"))).ShouldContain("not what came out");

        var link = Directory.EnumerateFiles(_bench.Folder, "build.*.link").ShouldHaveSingleItem();
        await File.WriteAllTextAsync(link, (await File.ReadAllTextAsync(link)).Replace("\"return-value\": 0", "\"return-value\": 1"));
        (await _bench.FailAsync("in-toto-verify", "-l", "root.layout", "-k", "alice.pub", "-t", "ed25519")).ShouldContain("requires at least '1' links validly signed");
        (await RefusedAsync(Ours("alice"))).ShouldContain("requires at least 1 links validly signed");
    }

    private static string[] Ours(string owner) => ["verify-layout", "--layout", "root.layout", "--key", owner + ".pub", "--product", "foo.o"];

    private async Task<string> RefusedAsync(string[] arguments)
    {
        var output = await _bench.TryAsync(Program, arguments);
        output.Code.ShouldBe(ExitCode.VerificationFailed, output.Standard + output.Error);
        return output.Error;
    }
}
