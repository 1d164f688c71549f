using Plimsoll.Cli.Inspect;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Comparison;
using Plimsoll.Tests.Architecture;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Comparison;

/// <summary>Two real systems some months apart. What is said of them was read by a person.</summary>
public sealed class DebianUpgradeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Reads_as_a_person_would_tell_it()
    {
        var folder = Path.Combine(SourceTree.Root, "tests", "Plimsoll.Tests", "Inspection", "Comparison", "Debian");
        Tool.Run("tar", ["-xJf", Path.Combine(folder, "debian-upgrade.tar.xz"), "--no-same-owner", "-C", _directory.Path]);
        var inspector = new ImageInspector(TimeProvider.System);
        var before = await inspector.OpenDirectoryAsync(Path.Combine(_directory.Path, "a"), InspectOptions.Default, CancellationToken.None);
        var after = await inspector.OpenDirectoryAsync(Path.Combine(_directory.Path, "b"), InspectOptions.Default, CancellationToken.None);

        var diff = ImageComparison.Compare(before, "debian:before", after, "debian:after", new DiffOptions());

        // Independent of our reading: the packages that dpkg-query itself lists with another version.
        diff.Packages.Count.ShouldBe(Packages("a").Except(Packages("b")).Select(Name).Union(Packages("b").Except(Packages("a")).Select(Name)).Count());
        DiffText.Render(diff, "table", "plimsoll tree debian:after").ShouldBe(await File.ReadAllTextAsync(Path.Combine(folder, "debian-upgrade.txt")));
    }

    private string[] Packages(string root) => Tool.Lines("dpkg-query", "--admindir", Path.Combine(_directory.Path, root, "var/lib/dpkg"), "-W", "-f", "${Package} ${Version}\n");

    private static string Name(string line) => line.Split(' ')[0];
}
