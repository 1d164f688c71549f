namespace Plimsoll.Core.Advisories;

/// <summary>FIRST's estimate of exploitation within 30 days.</summary>
/// <param name="Cve">CVE identifier.</param>
/// <param name="Probability">From 0 to 1.</param>
/// <param name="Percentile">Share of vulnerabilities that are as probable or less, from 0 to 1.</param>
/// <param name="Date">Day of the estimate.</param>
public readonly record struct EpssEntry(string Cve, double Probability, double Percentile, DateOnly Date);
