namespace Plimsoll.Vulnerabilities.Scoring;

/// <summary>
/// CVSS 4.0, section 8.2: the score of the worst vector of the same class (macrovector), less by how far the vector is on the way to the next lower classes. Threat and environment not being told, as in a
/// base score, the exploit is taken to exist and all requirements to be high.
/// </summary>
internal static class CvssV4
{
    /// <summary>
    /// Tenths by equivalence class: a row for each of EQ1 and EQ2, in it for EQ3 with EQ6 (0 and 0, 0 and 1, 1 and 0, 1 and 1, 2 and 1) the two of EQ4 that base metrics can have, 1 and 2. From the table that the
    /// specification is published with.
    /// </summary>
    private static readonly int[][] Scores =
    [
        [100, 93, 96, 90, 93, 88, 92, 80, 79, 69],
        [95, 92, 91, 81, 92, 84, 82, 70, 71, 63],
        [94, 87, 89, 75, 86, 72, 76, 57, 65, 53],
        [90, 77, 77, 66, 74, 61, 59, 52, 58, 23],
        [86, 70, 74, 54, 72, 53, 57, 36, 47, 24],
        [73, 54, 55, 43, 61, 46, 51, 18, 24, 10],
    ];

    private static readonly int[] DepthsOfEq1 = [1, 4, 5];
    private static readonly int[] DepthsOfEq2 = [1, 2];
    private static readonly int[] DepthsOfEq4 = [6, 5, 4];

    /// <summary>The worst vectors of the classes of EQ1: vector, privileges, interaction.</summary>
    private static readonly int[][][] WorstOfEq1 = [[[0, 0, 0]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[3, 0, 0], [1, 1, 1]]];

    /// <summary>Those of EQ2: complexity, requirements.</summary>
    private static readonly int[][][] WorstOfEq2 = [[[0, 0]], [[1, 0], [0, 1]]];

    /// <summary>Those of EQ3 where all requirements are high: confidentiality, integrity, availability of the vulnerable system.</summary>
    private static readonly int[][][] WorstOfEq3 = [[[0, 0, 0]], [[1, 0, 0], [0, 1, 0]], [[1, 1, 1]]];

    public static double? BaseScore(CvssMetrics metrics)
    {
        int[] access = [metrics.IndexOf("AV", "NALP"), metrics.IndexOf("PR", "NLH"), metrics.IndexOf("UI", "NPA")];
        int[] effort = [metrics.IndexOf("AC", "LH"), metrics.IndexOf("AT", "NP")];
        int[] system = [metrics.IndexOf("VC", "HLN"), metrics.IndexOf("VI", "HLN"), metrics.IndexOf("VA", "HLN")];
        int[] others = [metrics.IndexOf("SC", "HLN"), metrics.IndexOf("SI", "HLN"), metrics.IndexOf("SA", "HLN")];
        if (access.Concat(effort).Concat(system).Concat(others).Any(value => value < 0)) return null;
        if (system.Concat(others).All(value => value == 2)) return 0;

        var eq1 = access.All(value => value == 0) ? 0 : access[0] != 3 && access.Contains(0) ? 1 : 2;
        var eq2 = effort.All(value => value == 0) ? 0 : 1;
        var eq3 = system[0] == 0 && system[1] == 0 ? 0 : system.Contains(0) ? 1 : 2;
        var eq4 = others.Contains(0) ? 1 : 2;
        var column = eq3 * 2;
        var score = Score(eq1, eq2, column, eq4)!.Value;

        // EQ5 has a lower class too, on the way to which no base vector is: it counts in the mean only.
        var (sum, count) = (0.0, 1);
        Add(Score(eq1 + 1, eq2, column, eq4), Distance(access, WorstOfEq1[eq1]), DepthsOfEq1[eq1]);
        Add(Score(eq1, eq2 + 1, column, eq4), Distance(effort, WorstOfEq2[eq2]), DepthsOfEq2[eq2]);
        var lower = eq3 switch { 0 => Math.Max(Score(eq1, eq2, 1, eq4)!.Value, Score(eq1, eq2, 2, eq4)!.Value), 1 => Score(eq1, eq2, 3, eq4), _ => null };
        Add(lower, Distance(system, WorstOfEq3[eq3]), eq3 == 0 ? 7 : 8);
        Add(eq4 == 1 ? Score(eq1, eq2, column, 2) : null, others.Sum() - (eq4 == 1 ? 0 : others.Length), DepthsOfEq4[eq4]);
        return Math.Clamp(Math.Round((score - (sum / count)) * 10, MidpointRounding.AwayFromZero) / 10, 0, 10);

        void Add(double? next, int distance, int depth)
        {
            if (next is not { } below) return;
            count++;
            sum += (score - below) * (distance * 0.1) / (depth * 0.1);
        }
    }

    private static double? Score(int eq1, int eq2, int column, int eq4) => eq1 > 2 || eq2 > 1 ? null : Scores[(eq1 * 2) + eq2][(column * 2) + eq4 - 1] / 10.0;

    /// <summary>Steps from the first worst vector that is nowhere below.</summary>
    private static int Distance(int[] values, int[][] worst)
    {
        var from = worst.First(vector => vector.Zip(values).All(pair => pair.First <= pair.Second));
        return values.Sum() - from.Sum();
    }
}
