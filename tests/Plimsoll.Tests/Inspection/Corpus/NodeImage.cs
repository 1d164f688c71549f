using System.Text.Json;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Corpus;

/// <summary>
/// An application whose modules npm installed, one of them a program of Go. What is installed is what npm's own list of it says, not what the lock file names; the modules of the program are those that
/// <c>go version -m</c> prints. Kept in <c>.tools/</c>.
/// </summary>
public sealed class NodeImage : IDisposable
{
    private const string Manifest = """{"name": "shop", "version": "1.0.0", "private": true, "dependencies": {"express": "4.19.2", "yaml": "2.3.4", "@fastify/static": "6.12.0", "esbuild": "0.19.12"}, "devDependencies": {"typescript": "5.4.5"}}""";

    private readonly TemporaryDirectory _directory = new();

    public NodeImage()
    {
        var app = Path.Combine(DebianImage.Repository(), ".tools", "corpus", "node-1");
        if (!Directory.Exists(app)) Install(app);
        var layer = Tool.Run("tar", ["-c", "--sort=name", "--transform=s,^\\.,app,", "-C", app, "."]);
        new LayoutBuilder(_directory.Path).Image("1", [new TarBytes().File("etc/os-release", "ID=debian\nVERSION_ID=12\n").End(), layer], image => image["config"]!["WorkingDir"] = "/app").Write();
        using var list = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(app, "node_modules", ".package-lock.json")));
        var installed = list.RootElement.GetProperty("packages").EnumerateObject().Select(entry => CorpusPackage.Of("npm", entry.Name[(entry.Name.LastIndexOf("node_modules/", StringComparison.Ordinal) + 13)..], entry.Value.GetProperty("version").GetString()!, null, 1));
        Truth = new TruthFile
        {
            Image = "node",
            Packages = [.. installed, CorpusPackage.Of("golang", "golang.org/x/sys", "v0.0.0-20220715151400-c0bba94af5f8", null, 1), CorpusPackage.Of("golang", "stdlib", "1.20.12", null, 1)],
            NotInstalled = [CorpusPackage.Of("npm", "typescript", "5.4.5", null, 1)],
            Findings = [],
        };
        Truth.Packages.Count.ShouldBeGreaterThan(90);
    }

    /// <summary>The image, an OCI layout with the tag 1.</summary>
    internal string Layout => _directory.Path;

    internal TruthFile Truth { get; }

    public void Dispose() => _directory.Dispose();

    private static void Install(string app)
    {
        var part = $"{app}.{Environment.ProcessId}";
        Directory.CreateDirectory(part);
        File.WriteAllText(Path.Combine(part, "package.json"), Manifest);
        Tool.Run("npm", ["install", "--prefix", part, "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--os=linux", "--cpu=x64"]);
        Directory.Move(part, app);
    }
}
