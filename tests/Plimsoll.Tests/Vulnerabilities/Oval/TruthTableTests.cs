using Plimsoll.Vulnerabilities.Oval;
using Plimsoll.Vulnerabilities.Oval.Logic;

namespace Plimsoll.Tests.Vulnerabilities.Oval;

/// <summary>The truth tables of oval-common-schema, row by row, against every mixture of up to three results of each kind.</summary>
public sealed class TruthTableTests
{
    private const int Most = 3;

    /// <summary>Columns: true, false, error, unknown, not evaluated, not applicable; then what that makes. The first row that fits counts.</summary>
    private static readonly string[] Rest =
    [
        "0+ 0+ 1+ 0+ 0+ 0+ Error", "0+ 0+ 0 1+ 0+ 0+ Unknown", "0+ 0+ 0 0 1+ 0+ NotEvaluated", "0 0 0 0 0 1+ NotApplicable",
    ];

    private static readonly Dictionary<string, string[]> Rows = new()
    {
        ["And"] = ["1+ 0 0 0 0 0+ True", "0+ 1+ 0+ 0+ 0+ 0+ False", .. Rest],
        ["Or"] = ["1+ 0+ 0+ 0+ 0+ 0+ True", "0 1+ 0 0 0 0+ False", .. Rest],
        ["One"] = ["1 0+ 0 0 0 0+ True", "2+ 0+ 0+ 0+ 0+ 0+ False", "0 1+ 0 0 0 0+ False", .. Rest],
        ["Xor"] = ["odd 0+ 0 0 0 0+ True", "even 0+ 0 0 0 0+ False", "0 1+ 0 0 0 0+ False", .. Rest],
        ["All"] = ["1+ 0 0 0 0 0+ True", "0+ 1+ 0+ 0+ 0+ 0+ False", .. Rest],
        ["AtLeastOne"] = ["1+ 0+ 0+ 0+ 0+ 0+ True", "0 1+ 0 0 0 0+ False", .. Rest],
        ["OnlyOne"] = ["1 0+ 0 0 0 0+ True", "2+ 0+ 0+ 0+ 0+ 0+ False", "0 1+ 0 0 0 0+ False", .. Rest],
        ["NoneSatisfy"] = ["0 1+ 0 0 0 0+ True", "1+ 0+ 0+ 0+ 0+ 0+ False", .. Rest],
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Follows_the_table(string name)
    {
        var kinds = new[] { OvalResult.True, OvalResult.False, OvalResult.Error, OvalResult.Unknown, OvalResult.NotEvaluated, OvalResult.NotApplicable };
        var mixtures = 0;
        foreach (var counts in Mixtures(kinds.Length).Where(counts => counts.Sum() > 0))
        {
            var tally = new ResultTally();
            for (var kind = 0; kind < kinds.Length; kind++)
            {
                for (var i = 0; i < counts[kind]; i++) tally.Add(new OvalVerdict(kinds[kind], kinds[kind].ToString()));
            }
            var verdict = Enum.TryParse<LogicOperator>(name, out var how) ? tally.By(how) : tally.By(Enum.Parse<Check>(name));
            verdict.Result.ToString().ShouldBe(Expected(Rows[name], counts), $"{name} of {string.Join(' ', counts)}");
            if (verdict.Result is OvalResult.Error or OvalResult.Unknown or OvalResult.NotApplicable) verdict.Reason.ShouldBe(verdict.Result.ToString());
            mixtures++;
        }
        mixtures.ShouldBe(4095);
    }

    /// <summary>Columns: exists, does not exist, error, not collected.</summary>
    [Theory]
    [InlineData("AllExist", "1+ 0 0 0 True", "0 0 0 0 False", "0+ 1+ 0+ 0+ False", "0+ 0 1+ 0+ Error", "0+ 0 0 1+ Unknown")]
    [InlineData("AnyExist", "0+ 0+ 0 0+ True", "1+ 0+ 1+ 0+ True", "0 0+ 1+ 0+ Error")]
    [InlineData("AtLeastOneExists", "1+ 0+ 0+ 0+ True", "0 0+ 0 0 False", "0 0+ 1+ 0+ Error", "0 0+ 0 1+ Unknown")]
    [InlineData("NoneExist", "0 0+ 0 0 True", "1+ 0+ 0+ 0+ False", "0 0+ 1+ 0+ Error", "0 0+ 0 1+ Unknown")]
    [InlineData("OnlyOneExists", "1 0+ 0 0 True", "2+ 0+ 0+ 0+ False", "0 0+ 0 0 False", "0+ 0+ 1+ 0+ Error", "0+ 0+ 0 1+ Unknown")]
    public void Follows_the_table_of_existence(string name, params string[] rows)
    {
        foreach (var counts in Mixtures(4))
            new ItemTally(counts[0], counts[1], counts[2], counts[3]).By(Enum.Parse<Existence>(name)).ToString().ShouldBe(Expected(rows, counts), $"{name} of {string.Join(' ', counts)}");
    }

    [Theory]
    [InlineData(OvalResult.True, "false")]
    [InlineData(OvalResult.False, "true")]
    public void Negation_turns_only_what_is_known(OvalResult inner, string word)
    {
        var system = new MemorySystem { Dpkg = inner == OvalResult.True ? [new OvalPackage("a", "1")] : [] };
        var definitions = new Definitions().Test("inner", "linux#dpkginfo", "<name>a</name>").Test("unknown", "unix#sysctl", "<name>x</name>")
            .Definition("not", "<criteria negate=\"true\"><extend_definition definition_ref=\"inner\"/></criteria>")
            .Definition("not2", "<criteria><extend_definition definition_ref=\"inner\" negate=\"true\"/></criteria>")
            .Definition("still", "<criteria><extend_definition definition_ref=\"unknown\" negate=\"true\"/></criteria>");

        var words = definitions.On(system);

        words["not"].ShouldBe(word);
        words["not2"].ShouldBe(word);
        words["still"].ShouldBe("unknown");
    }

    private static IEnumerable<int[]> Mixtures(int columns) =>
        Enumerable.Range(0, (int)Math.Pow(Most + 1, columns)).Select(number => Enumerable.Range(0, columns).Select(column => number / (int)Math.Pow(Most + 1, column) % (Most + 1)).ToArray());

    private static string Expected(string[] rows, int[] counts) =>
        rows.Select(row => row.Split(' ')).First(row => counts.Index().All(count => Fits(row[count.Index], count.Item)))[counts.Length];

    private static bool Fits(string column, int count) => column switch
    {
        "odd" => count % 2 == 1,
        "even" => count % 2 == 0 && count > 0,
        _ when column.EndsWith('+') => count >= column[0] - '0',
        _ => count == column[0] - '0',
    };
}
