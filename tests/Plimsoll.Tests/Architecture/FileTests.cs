using System.Text.RegularExpressions;

namespace Plimsoll.Tests.Architecture;

/// <summary>Files stay short and names say something.</summary>
public sealed partial class FileTests
{
    private const int Longest = 400;

    /// <summary>Files that may be longer, each with its reason.</summary>
    private static readonly Dictionary<string, string> Excused = [];

    [Fact]
    public void No_file_is_long()
    {
        var tooLong = SourceTree.Files.Select(f => (Name: SourceTree.Relative(f), Lines: File.ReadLines(f).Count())).Where(f => f.Lines > Longest && !Excused.ContainsKey(f.Name));

        tooLong.ShouldBeEmpty();
    }

    [Fact]
    public void Half_of_the_files_of_the_program_have_less_than_100_lines()
    {
        var lengths = SourceTree.Files.Where(f => SourceTree.Relative(f).StartsWith("src/", StringComparison.Ordinal)).Select(f => File.ReadLines(f).Count()).Order().ToList();

        lengths[lengths.Count / 2].ShouldBeLessThan(100);
    }

    [Fact]
    public void Every_excuse_is_needed() =>
        Excused.Keys.ShouldAllBe(name => File.Exists(Path.Combine(SourceTree.Root, name)) && File.ReadLines(Path.Combine(SourceTree.Root, name)).Count() > Longest);

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var empty = SourceTree.Files.SelectMany(f => Declaration().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Where(name => Empty().IsMatch(name));

        empty.ShouldBeEmpty();
    }

    /// <summary>A file of contracts is named after its interface without the I.</summary>
    [Fact]
    public void The_name_of_a_file_is_that_of_a_type_in_it()
    {
        var stray = SourceTree.Files.Where(f => SourceTree.Relative(f).StartsWith("src/", StringComparison.Ordinal) && Path.GetFileName(f) != "Program.cs")
            .Where(f => !Declaration().Matches(File.ReadAllText(f)).Any(m => Path.GetFileName(f).StartsWith(m.Groups[1].Value + ".", StringComparison.Ordinal) || m.Groups[1].Value == "I" + Path.GetFileNameWithoutExtension(f)));

        stray.Select(SourceTree.Relative).ShouldBeEmpty();
    }

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+([A-Za-z_][A-Za-z0-9_]*)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex("(Helpers?|Managers?|Utils?|Utilities|Impl|Base|Common|Misc)$")]
    private static partial Regex Empty();
}
