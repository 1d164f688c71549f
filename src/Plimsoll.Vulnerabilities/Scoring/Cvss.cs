namespace Plimsoll.Vulnerabilities.Scoring;

/// <summary>Base scores of CVSS, computed from vectors; threat and environment are not known here and do not count.</summary>
public static class Cvss
{
    /// <summary>The base score of a vector of CVSS 3.0, 3.1 or 4.0, from 0 to 10 with one decimal; null where it is none, or incomplete.</summary>
    public static double? BaseScore(string vector) => CvssMetrics.TryParse(vector) is not { } metrics ? null : metrics.Version switch
    {
        "3.0" or "3.1" => CvssV3.BaseScore(metrics),
        "4.0" => CvssV4.BaseScore(metrics),
        _ => null,
    };

    /// <summary>The band of a score, the same in all versions (CVSS 4.0, section 6).</summary>
    public static SeverityBand Band(double score) => score switch
    {
        <= 0 => SeverityBand.None,
        < 4 => SeverityBand.Low,
        < 7 => SeverityBand.Medium,
        < 9 => SeverityBand.High,
        _ => SeverityBand.Critical,
    };
}
