using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Tests.Inspection.Corpus;

/// <summary>
/// Whole images against what their builders say is in them. PLIMSOLL_CORPUS names a folder of OCI layouts with a truth file beside each; without it the images are those that the other tests of this folder
/// make. <c>scripts/corpus.sh DIR</c> prints the figures.
/// </summary>
public sealed class CorpusTests(NodeImage node, DotnetImage dotnet) : IClassFixture<NodeImage>, IClassFixture<DotnetImage>
{
    [Fact]
    public async Task Finds_what_is_there_and_nothing_else()
    {
        var folder = Environment.GetEnvironmentVariable("PLIMSOLL_CORPUS");
        var images = folder is { Length: > 0 }
            ? Directory.EnumerateFiles(folder, "*.truth.json").Order(StringComparer.Ordinal).Select(path => (Layout: path[..^".truth.json".Length], Truth: TruthFile.Read(path))).ToList()
            : [(node.Layout, node.Truth), (dotnet.Layout, dotnet.Truth)];
        images.ShouldNotBeEmpty();
        var wrong = new List<string>();
        foreach (var (layout, truth) in images) wrong.AddRange(await CompareAsync(layout, truth));
        wrong.ShouldBeEmpty();
    }

    private static async Task<IEnumerable<string>> CompareAsync(string layout, TruthFile truth)
    {
        await using var content = LocalImages.Open(ImageReference.Parse($"oci:{layout}:1"))!;
        var inspector = new ImageInspector(TimeProvider.System);
        var document = await inspector.InspectAsync(content, InspectOptions.Default, null, CancellationToken.None);
        var quick = await inspector.InspectAsync(content, InspectOptions.Default with { EverySha256 = false }, null, CancellationToken.None);
        quick.ToIndentedJson().ShouldBe(document.ToIndentedJson(), "fewer digests tell the same");
        var (wanted, found) = (truth.Packages.ToHashSet(), document.Packages.Select(CorpusPackage.Of).ToHashSet());
        // What is the application itself need not be in the truth: it is no dependency. Nor need what a package of the system brought, which is linked to it and not counted twice.
        var applications = document.Packages.Where(package => package.Main == true || package.OwnedBy is not null).Select(CorpusPackage.Of).ToHashSet();
        foreach (var type in wanted.Concat(found).Select(package => package.Type).Distinct().Order(StringComparer.Ordinal))
        {
            var (there, told) = (wanted.Where(package => package.Type == type).ToList(), found.Where(package => package.Type == type && (wanted.Contains(package) || !applications.Contains(package))).ToList());
            var right = there.Intersect(told).Count();
            Print($"corpus {truth.Image,-24} {type,-10} {there.Count,4} there, {told.Count,4} found, recall {Ratio(right, there.Count)}, precision {Ratio(right, told.Count)}");
        }
        var findings = document.Findings.Select(finding => $"{finding.Kind} {finding.Path} {finding.Layer}").ToHashSet();
        if (truth.Findings.Count > 0) Print($"corpus {truth.Image,-24} findings   {truth.Findings.Count,4} there, {truth.Findings.Count(findings.Contains),4} found");
        return wanted.Except(found).Select(package => $"{truth.Image}: missing {package}")
            .Concat(found.Except(wanted).Except(applications).Select(package => $"{truth.Image}: not there {package}"))
            .Concat(found.Intersect(truth.NotInstalled).Select(package => $"{truth.Image}: not installed {package}"))
            .Concat(truth.Findings.Where(finding => !findings.Contains(finding)).Select(finding => $"{truth.Image}: missing {finding}"))
            .Concat(document.Completeness == Completeness.Complete ? [] : [$"{truth.Image}: {string.Join("; ", document.Notes)}"]);
    }

    private static string Ratio(int part, int all) => all == 0 ? "  -  " : FormattableString.Invariant($"{(double)part / all:0.000}");

    private static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
