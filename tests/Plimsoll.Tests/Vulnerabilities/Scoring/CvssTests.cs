using System.Globalization;
using System.IO.Compression;
using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Scoring;

namespace Plimsoll.Tests.Vulnerabilities.Scoring;

/// <summary>Scores are those of the specification's examples and of another implementation.</summary>
public sealed class CvssTests
{
    [Theory]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0)]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5)]
    [InlineData("CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4)]
    [InlineData("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", 0.0)]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:F/RL:X", 9.8)]
    [InlineData("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10.0)]
    [InlineData("CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 7.3)]
    [InlineData("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0.0)]
    public void Computes_the_base_score_of_a_vector(string vector, double score) => Cvss.BaseScore(vector).ShouldBe(score);

    [Fact]
    public void Agrees_with_another_implementation_on_random_vectors()
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Vulnerabilities", "Scoring", "TestData", "cvss.tsv.gz")), CompressionMode.Decompress));
        var rows = file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();

        rows.Count.ShouldBe(1000);
        rows.Where(row => Cvss.BaseScore(row[0]) != double.Parse(row[1], CultureInfo.InvariantCulture)).Select(row => $"{row[0]} {row[1]} {Cvss.BaseScore(row[0])}").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("AV:N/AC:L/Au:N/C:P/I:P/A:P")]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H")]
    [InlineData("CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")]
    [InlineData("CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")]
    [InlineData("CVSS:9.9/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")]
    public void What_is_no_vector_has_no_score(string vector) => Cvss.BaseScore(vector).ShouldBeNull();

    [Fact]
    public void Nobody_having_judged_is_unknown_and_not_none()
    {
        Severity.Choose([]).Band.ShouldBe(SeverityBand.Unknown);
        Severity.Choose([new AdvisorySeverity { Origin = "Debian", Word = "not yet assigned" }]).Band.ShouldBe(SeverityBand.Unknown);
        Cvss.Band(0).ShouldBe(SeverityBand.None);
    }

    [Fact]
    public void The_word_of_the_vendor_counts_before_scores_and_the_database_of_the_nation_last()
    {
        var nvd = new AdvisorySeverity { Origin = "NVD", Scale = SeverityScale.CvssV3, Vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" };
        var v3 = new AdvisorySeverity { Origin = "GHSA", Scale = SeverityScale.CvssV3, Vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" };
        var v4 = new AdvisorySeverity { Origin = "GHSA", Scale = SeverityScale.CvssV4, Vector = "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N" };
        var word = new AdvisorySeverity { Origin = "Red Hat", Word = "Moderate" };

        Severity.Choose([nvd, v3, v4, word]).ShouldBe(new Severity(SeverityBand.Medium, null, "Red Hat"));
        Severity.Choose([nvd, v3, v4]).ShouldBe(new Severity(SeverityBand.High, 7.3, "GHSA"));
        Severity.Choose([nvd, v3]).Score.ShouldBe(7.5);
        Severity.Choose([nvd]).ShouldBe(new Severity(SeverityBand.Critical, 9.8, "NVD"));
    }

    [Fact]
    public void What_is_exploited_is_mended_first_then_what_is_probable_and_bad()
    {
        var low = new Severity(SeverityBand.Low, 3.1, "GHSA");
        var critical = new Severity(SeverityBand.Critical, 9.8, "GHSA");
        Risk[] wanted = [new(true, null, low), new(false, 0.9, critical), new(false, 0.9, low), new(false, 0.001, critical), new(false, null, critical), new(false, null, low), new(false, null, Severity.Unknown)];

        wanted.AsEnumerable().Reverse().Order().ShouldBe(wanted);
    }
}
