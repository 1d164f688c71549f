using System.Globalization;
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
    private const int AllTrue = 7870, AllFalse = 5242, AllOpen = 182;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Vulnerabilities", "Matching", "TestData");

    /// <summary>Classes of packages, and the share of false matches that the rulebook allows.</summary>
    private static readonly (string Name, string[] Types, double MostFalse)[] Classes =
    [
        ("deb", ["deb"], 0.05), ("rpm", ["rpm"], 0.10), ("apk", ["apk"], 0.10), ("languages", ["golang", "pypi", "gem", "npm", "maven", "bitnami", "vscode-extension"], 0.05), ("programs", ["generic"], 0.05),
    ];

    /// <summary>What a name may be where only the scanner knows.</summary>
    private static readonly string[] Languages = ["npm", "gem", "pypi", "maven", "golang", "nuget", "composer", "cargo"];

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
        var labels = Read().Where(label => !label.IsElsewhere).ToList();
        var found = await EvaluateAllAsync(labels);
        bool IsFound(Label label) => label.Names.Any(name => found.Contains((label.Image, label.Package, label.Version, name)));

        Print($"covered: {labels.Count(label => label.IsTrue)} of {AllTrue} true labels ({Share(labels.Count(label => label.IsTrue), AllTrue):P1}), {labels.Count(label => label.IsFalse)} of {AllFalse} false ones");
        foreach (var (name, types, mostFalse) in Classes)
        {
            var ofClass = labels.Where(label => types.Contains(label.Type)).ToList();
            var (isTrue, isFalse) = (ofClass.Where(label => label.IsTrue).ToList(), ofClass.Where(label => label.IsFalse).ToList());
            var (hits, wrong) = (isTrue.Count(IsFound), isFalse.Count(IsFound));
            var told = isTrue.Where(label => label.IsInRange).ToList();
            Print($"{name,-10} true {hits,4} of {isTrue.Count,4} ({Share(hits, isTrue.Count):P1}), of those in a range {told.Count(IsFound),4} of {told.Count,4}; false {wrong,3} of {isFalse.Count,3}; share of false ones {Share(wrong, wrong + hits):P1}, target < {mostFalse:P0}");
            Share(wrong, wrong + hits).ShouldBeLessThan(mostFalse, name);
            // Where versions are in a range by the tool of the package manager, nothing may be missed; elsewhere the judges had other records than we.
            foreach (var missed in told.Where(label => !IsFound(label))) Print($"  missed: {missed}");
            foreach (var repeated in isFalse.Where(IsFound)) Print($"  false, and repeated: {repeated}");
            told.Where(label => !IsFound(label)).ShouldBeEmpty();
        }
        var all = labels.Where(label => label.IsTrue).ToList();
        Print($"recall {Share(all.Count(IsFound), all.Count):P1}, target >= 95 %");
        Share(all.Count(IsFound), all.Count).ShouldBeGreaterThanOrEqualTo(0.95);
    }

    /// <summary>False matches of scanners for which there is a record of a package of the same name: in another ecosystem, or of another distribution. None may be repeated, whatever the name is taken for.</summary>
    [Fact]
    public async Task Repeats_no_match_of_a_name_in_another_place()
    {
        var labels = Read().Where(label => label.IsElsewhere).SelectMany(label => label.Type == "*" ? Languages.Select(type => label with { Type = type }) : [label]).ToList();
        foreach (var (what, group) in labels.GroupBy(label => label.Os.Length > 0 ? "rpm of other distributions" : "languages, by CPE").Select(group => (group.Key, group.ToList())))
        {
            // Each type by itself: a name that is taken for two is found by either.
            var repeated = new HashSet<Label>();
            foreach (var ofType in group.GroupBy(label => label.Type))
            {
                var found = await EvaluateAllAsync([.. ofType]);
                repeated.UnionWith(ofType.Where(label => label.Names.Any(name => found.Contains((label.Image, label.Package, label.Version, name)))));
            }
            Print($"{what}: {repeated.Count} of {group.DistinctBy(label => (label.Image, label.Package, label.Version, label.Vulnerability)).Count()} false labels repeated");
            foreach (var label in repeated) Print($"  {label}");
            repeated.ShouldBeEmpty();
        }
    }

    /// <summary>Every label is covered, or it is told why not.</summary>
    [Fact]
    public void Tells_why_labels_are_not_covered()
    {
        var covered = Read().Where(label => !label.IsElsewhere).ToList();
        int[] sums = [covered.Count(label => label.IsTrue), covered.Count(label => label.IsFalse), covered.Count(label => !label.IsTrue && !label.IsFalse)];
        Print($"{"class",-10} {"",-50} {"true",6} {"false",6} {"open",5}");
        foreach (var (name, types, _) in Classes)
        {
            var ofClass = covered.Where(label => types.Contains(label.Type)).ToList();
            Print($"{name,-10} {"covered",-50} {ofClass.Count(label => label.IsTrue),6} {ofClass.Count(label => label.IsFalse),6} {ofClass.Count(label => !label.IsTrue && !label.IsFalse),5}");
        }
        foreach (var fields in File.ReadLines(Path.Combine(Folder, "uncovered.tsv")).Skip(1).Select(line => line.Split('\t')))
        {
            Print($"{fields[0],-10} {fields[1],-50} {fields[2],6} {fields[3],6} {fields[4],5}");
            for (var i = 0; i < sums.Length; i++) sums[i] += int.Parse(fields[2 + i], CultureInfo.InvariantCulture);
        }
        sums.ShouldBe([AllTrue, AllFalse, AllOpen]);
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
            labels.Add(new Label(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7], fields[8], fields[9], fields[10], fields[11], fields[12]));
        }
        return labels;
    }

    private async Task<HashSet<(string Image, string Package, string Version, string Name)>> EvaluateAllAsync(IReadOnlyList<Label> labels)
    {
        var found = new HashSet<(string Image, string Package, string Version, string Name)>();
        foreach (var image in labels.GroupBy(label => label.Image)) found.UnionWith(await EvaluateAsync(image.Key, [.. image]));
        return found;
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
        string Image, string Os, string Release, string Type, string Package, string Version, string Source, string SourceVersion, string Owner, string Vulnerability, string Cve, string Word, string Data)
    {
        public bool IsTrue => Word == "TP";
        public bool IsFalse => Word == "FP";
        public bool IsInRange => Data == "1";
        public bool IsElsewhere => Data == "-";
        public IEnumerable<string> Names => Cve.Length > 0 ? [Vulnerability, Cve] : [Vulnerability];
    }
}
