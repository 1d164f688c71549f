using System.Reflection;
using System.Xml.Linq;

namespace Plimsoll.Tests.Architecture;

/// <summary>Who may use whom: Core nothing, the feature libraries only Core, Server and Cli join them.</summary>
public sealed class RoomTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Plimsoll.Core"] = [],
        ["Plimsoll.Storage"] = ["Plimsoll.Core"],
        ["Plimsoll.Inspection"] = ["Plimsoll.Core"],
        ["Plimsoll.Client"] = ["Plimsoll.Core"],
        ["Plimsoll.Vulnerabilities"] = ["Plimsoll.Core"],
        ["Plimsoll.Trust"] = ["Plimsoll.Core"],
        ["Plimsoll.Policy"] = ["Plimsoll.Core"],
    };

    private static readonly string[] Joiners = ["Plimsoll.Server", "Plimsoll.Cli"];

    public static TheoryData<string> Projects => [.. Directory.EnumerateDirectories(Path.Combine(SourceTree.Root, "src"), "Plimsoll.*").Select(d => Path.GetFileName(d)).Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_room_has_its_place_in_the_table(string project) => Joiners.Concat(Allowed.Keys).ShouldContain(project);

    [Theory]
    [MemberData(nameof(Projects))]
    public void Feature_libraries_do_not_know_each_other(string project)
    {
        if (!Allowed.TryGetValue(project, out var allowed)) allowed = [.. Allowed.Keys, "Plimsoll.Server"];

        ReferencedProjects(project).ShouldBeSubsetOf(allowed);
        ReferencedAssemblies(project).Where(a => a.StartsWith("Plimsoll", StringComparison.Ordinal)).ShouldBeSubsetOf(allowed);
    }

    [Fact]
    public void Core_stands_on_the_framework_alone()
    {
        ReferencedAssemblies("Plimsoll.Core").ShouldAllBe(a => a.StartsWith("System.", StringComparison.Ordinal) || a == "netstandard");
        Project("Plimsoll.Core").Descendants("PackageReference").ShouldBeEmpty();
    }

    [Fact]
    public void Core_does_no_input_or_output() =>
        // An address is a value; nothing is reached with System.Net.Primitives alone.
        ReferencedAssemblies("Plimsoll.Core").ShouldNotContain(a => (a.StartsWith("System.Net", StringComparison.Ordinal) && a != "System.Net.Primitives") || a.StartsWith("System.IO.FileSystem", StringComparison.Ordinal) || a == "System.Diagnostics.Process");

    private static IEnumerable<string> ReferencedProjects(string project) =>
        Project(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

    private static XDocument Project(string project) => XDocument.Load(Path.Combine(SourceTree.Root, "src", project, project + ".csproj"));

    private static IEnumerable<string> ReferencedAssemblies(string project) =>
        Assembly.Load(project == "Plimsoll.Cli" ? "plimsoll" : project).GetReferencedAssemblies().Select(a => a.Name!);
}
