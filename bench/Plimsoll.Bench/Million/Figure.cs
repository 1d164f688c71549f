using System.Globalization;

namespace Plimsoll.Bench.Million;

/// <summary>A figure with its bar.</summary>
/// <param name="More">What else belongs to it.</param>
/// <param name="Passes">null where there is no bar.</param>
internal sealed record Figure(string What, string Bar, string Measured, string More, bool? Passes)
{
    public string Verdict => Passes switch { true => "PASS", false => "FAIL", null => "" };

    public static string Text(double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{(value >= 100 ? value.ToString("#,0", CultureInfo.InvariantCulture) : value.ToString("0.00", CultureInfo.InvariantCulture))} {unit}").TrimEnd();

    public static string List(IEnumerable<double> values) => string.Join(' ', values.Select(value => value.ToString("0.00", CultureInfo.InvariantCulture)));
}
