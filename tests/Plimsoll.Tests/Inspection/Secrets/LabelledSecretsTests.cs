using System.Text.Json;
using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Secrets;

/// <summary>
/// The labelled set: files as people write them, with and without secrets, in an image. What is found is counted, and so is what gitleaks finds in the
/// same files, as a second opinion. <c>scripts/secrets.sh</c> prints the figures.
/// </summary>
public sealed partial class LabelledSecretsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Finds_the_secrets_and_little_else_and_all_that_gitleaks_finds()
    {
        var files = LabelledFile.Draw(20261121);
        var secrets = files.SelectMany(file => file.Secrets, (file, secret) => (file.Path, secret.First, secret.Last)).ToList();

        secrets.ShouldBeUnique("two secrets in one line cannot be told apart");

        var ours = await FindAsync(files);
        var theirs = Gitleaks(files);

        var (found, wrong) = Count(files, ours);
        var (foundByGitleaks, wrongByGitleaks) = Count(files, theirs);
        foreach (var secret in secrets.Except(found)) Print($"missed       {secret.Path}:{secret.First} {Line(files, secret.Path, secret.First)}");
        foreach (var (path, line) in wrong) Print($"false alarm  {path}:{line} {Line(files, path, line)}");
        Print($"{files.Count} files, {secrets.Count} secrets");
        Print($"plimsoll     recall {Percent(found.Count, secrets.Count)}, precision {Percent(found.Count, found.Count + wrong.Count)} ({found.Count} found, {wrong.Count} false alarms)");
        Print($"gitleaks     recall {Percent(foundByGitleaks.Count, secrets.Count)}, precision {Percent(foundByGitleaks.Count, foundByGitleaks.Count + wrongByGitleaks.Count)} ({foundByGitleaks.Count} found, {wrongByGitleaks.Count} false alarms)");
        secrets.Count.ShouldBeGreaterThan(150);
        ((double)found.Count / secrets.Count).ShouldBeGreaterThanOrEqualTo(0.95);
        ((double)found.Count / (found.Count + wrong.Count)).ShouldBeGreaterThanOrEqualTo(0.90);
        foundByGitleaks.Count.ShouldBeGreaterThan(secrets.Count / 3, "gitleaks did not look");
        foundByGitleaks.Except(found).ShouldBeEmpty();
    }

    private async Task<HashSet<(string Path, int Line)>> FindAsync(IReadOnlyList<LabelledFile> files)
    {
        var layer = new TarBytes();
        foreach (var file in files) layer.File(file.Path, file.Text);
        new LayoutBuilder(_directory.Path).Image("1", [layer.End()]).Write();
        await using var content = OciLayoutContent.OpenDirectory(_directory.Path, "1");
        var document = await new ImageInspector(TimeProvider.System).InspectAsync(content, InspectOptions.Default, null, CancellationToken.None);
        return [.. document.Findings.Where(finding => finding.Kind == FindingKinds.Secret).Select(finding => (finding.Path[1..], int.Parse(InLine().Match(finding.Reason).Groups[1].Value)))];
    }

    private HashSet<(string Path, int Line)> Gitleaks(IReadOnlyList<LabelledFile> files)
    {
        var root = Path.Combine(_directory.Path, "files");
        foreach (var file in files)
        {
            var path = Path.Combine(root, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }
        var report = Path.Combine(_directory.Path, "gitleaks.json");
        Tool.Run(Path.Combine(DebianImage.Repository(), ".tools", "usr", "bin", "gitleaks"), ["dir", root, "--no-banner", "--exit-code", "0", "--report-format", "json", "--report-path", report]);
        using var json = JsonDocument.Parse(File.ReadAllBytes(report));
        return [.. json.RootElement.EnumerateArray().Select(leak => (Path.GetRelativePath(root, leak.GetProperty("File").GetString()!), leak.GetProperty("StartLine").GetInt32()))];
    }

    /// <summary>The secrets in whose lines something was found, and the lines without secrets in which something was.</summary>
    private static (HashSet<(string Path, int First, int Last)> Found, List<(string Path, int Line)> Wrong) Count(IReadOnlyList<LabelledFile> files, HashSet<(string Path, int Line)> alarms)
    {
        var found = files.SelectMany(file => file.Secrets.Where(secret => alarms.Any(alarm => alarm.Path == file.Path && alarm.Line >= secret.First && alarm.Line <= secret.Last)), (file, secret) => (file.Path, secret.First, secret.Last));
        return ([.. found], [.. alarms.Where(alarm => !files.Single(file => file.Path == alarm.Path).HasSecretIn(alarm.Line))]);
    }

    private static string Line(IReadOnlyList<LabelledFile> files, string path, int line) => files.Single(file => file.Path == path).Text.Split('\n')[line - 1];

    private static string Percent(int part, int all) => $"{100.0 * part / all:F1} %";

    private static void Print(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    [GeneratedRegex(@"line (\d+)$")]
    private static partial Regex InLine();
}
