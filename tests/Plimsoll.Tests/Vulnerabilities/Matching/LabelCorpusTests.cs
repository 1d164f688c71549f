using System.IO.Compression;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Server.Advisories;
using Plimsoll.Server.Exposure;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Tests.Storage;

namespace Plimsoll.Tests.Vulnerabilities.Matching;

/// <summary>
/// What people said of matches of scanners in real images (TestData/README.md), held against what an image with these packages is told here: imported advisories, the whole evaluation. The figures are printed
/// by <c>make label-corpus</c>.
/// </summary>
public sealed class LabelCorpusTests : IAsyncLifetime
{
    /// <summary>All labels there are: most are about records that nobody gave us.</summary>
    private const int AllTrue = 7870, AllFalse = 5242;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Vulnerabilities", "Matching", "TestData");

    /// <summary>Classes of packages, and the share of false matches that the rulebook allows.</summary>
    private static readonly (string Name, string[] Types, double MostFalse)[] Classes =
        [("deb", ["deb"], 0.05), ("rpm", ["rpm"], 0.10), ("apk", ["apk"], 0.10), ("languages", ["golang", "pypi", "gem", "npm", "maven", "bitnami", "vscode-extension"], 0.05)];

    private readonly TemporaryDirectory _folder = new();
    private readonly ManualClock _clock = new();
    private SqliteMetadataStore? _metadata;

    public async ValueTask InitializeAsync()
    {
        _metadata = SqliteMetadataStore.Open(Path.Combine(_folder.Path, "x.db"), _clock);
        var archive = Path.Combine(Folder, "advisories.zip");
        (await new AdvisoryImporter(_metadata.Advisories, _clock).ImportAsync([archive], new ImportRequest { Origin = archive }, default)).ProblemCount.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        if (_metadata is not null) await _metadata.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Finds_what_people_found_and_little_of_what_they_refused()
    {
        var labels = Read();
        var found = new HashSet<(string Image, string Package, string Version, string Name)>();
        foreach (var image in labels.GroupBy(label => label.Image)) found.UnionWith(await EvaluateAsync(image.Key, [.. image]));
        bool IsFound(Label label) => found.Contains((label.Image, label.Package, label.Version, label.Vulnerability)) || (label.Cve.Length > 0 && found.Contains((label.Image, label.Package, label.Version, label.Cve)));

        Print($"covered: {labels.Count(label => label.IsTrue)} of {AllTrue} true labels, {labels.Count(label => label.IsFalse)} of {AllFalse} false ones");
        foreach (var (name, types, mostFalse) in Classes)
        {
            var ofClass = labels.Where(label => types.Contains(label.Type)).ToList();
            var (isTrue, isFalse) = (ofClass.Where(label => label.IsTrue).ToList(), ofClass.Where(label => label.IsFalse).ToList());
            var (hits, wrong) = (isTrue.Count(IsFound), isFalse.Count(IsFound));
            var told = isTrue.Where(label => label.IsInRange).ToList();
            Print($"{name,-10} true {hits,4} of {isTrue.Count,4} ({Share(hits, isTrue.Count):P1}), of those in a range {told.Count(IsFound),4} of {told.Count,4}; false {wrong,3} of {isFalse.Count,3}; share of false ones {Share(wrong, wrong + hits):P1}");
            Share(wrong, wrong + hits).ShouldBeLessThanOrEqualTo(mostFalse, name);
            // Where versions are in a range by the tool of the package manager, nothing may be missed; elsewhere the judges had other records than we.
            foreach (var missed in told.Where(label => !IsFound(label))) Print($"  missed: {missed}");
            told.Where(label => !IsFound(label)).ShouldBeEmpty();
        }
        var all = labels.Where(label => label.IsTrue).ToList();
        Print($"recall {Share(all.Count(IsFound), all.Count):P1}");
        Share(all.Count(IsFound), all.Count).ShouldBeGreaterThanOrEqualTo(0.95);
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    private static List<Label> Read()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder, "labels.tsv.gz")), CompressionMode.Decompress));
        reader.ReadLine();
        var labels = new List<Label>();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t');
            labels.Add(new Label(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7], fields[8], fields[9], fields[10], fields[11], fields[12] == "1"));
        }
        return labels;
    }

    private async Task<IEnumerable<(string Image, string Package, string Version, string Name)>> EvaluateAsync(string image, IReadOnlyList<Label> labels)
    {
        var os = labels.Select(label => label.Os.Length > 0 ? new OsFacts { Id = label.Os, VersionId = label.Release } : null).FirstOrDefault(known => known is not null);
        var owners = labels.Where(label => label.Owner.Length > 0).Select(label => label.Owner).Distinct().Select(owner => Package(owner.Split(':')[0], owner.Split(':')[1], "1.0-1"));
        var packages = labels.DistinctBy(label => (label.Type, label.Package, label.Version)).Select(label => Package(label.Type, label.Package, label.Version) with
        {
            Source = label.Source.Length > 0 ? label.Source : null,
            SourceVersion = label.SourceVersion.Length > 0 ? label.SourceVersion : null,
            OwnedBy = label.Owner.Length > 0 ? label.Owner : null,
        });
        var document = new InspectionDocument { Image = new ImageFacts { Digest = Digest.EmptyBlob }, Os = os, Completeness = Completeness.Complete, Packages = [.. packages, .. owners] };
        var findings = await new ImageEvaluation(_metadata!.Advisories, ImageEvaluation.Matcher, _clock, TimeSpan.FromDays(3)).RunAsync(image, document, null, null, default);
        return findings.Findings.Where(finding => finding.IsPresent).SelectMany(finding => finding.Aliases.Append(finding.Id), (finding, name) => (image, finding.Package.Name, finding.Package.Version, name));
    }

    private static PackageFacts Package(string type, string name, string version) => new() { Type = type, Name = name, Version = version, Purl = $"pkg:{type}/{Uri.EscapeDataString(name)}@{Uri.EscapeDataString(version)}", Layer = 0 };

    private sealed record Label(
        string Image, string Os, string Release, string Type, string Package, string Version, string Source, string SourceVersion, string Owner, string Vulnerability, string Cve, string Word, bool IsInRange)
    {
        public bool IsTrue => Word == "TP";
        public bool IsFalse => Word == "FP";
    }
}
