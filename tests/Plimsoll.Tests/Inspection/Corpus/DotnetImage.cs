using System.Text.Json;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Corpus;

/// <summary>An application that <c>dotnet publish</c> made, once as it is and once as one file. What is in it is what its list of libraries says, meta packages included. Kept in <c>.tools/</c>.</summary>
public sealed class DotnetImage : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><Version>1.2.3</Version><RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>false</SelfContained></PropertyGroup>
          <ItemGroup><PackageReference Include="Newtonsoft.Json" Version="13.0.3" /><PackageReference Include="Serilog" Version="3.1.1" /><PackageReference Include="Microsoft.Extensions.Logging" Version="8.0.0" /></ItemGroup>
        </Project>
        """;

    private readonly TemporaryDirectory _directory = new();

    public DotnetImage()
    {
        var app = Path.Combine(DebianImage.Repository(), ".tools", "corpus", "dotnet-1");
        if (!Directory.Exists(app)) Publish(app);
        new LayoutBuilder(_directory.Path).Image("1", [Layer(app, "out", "app"), Layer(app, "one", "srv")]).Write();
        using var list = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(app, "out", "shop.deps.json")));
        var libraries = list.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name.Split('/')).ToList();
        libraries.Select(library => library[0]).ShouldBe(["shop", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging", "Microsoft.Extensions.Logging.Abstractions",
            "Microsoft.Extensions.Options", "Microsoft.Extensions.Primitives", "Newtonsoft.Json", "Serilog"], ignoreOrder: true);
        Truth = new TruthFile
        {
            Image = "dotnet",
            Packages = [.. from layer in (int[])[0, 1] from library in libraries select CorpusPackage.Of("nuget", library[0], library[1], null, layer)],
            NotInstalled = [],
            Findings = [],
        };
    }

    /// <summary>The image, an OCI layout with the tag 1.</summary>
    internal string Layout => _directory.Path;

    internal TruthFile Truth { get; }

    public void Dispose() => _directory.Dispose();

    private static byte[] Layer(string app, string output, string place) => Tool.Run("tar", ["-c", "--sort=name", $"--transform=s,^\\.,{place},", "-C", Path.Combine(app, output), "."]);

    private static void Publish(string app)
    {
        // Elsewhere: the settings of this solution would count in a folder of it.
        using var work = new TemporaryDirectory();
        var project = work.Write("shop.csproj", System.Text.Encoding.UTF8.GetBytes(Project));
        work.Write("Program.cs", "System.Console.WriteLine(Newtonsoft.Json.JsonConvert.SerializeObject(new { a = 1 }));"u8.ToArray());
        var part = $"{app}.{Environment.ProcessId}";
        Tool.Run("dotnet", ["publish", project, "-c", "Release", "-o", Path.Combine(part, "out"), "--nologo", "-v", "q"]);
        Tool.Run("dotnet", ["publish", project, "-c", "Release", "-o", Path.Combine(part, "one"), "-p:PublishSingleFile=true", "--nologo", "-v", "q"]);
        Directory.Move(part, app);
    }
}
