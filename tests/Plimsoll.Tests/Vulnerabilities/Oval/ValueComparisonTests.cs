using Plimsoll.Vulnerabilities.Oval.Documents;
using Plimsoll.Vulnerabilities.Oval.Values;

namespace Plimsoll.Tests.Vulnerabilities.Oval;

/// <summary>Every datatype with its operations; the state's value stands first, as in a document.</summary>
public sealed class ValueComparisonTests
{
    private static readonly ValueComparison Comparison = new(new PatternCache(TimeSpan.FromMilliseconds(250)));

    [Theory]
    [InlineData("string", "equals", "a", "a", "true")]
    [InlineData("string", "equals", "a", "A", "false")]
    [InlineData("string", "not equal", "a", "b", "true")]
    [InlineData("string", "case insensitive equals", "aB", "Ab", "true")]
    [InlineData("string", "case insensitive not equal", "aB", "Ab", "false")]
    [InlineData("string", "greater than", "a", "b", "error")]
    [InlineData("string", "pattern match", "^[[:digit:]]+$", "42", "true")]
    [InlineData("string", "pattern match", "^[^[:space:]]+$", "a b", "false")]
    [InlineData("string", "pattern match", @"^\Qa.b\E$", "axb", "false")]
    [InlineData("string", "pattern match", @"^\d$", "\u0665", "false")]
    [InlineData("string", "pattern match", @"^[a-[]+$", "[", "error")]
    [InlineData("string", "pattern match", @"^[]a]+$", "]a", "true")]
    [InlineData("string", "pattern match", "(", "x", "error")]
    [InlineData("string", "resembles", "a", "a", "error")]
    [InlineData("int", "equals", "007", "7", "true")]
    [InlineData("int", "greater than", "5", "6", "true")]
    [InlineData("int", "less than or equal", "5", "6", "false")]
    [InlineData("int", "bitwise and", "18", "26", "true")]
    [InlineData("int", "bitwise and", "18", "16", "false")]
    [InlineData("int", "bitwise or", "26", "18", "true")]
    [InlineData("int", "greater than", "99999999999999999999999999", "100000000000000000000000000", "true")]
    [InlineData("int", "equals", "5", "five", "error")]
    [InlineData("boolean", "equals", "true", "1", "true")]
    [InlineData("boolean", "not equal", "0", "false", "false")]
    [InlineData("boolean", "equals", "yes", "true", "error")]
    [InlineData("float", "greater than or equal", "1.5", "1.50", "true")]
    [InlineData("float", "less than", "1e3", "999.9", "true")]
    [InlineData("version", "greater than", "5.9", "5.10", "true")]
    [InlineData("version", "equals", "5.10", "5-10.0", "true")]
    [InlineData("version", "equals", "x", "5", "error")]
    [InlineData("debian_evr_string", "less than", "0:1.0-1", "0:1.0~rc1-1", "true")]
    [InlineData("debian_evr_string", "equals", "0:1.0", "1.0-0", "true")]
    [InlineData("debian_evr_string", "less than", "0:1.0-1", "(none):1.0~rc1-1", "true")]
    [InlineData("evr_string", "less than", "0:1.10-1", "0:1.9-1", "true")]
    [InlineData("evr_string", "greater than or equal", "0:1.0-1.el8", "(none):1.0-1.el8", "true")]
    [InlineData("ipv4_address", "equals", "10.1.0.0/16", "10.1.2.3/255.255.0.0", "true")]
    [InlineData("ipv4_address", "subset of", "10.0.0.0/8", "10.1.2.3", "true")]
    [InlineData("ipv4_address", "superset of", "10.1.2.0/24", "10.1.0.0/16", "true")]
    [InlineData("ipv4_address", "subset of", "10.0.0.0/8", "11.1.2.3", "false")]
    [InlineData("ipv4_address", "less than", "10.0.0.2", "10.0.0.1", "true")]
    [InlineData("ipv4_address", "equals", "10.1", "10.0.0.1", "error")]
    [InlineData("ipv6_address", "subset of", "2001:db8::/32", "2001:db8:1::1", "true")]
    [InlineData("ipv6_address", "equals", "::1", "0:0::1", "true")]
    [InlineData("ipv6_address", "subset of", "::/0", "ffff::", "true")]
    [InlineData("binary", "equals", "0aFF", "0AfF", "true")]
    [InlineData("ios_version", "equals", "12.4", "12.4", "unknown")]
    [InlineData("colour", "equals", "a", "a", "error")]
    public void Compares(string datatype, string operation, string state, string item, string word) =>
        Comparison.Compare(state, item, Vocabulary.DatatypeOf(datatype), Vocabulary.OperationOf(operation)).Word.ShouldBe(word);

    [Fact]
    public void Gives_an_expression_a_quarter_of_a_second()
    {
        var verdict = Comparison.Compare("^(a+)+$", new string('a', 40) + "!", Datatype.Text, Operation.PatternMatch);

        verdict.Word.ShouldBe("error");
        verdict.Reason.ShouldBe("the expression '^(a+)+$' took more than 250 ms");
    }

    [Theory]
    [InlineData("*.conf", "a.conf", true)]
    [InlineData("*.conf", ".conf", false)]
    [InlineData("/etc/*/x", "/etc/a/x", true)]
    [InlineData("/etc/*", "/etc/a/x", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("[!a]b", "cb", true)]
    [InlineData("[]x]b", "]b", true)]
    [InlineData(@"a\*", "a*", true)]
    [InlineData("a.c", "abc", false)]
    public void Translates_patterns_of_the_shell(string glob, string text, bool isMatch) =>
        Comparison.Compare(GlobPattern.ToRegex(glob, noEscape: false)!, text, Datatype.Text, Operation.PatternMatch).Word.ShouldBe(isMatch ? "true" : "false");

    [Theory]
    [InlineData("20260102", "year_month_day", "2026-01-01 12:00:00", "year_month_day", "43200")]
    [InlineData("01/02/2026", "month_day_year", "31-12-2025", "day_month_year", "172800")]
    [InlineData("100", "seconds_since_epoch", "0x019db1ded53e8000", "win_filetime", "100")]
    [InlineData("20260101000001.000000+000", "cim_datetime", "1767225600", "seconds_since_epoch", null)]
    [InlineData("2026-01-01 00:00:01:000", "cim_datetime", "1767225600", "seconds_since_epoch", "1")]
    [InlineData("yesterday", "year_month_day", "0", "seconds_since_epoch", null)]
    public void Counts_the_seconds_between_times(string first, string firstFormat, string second, string secondFormat, string? seconds) =>
        TimeFormat.Difference(first, firstFormat, second, secondFormat).ShouldBe(seconds);
}
